import NIOCore

/// Gives up a connection whose other end is too slow: a head that takes too long, a body or an answer that trickles, a
/// connection that nothing is asked on (QUALITY, Limits).
///
/// Stands before the HTTP decoder, so that it sees octets. What is slow because this server does not read is not counted.
final class RequestPaceHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer

    private enum Phase {
        case idle, head, body, answering
    }

    /// Seconds between two looks.
    private static let period: Int64 = 1
    /// Seconds over which the pace of a body is measured.
    private static let bodyWindow: Int64 = 10
    /// Seconds that the other end may leave a full buffer alone. Between the two marks of NIO lie 32 KiB: 1 kB/s.
    private static let unwritableSeconds: Int64 = 30

    private let limits: RequestLimits
    private var phase = Phase.idle
    private var since = NIODeadline.uptimeNanoseconds(0)
    private var octets = 0
    /// Since when this server waits for octets; nil while it does not ask for any.
    private var readingSince: NIODeadline?
    /// How long it has waited for those of this phase, besides.
    private var waited = TimeAmount.zero
    private var unwritableSince: NIODeadline?
    private var timer: Scheduled<Void>?

    init(limits: RequestLimits) {
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        enter(.idle, context.eventLoop)
        schedule(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if phase == .idle { enter(.head, context.eventLoop) }
        octets += unwrapInboundIn(data).readableBytes
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        waited = waitingTime(context.eventLoop.now)
        readingSince = nil
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if readingSince == nil { readingSince = context.eventLoop.now }
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        unwritableSince = context.channel.isWritable ? nil : context.eventLoop.now
        context.fireChannelWritabilityChanged()
    }

    /// The head has been read whole.
    func headArrived(_ loop: any EventLoop) { enter(.body, loop) }

    /// The body has been read whole.
    func bodyArrived(_ loop: any EventLoop) { enter(.answering, loop) }

    /// The last answer that was owed has been written.
    func answered(_ loop: any EventLoop) {
        if phase == .answering { enter(.idle, loop) }
    }

    private func enter(_ phase: Phase, _ loop: any EventLoop) {
        self.phase = phase
        since = loop.now
        octets = 0
        waited = .zero
        if readingSince != nil { readingSince = loop.now }
    }

    private func waitingTime(_ now: NIODeadline) -> TimeAmount {
        waited + (readingSince.map { now - $0 } ?? .zero)
    }

    private func schedule(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Self.period)) {
            if self.isTooSlow(context.eventLoop) {
                context.close(promise: nil)
            } else {
                self.schedule(context)
            }
        }
    }

    private func isTooSlow(_ loop: any EventLoop) -> Bool {
        let now = loop.now
        if let unwritableSince, now - unwritableSince > .seconds(Self.unwritableSeconds) { return true }
        let elapsed = now - since
        switch phase {
        case .idle: return elapsed >= .seconds(Int64(limits.idleSeconds))
        case .head: return elapsed >= .seconds(Int64(limits.headSeconds))
        case .answering: return false
        case .body:
            let waited = waitingTime(now)
            guard waited >= .seconds(Self.bodyWindow) else { return false }
            if octets < limits.bodyRate * Int(waited.nanoseconds / 1_000_000_000) { return true }
            enter(.body, loop)
            return false
        }
    }
}
