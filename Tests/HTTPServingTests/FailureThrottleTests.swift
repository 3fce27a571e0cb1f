import CalendarTime
import HTTPServing
import Testing

@Suite struct FailureThrottleTests {
    private let key = FailureThrottle.Key(account: "camille", network: ClientNetwork(nil))
    private let start = Instant(seconds: 1_800_000_000)

    @Test func `ten failures cost nothing until the tenth, then the delay doubles`() {
        let throttle = FailureThrottle()
        var delays: [Int?] = []
        for _ in 0..<14 {
            throttle.recordFailure(of: key, now: start)
            delays.append(throttle.delay(for: key, now: start))
        }
        #expect(delays == Array(repeating: nil, count: 9) + [1, 2, 4, 8, 16])
    }

    @Test func `the delay is never a lockout`() {
        let throttle = FailureThrottle()
        for _ in 0..<1_000 { throttle.recordFailure(of: key, now: start) }
        #expect(throttle.delay(for: key, now: start) == 300)
        #expect(throttle.delay(for: key, now: start.adding(300)) == nil)
    }

    @Test func `failures are forgotten after a quarter of an hour and after a success`() {
        let throttle = FailureThrottle()
        for _ in 0..<9 { throttle.recordFailure(of: key, now: start) }
        throttle.recordFailure(of: key, now: start.adding(900))
        #expect(throttle.delay(for: key, now: start.adding(900)) == nil)
        for _ in 0..<20 { throttle.recordFailure(of: key, now: start.adding(900)) }
        throttle.recordSuccess(of: key)
        #expect(throttle.delay(for: key, now: start.adding(900)) == nil)
    }

    @Test func `one account's failures slow down nobody else`() {
        let throttle = FailureThrottle()
        for _ in 0..<20 { throttle.recordFailure(of: key, now: start) }
        let other = FailureThrottle.Key(account: "bruno", network: ClientNetwork(nil))
        #expect(throttle.delay(for: other, now: start) == nil)
        let sameInCapitals = FailureThrottle.Key(account: "CAMILLE", network: ClientNetwork(nil))
        #expect(throttle.delay(for: sameInCapitals, now: start) != nil)
    }

    @Test func `many accounts do not fill the memory`() {
        let throttle = FailureThrottle()
        for number in 0..<11_000 {
            throttle.recordFailure(of: .init(account: "\(number)", network: ClientNetwork(nil)), now: start)
        }
        for _ in 0..<11 { throttle.recordFailure(of: key, now: start) }
        #expect(throttle.delay(for: key, now: start) != nil)
    }
}
