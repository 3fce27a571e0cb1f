public import Hummingbird
import HummingbirdCore
public import Logging
public import NIOCore

/// The HTTP server: one router for every door, on one address.
public enum HTTPServer {
    /// A router whose routes all have the error boundary, the security headers and the limits.
    ///
    /// Authentication is added by the doors, as some routes (feeds, discovery) have none.
    ///
    /// - Parameter errorAnswers: writes what the limits refuse in a door's own format, where the path is that door's.
    public static func router(
        limits: RequestLimits = RequestLimits(),
        errorAnswers: (any MiddlewareProtocol<Request, Response, CreneauRequestContext>)? = nil,
        origin: RequestOriginMiddleware = RequestOriginMiddleware(),
        measurements: RequestMeasurements = RequestMeasurements()
    ) -> Router<CreneauRequestContext> {
        let router = Router(context: CreneauRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestObservation(measurements: measurements))
        router.add(middleware: origin)
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ErrorBoundary())
        if let errorAnswers { router.add(middleware: errorAnswers) }
        router.add(middleware: RequestLimitMiddleware(limits))
        return router
    }

    /// The service that listens.
    ///
    /// - Parameter port: 0 takes a free one.
    /// - Parameter certificate: makes it TLS, with HTTP/2 for clients that speak it; nil: plain HTTP/1.1.
    /// - Parameter onListening: is told the address that was bound, once, before the first request.
    public static func application(
        router: Router<CreneauRequestContext>, host: String, port: Int, limits: RequestLimits = RequestLimits(),
        certificate: ServerCertificate? = nil, logger: Logger,
        onListening: @escaping @Sendable (SocketAddress) async -> Void
    ) -> Application<RouterResponder<CreneauRequestContext>> {
        Application(
            router: router,
            server: HTTPServerBuilder { responder in
                guard let certificate else { return ServerChannel(responder: responder, limits: limits) }
                return TLSServerChannel(certificate: certificate, responder: responder, limits: limits)
            },
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), backlog: 1_024),
            onServerRunning: { channel in
                if let address = channel.localAddress { await onListening(address) }
            },
            logger: logger)
    }
}
