public import Hummingbird
public import NIOCore
public import Scheduling

/// What is known about a request besides its head and body.
public struct CreneauRequestContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Who asks; nil until ``BasicOrBearerAuthenticator`` has let the request pass.
    public var principal: Principal?
    /// The network address of the other end of the connection; nil over a Unix socket and in process. Who asks by way of a
    /// proxy is in ``origin``.
    public let remoteAddress: SocketAddress?
    /// Where the request comes from; settled by ``RequestOriginMiddleware``.
    public var origin: RequestOrigin

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        principal = nil
        remoteAddress = source.channel.remoteAddress
        origin = RequestOrigin(client: remoteAddress)
    }

    /// The identity of this request in the log and in answers to unexpected errors.
    public var requestID: String { id }

    /// The principal of a request behind the authenticator.
    ///
    /// - Throws: ``ServingError/unauthenticated`` where there is none.
    public func authenticatedPrincipal() throws(ServingError) -> Principal {
        guard let principal else { throw .unauthenticated }
        return principal
    }

    /// Whether the request came from this machine and through no proxy: loopback, a Unix socket or in process.
    public var isLocal: Bool { origin.isLocal }
}
