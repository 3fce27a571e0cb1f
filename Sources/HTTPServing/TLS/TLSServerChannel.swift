import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL
import NIOTLS

/// One TLS connection: HTTP/2 where the client asks for it by ALPN (RFC 7301, RFC 9113 §3.2), else HTTP/1.1.
struct TLSServerChannel: ServerChildChannel, HTTPChannelHandler {
    enum Negotiated: Sendable {
        case http1(ServerChannel.Value)
        case http2(HTTP2Channel.Value)
    }

    struct Value: ServerChildChannelValue {
        let negotiated: EventLoopFuture<Negotiated>
        let channel: any Channel
    }

    let certificate: ServerCertificate
    let http1: ServerChannel
    let http2: HTTP2Channel

    var responder: Responder { http1.responder }

    init(certificate: ServerCertificate, responder: @escaping Responder, limits: RequestLimits) {
        self.certificate = certificate
        http1 = ServerChannel(responder: responder, limits: limits, isSecure: true)
        http2 = HTTP2Channel(
            responder: responder,
            configuration: .init(
                idleTimeout: .seconds(limits.idleSeconds), gracefulCloseTimeout: .seconds(10),
                streamConfiguration: .init(additionalChannelHandlers: [StreamGuard(limits: limits)])))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(NIOSSLServerHandler(context: certificate.context))
            try pipeline.addHandler(HandshakeDeadline(seconds: Int64(http1.limits.headSeconds)))
            let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Negotiated> { result in
                switch result {
                case .negotiated("h2"): setUpHTTP2(channel, logger: logger)
                case .negotiated("http/1.1"), .fallback:
                    http1.setup(channel: channel, logger: logger).map { .http1($0) }
                case .negotiated:
                    channel.close().flatMapThrowing { throw ChannelError.inappropriateOperationForState }
                }
            }
            try pipeline.addHandler(negotiation)
            return Value(negotiated: negotiation.protocolNegotiationResult, channel: channel)
        }
    }

    private func setUpHTTP2(_ channel: any Channel, logger: Logger) -> EventLoopFuture<Negotiated> {
        let noDelay = channel.setOption(.tcpOption(.tcp_nodelay), value: 1).recover { _ in }
        return noDelay.flatMapThrowing {
            // Of the connection as a whole only a reader that leaves its buffer full is given up here.
            let pace = RequestPaceHandler(limits: http1.limits)
            try channel.pipeline.syncOperations.addHandler(pace)
            pace.bodyArrived(channel.eventLoop)
        }.flatMap {
            http2.setup(channel: channel, logger: logger)
        }.map { .http2($0) }
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.negotiated.get() {
            case .http1(let connection): await http1.handle(value: connection, logger: logger)
            case .http2(let connection): await http2.handle(value: connection, logger: logger)
            }
        } catch {
            logger.debug("no TLS connection", metadata: ["error": "\(error)"])
            try? await value.channel.close()
        }
    }
}

/// Gives up a connection whose TLS handshake takes too long.
final class HandshakeDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let seconds: Int64
    private var timer: Scheduled<Void>?

    init(seconds: Int64) {
        self.seconds = seconds
    }

    func handlerAdded(context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) {
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event { timer?.cancel() }
        context.fireUserInboundEventTriggered(event)
    }
}
