import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Keeps one connection in order where Hummingbird leaves it to the peer.
///
/// - A head that is too large is answered 431.
/// - `Expect: 100-continue` is answered at once, so that no client waits for it.
/// - Behind an answer with `Connection: close` nothing is read any more: the sending side is closed, what still comes is
///   dropped, and the connection ends after two seconds, so that the answer is not lost to a reset (RFC 9112 §9.6).
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private static let lingering = TimeAmount.seconds(2)

    private let limits: RequestLimits
    private let pace: RequestPaceHandler
    private var owed = 0
    private var closesAfterAnswer = false
    private var isClosing = false

    init(limits: RequestLimits, pace: RequestPaceHandler) {
        self.limits = limits
        self.pace = pace
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            owed += 1
            pace.headArrived(context.eventLoop)
            if owed == 1, head.headerFields[.expect]?.lowercased() == "100-continue", isAcceptable(head) {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
        case .body:
            break
        case .end:
            pace.bodyArrived(context.eventLoop)
        }
        context.fireChannelRead(data)
    }

    private func isAcceptable(_ head: HTTPRequest) -> Bool {
        (head.headerFields[.contentLength].flatMap { Int($0) } ?? 0) <= limits.body
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isClosing else { return }
        guard let error = error as? HTTPParserError, error == .headerOverflow, owed == 0 else {
            context.fireErrorCaught(error)
            return
        }
        let status = HTTPResponse.Status.requestHeaderFieldsTooLarge
        let head = HTTPResponse(status: status, headerFields: [.connection: "close", .contentLength: "0"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        finish(context, end: .end(nil), promise: nil)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            if head.status.kind != .informational, head.headerFields[.connection]?.lowercased() == "close" {
                closesAfterAnswer = true
            }
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end(let trailers):
            owed -= 1
            if owed <= 0 { pace.answered(context.eventLoop) }
            if closesAfterAnswer {
                finish(context, end: .end(trailers), promise: promise)
            } else {
                context.write(data, promise: promise)
            }
        }
    }

    private func finish(_ context: ChannelHandlerContext, end: HTTPResponsePart, promise: EventLoopPromise<Void>?) {
        isClosing = true
        context.writeAndFlush(wrapOutboundOut(end), promise: promise)
        context.close(mode: .output, promise: nil)
        _ = context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingering) {
            context.close(promise: nil)
        }
    }
}
