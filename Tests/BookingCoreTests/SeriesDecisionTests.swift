import BookingCore
import CalendarTime
import Testing

@Suite struct SeriesDecisionTests {
    private typealias Fixture = EngineFixture

    private func first(_ from: Double = 9, _ to: Double = 10, day: Int64 = 1) -> TimeRange {
        Fixture.range(day: day, from, to)
    }

    private func weekly(_ from: Double = 9, _ to: Double = 10, day: Int64 = 1, count: Int? = nil) -> RecurrenceSet {
        Fixture.series(first(from, to, day: day), "FREQ=WEEKLY" + (count.map { ";COUNT=\($0)" } ?? ""))
    }

    @Test func `a conflicting date of a series is declined alone`() {
        var fixture = Fixture()
        fixture.book(first(9, 10, day: 15))
        let decision = fixture.decide(weekly(count: 10))
        #expect(decision.verdict == .partiallyAccepted)
        #expect(decision.instances.count == 10)
        #expect(decision.declinedInstances.map(\.range) == [first(9, 10, day: 15)])
        #expect(decision.reasons.isEmpty)
    }

    /// Percent, maximum, conflicts of ten instances, accepted.
    @Test(arguments: [
        (50, 8, 5, true), (50, 8, 6, false), (50, 3, 3, true), (50, 3, 4, false), (0, 8, 1, false), (50, 0, 1, false),
        (0, 0, 0, true), (100, 1_000, 9, true), (100, 8, 8, true), (100, 8, 9, false), (19, 8, 1, true),
        (19, 8, 2, false),
    ])
    func `thresholds decide between single dates and the whole`(
        percentage: Int, maximum: Int, conflicts: Int, accepted: Bool
    ) {
        var fixture = Fixture()
        fixture.room.policy.conflictPercentageAllowed = percentage
        fixture.room.policy.maximumConflictInstances = maximum
        for week in 0..<Int64(conflicts) { fixture.book(first(9, 10, day: 1 + 7 * week)) }
        let decision = fixture.decide(weekly(count: 10))
        if accepted {
            #expect(decision.verdict == (conflicts == 0 ? .accepted : .partiallyAccepted))
            #expect(decision.declinedInstances.count == conflicts)
        } else {
            #expect(decision.verdict == .declined)
            #expect(decision.reasons.map(\.code) == ["tooManyConflicts"])
            #expect(decision.declinedInstances.count == 10)
            #expect(decision.instances.filter { $0.codes == ["conflict"] }.count == conflicts)
        }
    }

    @Test func `a series without end is booked through the window and goes on`() {
        var fixture = Fixture()
        let (decision, _) = fixture.book(weekly())
        #expect(decision.verdict == .accepted)
        #expect(decision.decidedThrough == fixture.now.adding(400 * Fixture.day))
        #expect(decision.instances.count == 57)
        #expect(fixture.schedules["salle"]?.openSeries.count == 1)
        // Nobody can take a later date of it, also where their own window would let them.
        fixture.room.policy.bookingWindow = nil
        #expect(fixture.decide(first(9, 10, day: 1 + 7 * 500)).reasons.map(\.code) == ["conflict"])
        #expect(fixture.decide(first(10, 11, day: 1 + 7 * 500)).verdict == .accepted)
    }

    @Test func `a horizon that is enforced declines a series past the window`() {
        var fixture = Fixture()
        fixture.room.policy.enforceSchedulingHorizon = true
        #expect(fixture.decide(weekly()).reasons.map(\.code) == ["beyondBookingWindow"])
        #expect(fixture.decide(weekly(count: 57)).verdict == .accepted)
        fixture.room.policy.enforceSchedulingHorizon = false
        #expect(fixture.decide(weekly(day: 500)).reasons.map(\.code) == ["beyondBookingWindow"])
    }

    @Test(arguments: [(50, 8, false), (99, 1_000, false), (100, 1_000, true), (100, 0, true)])
    func `clashes without end exceed every threshold but all`(percentage: Int, maximum: Int, accepted: Bool) {
        var fixture = Fixture()
        fixture.room.policy.conflictPercentageAllowed = percentage
        fixture.room.policy.maximumConflictInstances = maximum
        // From the day after the window on every Tuesday.
        fixture.room.policy.bookingWindow = nil
        fixture.now = fixture.now.adding(401 * Fixture.day)
        fixture.book(weekly(9, 10, day: 1 + 7 * 59))
        fixture.now = fixture.now.adding(-401 * Fixture.day)
        fixture.room.policy.bookingWindow = 400 * Fixture.day
        let decision = fixture.decide(weekly(9.5, 11))
        #expect(decision.laterClashes?.isEndless == true)
        #expect(decision.laterClashes?.first.first == first(9.5, 11, day: 1 + 7 * 59))
        #expect(decision.laterClashes?.first.count == 10)
        #expect(decision.isAccepted == accepted)
        if !accepted, case .tooManyConflicts(let conflicts, _, _, _)? = decision.reasons.first {
            #expect(conflicts == .max)
        }
    }

    @Test func `clashes past the window that end are counted exactly`() {
        var fixture = Fixture()
        fixture.book(weekly(count: 70))
        #expect(fixture.schedules["salle"]?.openSeries.count == 1)
        let other = Fixture.series(first(9, 10, day: 1 + 7 * 60), "FREQ=WEEKLY")
        var joined = other
        joined.dates = [.period(start: .utc(first(14, 15).start), end: .utc(first(14, 15).end))]
        fixture.room.policy.maximumConflictInstances = 20
        fixture.room.policy.conflictPercentageAllowed = 100
        let decision = fixture.decide(joined)
        #expect(decision.laterClashes?.count == 10)
        #expect(decision.verdict == .accepted)
        fixture.room.policy.maximumConflictInstances = 9
        #expect(fixture.decide(joined).verdict == .declined)
    }

    @Test func `the window that moves on decides the next dates, older series first`() {
        var fixture = Fixture()
        fixture.room.policy.conflictPercentageAllowed = 100
        fixture.room.policy.maximumConflictInstances = 1_000
        let older = fixture.book(weekly(9, 10)).booking
        // Fridays, and one Tuesday of the older one's past the window.
        let younger = fixture.book(
            Fixture.series(first(9.5, 9.75, day: 4), "FREQ=WEEKLY;INTERVAL=3;BYDAY=FR", "FREQ=DAILY;INTERVAL=403")
        ).booking
        fixture.now = fixture.now.adding(30 * Fixture.day)
        fixture.extendOpenSeries()
        #expect(fixture.bookings[older.id]?.decidedThrough == fixture.now.adding(400 * Fixture.day))
        let added = fixture.bookings[older.id]?.instances.dropFirst(older.instances.count) ?? []
        #expect(added.count == 5 && added.allSatisfy(\.isAccepted))
        let clash = fixture.bookings[younger.id]?.instances.filter { $0.codes == ["conflict"] } ?? []
        #expect(clash.map(\.range) == [first(9.5, 9.75, day: 407)])
        #expect(BookingEngine.extend(fixture.bookings[older.id] ?? older, in: fixture.context, now: fixture.now) == nil)
    }

    @Test(arguments: [
        ("FREQ=MINUTELY", BeyondLimit.frequency), ("FREQ=SECONDLY;COUNT=3", .frequency),
        ("FREQ=HOURLY;COUNT=3001", .instances),
    ])
    func `rules that are too dense are beyond the limits`(rule: String, limit: BeyondLimit) {
        let decision = Fixture().decide(Fixture.series(first(9, 9.25), rule))
        #expect(decision.verdict == .declined)
        #expect(decision.reasons == [.beyondLimits(limit)])
    }

    @Test func `recurrence can be forbidden`() {
        var fixture = Fixture()
        fixture.room.policy.allowRecurring = false
        #expect(fixture.decide(weekly(count: 3)).reasons == [.recurrenceNotAllowed])
        #expect(fixture.decide(RecurrenceSet(single: first())).verdict == .accepted)
    }

    @Test func `a series that overlaps itself is not booked twice`() {
        var fixture = Fixture()
        let set = Fixture.series(first(9, 12), "FREQ=HOURLY;COUNT=4")
        let (decision, booking) = fixture.book(set)
        #expect(decision.instances.map(\.isAccepted) == [true, false, false, true])
        #expect(decision.instances[1].codes == ["conflict"])
        #expect(
            decision.instances[1].verdict
                == .declined([
                    .conflict([Conflict(range: first(9, 12), resource: "salle", booking: booking.id)])
                ]))
    }

    @Test func `an exception that moves into a conflict is declined and the others keep their slots`() {
        var fixture = Fixture()
        let old = fixture.book(weekly(count: 5)).booking
        fixture.book(first(14, 15, day: 8))
        var set = weekly(count: 5)
        set.overrides = [
            RecurrenceOverride(
                recurrenceID: .utc(first(9, 10, day: 8).start), start: .utc(first(14, 15, day: 8).start),
                length: .end(.utc(first(14, 15, day: 8).end)), tag: 1)
        ]
        let (decision, _) = fixture.book(set, previous: old)
        #expect(decision.verdict == .partiallyAccepted)
        #expect(decision.instances.map(\.isAccepted) == [true, false, true, true, true])
        #expect(fixture.decide(first(9, 10, day: 8)).verdict == .accepted)
        #expect(fixture.decide(first(9, 10, day: 15)).verdict == .declined)
    }

    @Test func `a cancelled instance frees its time and an added one is decided`() {
        var fixture = Fixture()
        let old = fixture.book(weekly(count: 5)).booking
        var set = weekly(count: 5)
        set.excluded = [.utc(first(9, 10, day: 8).start)]
        let (decision, shorter) = fixture.book(set, previous: old)
        #expect(decision.instances.count == 4 && decision.verdict == .accepted)
        fixture.book(first(9, 10, day: 8))
        #expect(
            fixture.book(weekly(count: 5), previous: shorter).decision.instances.map(\.isAccepted) == [
                true, false, true, true, true,
            ])
    }

    @Test func `a refused series is decided anew when it changes`() {
        var fixture = Fixture()
        fixture.room.policy.maximumConflictInstances = 0
        fixture.book(first(9, 10, day: 8))
        let (decision, old) = fixture.book(weekly(count: 3))
        #expect(decision.verdict == .declined)
        var set = weekly(count: 3)
        set.excluded = [.utc(first(9, 10, day: 8).start)]
        #expect(fixture.book(set, previous: old).decision.verdict == .accepted)
    }

    @Test func `past instances are kept as they were`() {
        var fixture = Fixture()
        let old = fixture.book(weekly(count: 5)).booking
        fixture.now = fixture.now.adding(10 * Fixture.day)
        var set = weekly(9.5, 10.5, count: 5)
        set.start = .utc(first(9.5, 10.5).start)
        let (decision, _) = fixture.book(set, previous: old)
        #expect(
            decision.instances.map(\.range).prefix(3) == [first(), first(9, 10, day: 8), first(9.5, 10.5, day: 15)])
        #expect(decision.verdict == .accepted)
        #expect(fixture.decide(weekly(9, 10, day: -20, count: 2)).reasons == [.inThePast])
    }

    @Test func `rules of one date decline it alone and are no conflicts`() {
        var fixture = Fixture()
        fixture.room.policy.maximumConflictInstances = 0
        let closed = CivilDate(daysSinceEpoch: 20_822 + 8)
        fixture.room.closures = [
            Closure(from: closed, through: closed, names: LocalizedText(fr: "Férié", en: "Holiday"))
        ]
        let decision = fixture.decide(weekly(count: 5))
        #expect(decision.verdict == .partiallyAccepted)
        #expect(decision.instances.map(\.codes) == [[], ["resourceClosed"], [], [], []])
    }
}
