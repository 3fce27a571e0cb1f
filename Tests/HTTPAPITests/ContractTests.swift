import HTTPServing
import HTTPTypes
import Hummingbird
import Testing

@testable import HTTPAPI

/// `Schema/openapi.yaml` and the server say the same.
@Suite struct ContractTests {
    private static let methods: Set<String> = ["get", "put", "post", "patch", "delete"]

    /// `GET /api/v1/bookings/{}` of every operation that is described.
    private static var described: Set<String> {
        var operations: Set<String> = []
        for path in APIDescription.document["paths"]?.members ?? [] {
            let isAtRoot = path.value["servers"]?.items.first?["url"]?.text == "/"
            for method in path.value.members where methods.contains(method.name) {
                operations.insert(method.name.uppercased() + " " + unnamed((isAtRoot ? "" : "/api/v1") + path.name))
            }
        }
        return operations
    }

    /// The path with its parameters as `{}`, whatever they are called.
    private static func unnamed(_ path: String) -> String {
        path.split(separator: "/").map { part in
            part.hasPrefix(":") || part.hasPrefix("{") ? "{}" : part
        }.joined(separator: "/")
    }

    @Test func `every route is described, and every described operation has a route`() async throws {
        let town = try await APITown()
        let router = Router(context: CreneauRequestContext.self)
        town.routes.addServed(to: router)
        let served = Set(
            router.routes.filter { $0.method != .head }.map {
                $0.method.rawValue + " " + Self.unnamed($0.path.description)
            })
        #expect(served.subtracting(Self.described).sorted() == [])
        #expect(Self.described.subtracting(served).sorted() == [])
    }

    @Test func `every problem has its word in the description, and every word its problem`() {
        let types = APIDescription.document["components"]?["schemas"]?["ProblemType"]?["oneOf"]?.items ?? []
        let words = types.compactMap { $0["const"]?.text }
        #expect(words.count == Set(words).count)
        #expect(Set(words) == Set(ProblemCode.allCases.map { "urn:creneau:problem:" + $0.rawValue }))
    }

    @Test func `operations have names of their own, and a section of the page`() {
        let document = APIDescription.document
        let tags = Set(document["tags"]?.items.compactMap { $0["name"]?.text } ?? [])
        var names: [String] = []
        for path in document["paths"]?.members ?? [] {
            for method in path.value.members where Self.methods.contains(method.name) {
                names.append(method.value["operationId"]?.text ?? "")
                let tag = method.value["tags"]?.items.first?.text
                #expect(tag.map(tags.contains) == true, "\(method.name) \(path.name)")
            }
        }
        #expect(names.count == Set(names).count && !names.contains(""))
    }

    @Test func `another method of a path is 405 with those that there are`() async throws {
        try await APITown().test { client in
            let answer = try await client.call(.patch, "/api/v1/resources/salle", "{}")
            #expect(answer.status == 405)
            #expect(answer.headers[.allow] == "GET, HEAD, PUT")
            #expect(answer.json["type"] == "urn:creneau:problem:method-not-allowed")
            #expect(try await client.call(.head, "/api/v1/resources/salle").status == 200)
            #expect(try await client.call(.get, "/api/v1/nothing").status == 404)
        }
    }

    @Test func `the page needs no script and no other host`() async throws {
        try await APITown().test { client in
            let page = try await client.call(.get, "/api/docs", as: nil)
            #expect(page.status == 200)
            #expect(page.text.contains("id=\"createBooking\"") && page.text.contains("id=\"schema-Booking\""))
            #expect(!page.text.contains("<script") && !page.text.contains("https://"))
            let policy = try #require(HTTPField.Name("Content-Security-Policy"))
            #expect(page.headers[policy]?.contains("default-src 'none'; style-src 'self'") == true)
            #expect(try await client.call(.get, "/api/docs/style.css", as: nil).status == 200)
            let described = try await client.call(.get, "/api/v1/openapi.json", as: nil)
            #expect(described.json["openapi"] == "3.1.0")
        }
    }

    @Test func `text in the page is escaped`() {
        let document: JSON = ["info": ["title": "<b>", "description": "a `x` & \"b\"\n\nc"]]
        let html = DocumentationPage(document).html
        #expect(html.contains("&lt;b&gt;") && html.contains("<p>a <code>x</code> &amp; &quot;b&quot;</p>"))
    }
}
