import Glibc
import HTTPTypes
public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import NIOHTTPTypes

/// A connection over a Unix socket, closed at once where the other end is nobody to be let in.
struct SocketServerChannel: ServerChildChannel {
    typealias Value = ServerChannel.Value

    /// `struct ucred` of Linux, as SO_PEERCRED fills it (unix(7)).
    private struct PeerCredentials {
        var process: Int32 = 0
        var user: UInt32 = .max
        var group: UInt32 = .max
    }

    let connection: ServerChannel
    /// Whether a process of this user may speak here.
    let isAllowed: @Sendable (_ user: UInt32) -> Bool

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        guard let options = channel as? any SocketOptionProvider else { return refuse(channel, logger: logger) }
        let peer: EventLoopFuture<PeerCredentials> = options.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        return peer.map { isAllowed($0.user) }.recover { _ in false }.flatMap { isWelcome in
            isWelcome ? connection.setup(channel: channel, logger: logger) : refuse(channel, logger: logger)
        }
    }

    private func refuse(_ channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        logger.warning("somebody else's process came to the command line's socket")
        let value = connection.setup(channel: channel, logger: logger)
        value.whenComplete { _ in channel.close(mode: .all, promise: nil) }
        return value
    }

    func handle(value: Value, logger: Logger) async {
        await connection.handle(value: value, logger: logger)
    }
}

/// Gives requests without a credential one: for connections whose other end is known already.
public struct KnownPeerCredential: RouterMiddleware {
    public typealias Context = CreneauRequestContext

    private let token: String

    public init(token: String) {
        self.token = token
    }

    public func handle(
        _ request: Request, context: CreneauRequestContext,
        next: (Request, CreneauRequestContext) async throws -> Response
    ) async throws -> Response {
        guard request.headers[.authorization] == nil else { return try await next(request, context) }
        var head = request.head
        head.headerFields[.authorization] = "Bearer " + token
        return try await next(Request(head: head, body: request.body), context)
    }
}

extension HTTPServer {
    /// The service that listens on a Unix socket.
    ///
    /// - Parameter isAllowed: whether processes of this user may speak there; others find the connection closed.
    public static func application(
        router: Router<CreneauRequestContext>, socket path: String, limits: RequestLimits = RequestLimits(),
        logger: Logger, isAllowed: @escaping @Sendable (_ user: UInt32) -> Bool,
        onListening: @escaping @Sendable () async -> Void
    ) -> Application<RouterResponder<CreneauRequestContext>> {
        Application(
            router: router,
            server: HTTPServerBuilder { responder in
                SocketServerChannel(
                    connection: ServerChannel(responder: responder, limits: limits), isAllowed: isAllowed)
            },
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path)),
            onServerRunning: { _ in await onListening() },
            logger: logger)
    }
}
