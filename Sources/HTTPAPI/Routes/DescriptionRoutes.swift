import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore

/// The description of the API, for programs and for people. It needs no login: it tells nothing about this installation.
struct DescriptionRoutes: Sendable {
    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("api/v1/openapi.yaml") { request, _ -> Response in
            _ = try request.parameters()
            return Self.answer(APIDescription.yaml, "application/yaml")
        }
        group.get("api/v1/openapi.json") { request, _ -> Response in
            _ = try request.parameters()
            return Self.answer(APIDescription.json, "application/json")
        }
        group.get("api/docs") { _, _ -> Response in Self.answer(Self.page, "text/html; charset=utf-8") }
        group.get("api/docs/style.css") { _, _ -> Response in
            Self.answer(APIDescription.stylesheet, "text/css; charset=utf-8")
        }
    }

    private static let page = Array(DocumentationPage(APIDescription.document).html.utf8)

    /// The page loads its own stylesheet and nothing else, and runs no script.
    private static func answer(_ octets: [UInt8], _ type: String) -> Response {
        var headers: HTTPFields = [.contentType: type, .cacheControl: "public, max-age=300"]
        if let policy = HTTPField.Name("Content-Security-Policy") {
            headers[policy] =
                "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: octets)))
    }
}
