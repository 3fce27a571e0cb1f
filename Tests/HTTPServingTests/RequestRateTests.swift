import HTTPServing
import Testing

@Suite struct RequestRateTests {
    @Test func `the allowance is used up at once and comes back with time`() {
        let rate = RequestRate()
        for left in (0..<60).reversed() {
            let allowance = rate.take("a", limit: 60, now: 1_000)
            #expect(allowance.isAllowed && allowance.remaining == left && allowance.limit == 60)
        }
        let refused = rate.take("a", limit: 60, now: 1_000)
        #expect(!refused.isAllowed && refused.remaining == 0 && refused.seconds == 1)
        #expect(rate.take("b", limit: 60, now: 1_000).isAllowed)
        #expect(rate.take("a", limit: 60, now: 1_001).isAllowed)
        #expect(!rate.take("a", limit: 60, now: 1_001).isAllowed)
        #expect(rate.take("a", limit: 60, now: 2_000).remaining == 59)
    }

    @Test func `a clock that jumps back gives nothing, and nothing is lost between seconds`() {
        let rate = RequestRate()
        for _ in 0..<7 { #expect(rate.take("a", limit: 7, now: 100).isAllowed) }
        #expect(!rate.take("a", limit: 7, now: 50).isAllowed)
        let allowed = (51...110).filter { rate.take("a", limit: 7, now: $0).isAllowed }
        #expect(allowed.count == 7)
    }

    @Test func `how long to wait is long enough`() {
        let rate = RequestRate()
        #expect(rate.take("a", limit: 1, now: 0).isAllowed)
        let refused = rate.take("a", limit: 1, now: 1)
        #expect(!refused.isAllowed && refused.seconds == 59)
        #expect(rate.take("a", limit: 1, now: 1 + Int64(refused.seconds)).isAllowed)
    }
}
