import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Keeps one HTTP/2 stream within this server's limits, as ``ConnectionGuard`` and ``RequestPaceHandler`` do for HTTP/1.1.
///
/// Too many or too long fields are answered 431; a body that trickles ends the stream; fields that belong to a connection are
/// taken out of answers (RFC 9113 §8.2.2).
final class StreamGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Seconds over which the pace of a body is measured.
    private static let window: Int64 = 10

    private let limits: RequestLimits
    private var octets = 0
    private var hasRequest = false
    private var isRefused = false
    private var timer: Scheduled<Void>?

    init(limits: RequestLimits) {
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        schedule(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard isAcceptable(head.headerFields) else {
                refuse(context)
                return
            }
        case .body(let buffer):
            octets += buffer.readableBytes
        case .end:
            hasRequest = true
            timer?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data) else {
            context.write(data, promise: promise)
            return
        }
        head.headerFields[.connection] = nil
        head.headerFields[.transferEncoding] = nil
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }

    private func isAcceptable(_ fields: HTTPFields) -> Bool {
        var size = 0
        for field in fields { size += field.name.rawName.utf8.count + field.value.utf8.count + 4 }
        return fields.count <= limits.headerFields && size <= limits.headerBytes
    }

    private func refuse(_ context: ChannelHandlerContext) {
        isRefused = true
        let head = HTTPResponse(status: .requestHeaderFieldsTooLarge, headerFields: [.contentLength: "0"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        // The stream ends by itself when the client has ended it as well, and by the timer if it does not.
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func schedule(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Self.window)) {
            guard !self.hasRequest else { return }
            if self.octets < self.limits.bodyRate * Int(Self.window) {
                context.close(promise: nil)
            } else {
                self.octets = 0
                self.schedule(context)
            }
        }
    }
}
