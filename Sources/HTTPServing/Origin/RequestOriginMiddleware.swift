import HTTPTypes
public import Hummingbird

/// Settles where a request comes from, as the very first thing.
///
/// Behind it `head.scheme` and `head.authority` are those under which the client reached the server, the context's
/// ``CreneauRequestContext/origin`` is the client, and no forwarding field is left for anybody else to believe.
public struct RequestOriginMiddleware: RouterMiddleware {
    public typealias Context = CreneauRequestContext

    let proxies: TrustedProxies
    let servesTLS: Bool

    /// - Parameter servesTLS: whether connections over the network are TLS; one over a Unix socket never is.
    public init(proxies: TrustedProxies = TrustedProxies(), servesTLS: Bool = false) {
        self.proxies = proxies
        self.servesTLS = servesTLS
    }

    public func handle(
        _ request: Request, context: CreneauRequestContext,
        next: (Request, CreneauRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let resolved = proxies.resolve(
            request.headers, peer: context.remoteAddress, servesTLS: servesTLS, authority: request.head.authority)
        context.origin = resolved.origin
        var head = request.head
        head.scheme = resolved.scheme
        head.authority = resolved.authority
        for name in ForwardedFields.names { head.headerFields[name] = nil }
        return try await next(Request(head: head, body: request.body), context)
    }
}
