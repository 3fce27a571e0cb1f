import HTTPTypes
public import Hummingbird

/// Adds the fields that every answer carries (QUALITY, Security), where the route has not set its own.
public struct SecurityHeaders: RouterMiddleware {
    public typealias Context = CreneauRequestContext

    private static let fields: [(HTTPField.Name, String)] = [
        (.xContentTypeOptions, "nosniff"),
        (.referrerPolicy, "no-referrer"),
        (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'"),
    ]

    public init() {}

    public func handle(
        _ request: Request, context: CreneauRequestContext,
        next: (Request, CreneauRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in Self.fields where response.headers[name] == nil {
            response.headers[name] = value
        }
        // Only a browser that came over TLS believes the field (RFC 6797 §8.1).
        if context.origin.isSecure, response.headers[.strictTransportSecurity] == nil {
            response.headers[.strictTransportSecurity] = "max-age=31536000"
        }
        return response
    }
}

extension HTTPField.Name {
    static let referrerPolicy = knownName("Referrer-Policy")
    static let xContentTypeOptions = knownName("X-Content-Type-Options")
    static let contentSecurityPolicy = knownName("Content-Security-Policy")

    /// A name written in this code, which is therefore a token.
    static func knownName(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("not a field name: \(text)") }
        return name
    }
}
