import BookingCore
import CalendarTime
import Testing

/// What an update keeps.
@Suite struct StandingAnswerTests {
    private typealias Fixture = EngineFixture

    private func range(_ from: Double = 9, _ to: Double = 10, day: Int64 = 1) -> TimeRange {
        Fixture.range(day: day, from, to)
    }

    private func weekly(_ from: Double = 9, _ to: Double = 10, day: Int64 = 1, count: Int? = nil) -> RecurrenceSet {
        Fixture.series(range(from, to, day: day), "FREQ=WEEKLY" + (count.map { ";COUNT=\($0)" } ?? ""))
    }

    @Test func `a series that is split at a date keeps every time that did not move, and back`() {
        var fixture = Fixture()
        let old = fixture.book(weekly(count: 4)).booking
        // Everything is closed to newcomers now.
        fixture.room.policy.autoSchedule = .declineAlways
        var split = weekly(count: 4)
        split.overrides = [
            Fixture.moved(range(day: 15), to: range(9, 10, day: 15), thisAndFuture: true)
        ]
        let (decision, divided) = fixture.book(split, previous: old)
        #expect(decision.letters == "aaaa" && decision.verdict == .accepted)
        #expect(fixture.book(weekly(count: 4), previous: divided).decision.letters == "aaaa")
    }

    @Test func `what moves from a date on is decided, what was before stands`() {
        var fixture = Fixture()
        let old = fixture.book(weekly(count: 4)).booking
        fixture.book(range(11, 12, day: 22))
        var split = weekly(count: 4)
        split.overrides = [Fixture.moved(range(day: 15), to: range(11, 12, day: 15), thisAndFuture: true)]
        let (decision, divided) = fixture.book(split, previous: old)
        #expect(decision.letters == "aaad")
        // Written as two series' times with other ids, nothing has moved.
        fixture.room.policy.autoSchedule = .declineAlways
        var rewritten = weekly(11, 12, day: 15, count: 2)
        rewritten.dates = [
            .period(start: .utc(range().start), end: .utc(range().end)),
            .period(start: .utc(range(day: 8).start), end: .utc(range(day: 8).end)),
        ]
        let joined = fixture.book(rewritten, previous: divided)
        #expect(joined.decision.letters == "aaad")
        // And back: the moved ones go home, where nobody may come any more.
        #expect(fixture.book(weekly(count: 4), previous: joined.booking).decision.letters == "aadd")
    }

    @Test func `fewer units keep what was given, more are asked for again`() {
        var fixture = Fixture()
        fixture.room.units = 3
        let old = fixture.book(RecurrenceSet(single: range()), units: 2).booking
        fixture.room.policy.minimumNotice = 10 * Fixture.day
        let fewer = fixture.book(RecurrenceSet(single: range()), units: 1, previous: old)
        #expect(fewer.decision.verdict == .accepted)
        let more = fixture.book(RecurrenceSet(single: range()), units: 2, previous: fewer.booking)
        #expect(more.decision.reasons.map(\.code) == ["insufficientNotice"])
    }

    @Test(arguments: [Reason.released, .notApproved])
    func `what somebody refused by hand stays refused until its time changes`(reason: Reason) {
        var fixture = Fixture()
        var old = fixture.book(weekly(count: 4)).booking
        let stored = old
        old.instances[1].verdict = .declined([reason])
        fixture.store(old, replacing: stored)
        let same = fixture.book(weekly(count: 4), units: 1, previous: old)
        #expect(same.decision.letters == "adaa")
        #expect(same.decision.instances[1].verdict == .declined([reason]))
        var moved = weekly(count: 4)
        moved.overrides = [Fixture.moved(range(day: 8), to: range(11, 12, day: 8))]
        #expect(fixture.book(moved, previous: same.booking).decision.letters == "aaaa")
    }

    @Test func `a series that was refused by hand stays refused, its later dates too`() {
        var fixture = Fixture()
        let stored = fixture.book(weekly()).booking
        var refused = stored
        refused.state = .declined
        refused.reasons = [.released]
        refused.decidedThrough = nil
        refused.instances = refused.instances.map { instance in
            var instance = instance
            instance.verdict = .declined([.released])
            return instance
        }
        fixture.store(refused, replacing: stored)
        fixture.now = fixture.now.adding(30 * Fixture.day)
        let again = fixture.book(weekly(), previous: refused)
        #expect(again.decision.verdict == .declined)
        #expect(again.decision.reasons == [.released])
        #expect(again.decision.decidedThrough == nil)
        // One date that moves is asked for anew, and only that.
        var set = weekly()
        let soon = range(day: 36)
        set.overrides = [Fixture.moved(soon, to: range(15, 16, day: 36))]
        let moved = fixture.book(set, previous: again.booking)
        #expect(moved.decision.verdict == .partiallyAccepted)
        #expect(moved.decision.instances.filter(\.isAccepted).map(\.range) == [range(15, 16, day: 36)])
        #expect(moved.decision.decidedThrough == nil)
        // Another time altogether is another question.
        #expect(fixture.book(weekly(16, 17), previous: again.booking).decision.verdict == .accepted)
    }

    @Test func `an early end is kept and its rest is free`() {
        var fixture = Fixture()
        fixture.now = range(9.5, 9.5).start
        var booking = fixture.book(range(9, 12)).booking
        let stored = booking
        booking.instances[0].checkedInAt = range(9, 9).start
        booking.instances[0].endedAt = range(10, 10).start
        fixture.store(booking, replacing: stored)
        fixture.now = range(10.25, 10.25).start
        #expect(fixture.book(range(10.5, 11)).decision.verdict == .accepted)
        let same = fixture.book(RecurrenceSet(single: range(9, 12)), previous: booking)
        #expect(same.decision.verdict == .accepted)
        #expect(same.decision.instances == booking.instances)
    }

    @Test func `who came is still there when the end moves`() {
        var fixture = Fixture()
        var booking = fixture.book(range(9, 10)).booking
        let stored = booking
        booking.instances[0].checkedInAt = range(9, 9).start
        fixture.store(booking, replacing: stored)
        fixture.now = range(9.5, 9.5).start
        let longer = fixture.book(RecurrenceSet(single: range(9, 11)), previous: booking)
        #expect(longer.decision.instances.map(\.checkedInAt) == [range(9, 9).start])
        let later = fixture.book(RecurrenceSet(single: range(9.75, 11)), previous: longer.booking)
        #expect(later.decision.instances.map(\.checkedInAt) == [nil])
    }

    @Test func `an added date that conflicts leaves the series as it goes on`() {
        var fixture = Fixture()
        let old = fixture.book(weekly()).booking
        fixture.book(range(11, 12, day: 3))
        var set = weekly()
        set.dates = [.period(start: .utc(range(11, 12, day: 3).start), end: .utc(range(11, 12, day: 3).end))]
        let (decision, _) = fixture.book(set, previous: old)
        #expect(decision.verdict == .partiallyAccepted)
        #expect(decision.declinedInstances.map(\.range) == [range(11, 12, day: 3)])
        #expect(decision.decidedThrough == old.decidedThrough)
    }

    @Test func `a series that may not go on further is booked as far as it was`() {
        var fixture = Fixture()
        let old = fixture.book(weekly(count: 4)).booking
        fixture.room.policy.enforceSchedulingHorizon = true
        let (decision, _) = fixture.book(weekly(), previous: old)
        #expect(decision.verdict == .partiallyAccepted)
        #expect(decision.instances.prefix(4).allSatisfy { $0.isAccepted })
        #expect(decision.decidedThrough == nil)
        #expect(decision.notes.map(\.code) == ["beyondBookingWindow"])
    }

    @Test func `an approval holds while the booking repeats as it did`() {
        var fixture = Fixture()
        var booking = fixture.book(weekly()).booking
        booking.approvedAt = fixture.now
        var excepted = weekly()
        excepted.excluded = [.utc(range(day: 8).start)]
        #expect(fixture.request(excepted, previous: booking).keptApproval == fixture.now)
        #expect(fixture.request(weekly(9, 11), previous: booking).keptApproval == nil)
        #expect(fixture.request(weekly(), units: 2, previous: booking).keptApproval == nil)
    }
}
