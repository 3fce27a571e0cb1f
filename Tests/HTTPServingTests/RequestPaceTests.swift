import NIOCore
import NIOEmbedded
import Testing

@testable import HTTPServing

/// Time is the embedded loop's own: nothing here waits.
@Suite struct RequestPaceTests {
    private func channel(_ limits: RequestLimits = RequestLimits()) throws -> (EmbeddedChannel, RequestPaceHandler) {
        let pace = RequestPaceHandler(limits: limits)
        let channel = EmbeddedChannel(handler: pace)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return (channel, pace)
    }

    private func isOpen(_ channel: EmbeddedChannel) -> Bool {
        channel.embeddedEventLoop.run()
        return channel.isActive
    }

    @Test func `a head that never ends is given up after ten seconds`() throws {
        let (channel, _) = try channel()
        for _ in 0..<9 {
            try channel.writeInbound(ByteBuffer(string: "GET / HT"))
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        #expect(isOpen(channel))
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!isOpen(channel))
    }

    @Test func `an idle connection is kept for its time`() throws {
        let (channel, _) = try channel()
        channel.embeddedEventLoop.advanceTime(by: .seconds(70))
        #expect(isOpen(channel))
        channel.embeddedEventLoop.advanceTime(by: .seconds(10))
        #expect(!isOpen(channel))
    }

    @Test(arguments: [(900, false), (1_200, true)])
    func `a body that trickles is given up`(_ octetsPerSecond: Int, _ stays: Bool) throws {
        let (channel, pace) = try channel()
        pace.headArrived(channel.embeddedEventLoop)
        for _ in 0..<20 where channel.isActive {
            channel.read()
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try channel.writeInbound(ByteBuffer(repeating: 1, count: octetsPerSecond))
        }
        #expect(isOpen(channel) == stays)
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    @Test func `a body that waits for this server is not counted`() throws {
        let (channel, pace) = try channel()
        pace.headArrived(channel.embeddedEventLoop)
        channel.pipeline.fireChannelReadComplete()
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(isOpen(channel))
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    @Test func `an answer may take its time`() throws {
        let (channel, pace) = try channel()
        pace.headArrived(channel.embeddedEventLoop)
        pace.bodyArrived(channel.embeddedEventLoop)
        channel.embeddedEventLoop.advanceTime(by: .seconds(600))
        #expect(isOpen(channel))
        pace.answered(channel.embeddedEventLoop)
        channel.embeddedEventLoop.advanceTime(by: .seconds(80))
        #expect(!isOpen(channel))
    }
}
