import BookingCore
import CalendarTime
import Testing

/// A room with its projector: all or nothing, date by date.
@Suite struct CompanionTests {
    private typealias Fixture = EngineFixture

    private func range(_ from: Double = 9, _ to: Double = 10, day: Int64 = 1) -> TimeRange {
        Fixture.range(day: day, from, to)
    }

    private func projector(_ prepare: (inout EngineFixture) -> Void = { _ in }) -> EngineFixture {
        var projector = Fixture()
        projector.room.id = "projector"
        prepare(&projector)
        return projector
    }

    /// What the projector has, and the answer for 9:00 to 10:00 in the room.
    private static let cases: [(String, @Sendable (inout EngineFixture) -> Void, Int?)] = [
        ("free", { _ in }, nil),
        ("taken", { $0.book(EngineFixture.range(day: 1, 9.5, 11)) }, 1),
        ("before", { $0.book(EngineFixture.range(day: 1, 8, 9)) }, nil),
        (
            "before, with a buffer",
            {
                $0.book(EngineFixture.range(day: 1, 8, 9)); $0.room.teardown = 600
            }, 1
        ),
        ("closed", { $0.closeTuesday() }, 0),
        (
            "out of hours",
            {
                $0.openFromEightToNoon(); $0.room.openingHours = OpeningHours(weekly: [:])
            }, 0
        ),
        ("out of service", { $0.room.disabled = true }, 0),
        (
            "one of two left",
            {
                $0.room.units = 2; $0.book(EngineFixture.range(day: 1, 9, 10))
            }, nil
        ),
        (
            "none of two left",
            {
                $0.room.units = 2; $0.book(EngineFixture.range(day: 1, 9, 10), units: 2)
            }, 1
        ),
        (
            "taken and shared",
            {
                $0.book(EngineFixture.range(day: 1, 9, 10)); $0.room.policy.allowConflicts = true
            }, nil
        ),
    ]

    @Test(arguments: cases.indices)
    func `a date needs the companion as well`(number: Int) {
        let (name, prepare, conflicts) = Self.cases[number]
        var fixture = Fixture()
        fixture.companions = [projector(prepare).context]
        for isShared in [false, true] {
            // What the room allows says nothing about the projector.
            fixture.room.policy.allowConflicts = isShared
            let decision = fixture.decide(range())
            #expect(decision.verdict == (conflicts == nil ? .accepted : .declined), "\(name)")
            guard let conflicts else { continue }
            guard case .partInUse("projector", let found)? = decision.reasons.first else {
                Issue.record("\(name): \(decision.reasons)")
                continue
            }
            #expect(found.count == conflicts, "\(name)")
        }
    }

    @Test func `dates without the companion count as conflicts of a series`() {
        var fixture = Fixture()
        fixture.companions = [projector { $0.book(EngineFixture.range(day: 8, 9, 10)) }.context]
        let set = Fixture.series(range(), "FREQ=WEEKLY;COUNT=4")
        #expect(fixture.decide(set).letters == "adaa")
        fixture.room.policy.maximumConflictInstances = 0
        #expect(fixture.decide(set).reasons.map(\.code) == ["tooManyConflicts"])
    }

    @Test func `the companion's own series past the window are seen`() {
        var later = projector { $0.room.policy.bookingWindow = nil }
        // Ids are unique over all resources: this one has the room's.
        later.book(range(20, 21))
        later.now = later.now.adding(402 * Fixture.day)
        later.book(Fixture.series(Fixture.range(day: 1 + 7 * 59, 9, 10), "FREQ=WEEKLY"))
        var fixture = Fixture()
        fixture.companions = [later.context]
        let decision = fixture.decide(Fixture.series(range(), "FREQ=WEEKLY"))
        #expect(decision.laterClashes?.isEndless == true)
        #expect(decision.verdict == .declined)
        fixture.room.policy.conflictPercentageAllowed = 100
        fixture.room.policy.maximumConflictInstances = 1_000
        let booking = fixture.book(Fixture.series(range(), "FREQ=WEEKLY")).booking
        fixture.now = fixture.now.adding(30 * Fixture.day)
        fixture.extendOpenSeries()
        let added = fixture.bookings[booking.id]?.instances.suffix(4).map(\.codes)
        #expect(added == [[], ["partInUse"], ["partInUse"], ["partInUse"]])
    }

    @Test func `the companion's time that goes with the booking is its own`() {
        var fixture = Fixture()
        var projector = projector()
        let (decision, room) = fixture.book(range())
        let companion = companionBooking(of: room, decision, projector)
        projector.store(companion, replacing: nil)
        var context = projector.context
        #expect(fixture.decideWith([context], range(9.5, 10.5), previous: room).verdict == .declined)
        context.standing = companion
        #expect(fixture.decideWith([context], range(9.5, 10.5), previous: room).verdict == .accepted)
    }

    @Test func `a companion that comes later is not booked twice`() {
        var fixture = Fixture()
        let (decision, room) = fixture.book(Fixture.series(range(), "FREQ=WEEKLY;COUNT=3"))
        var projector = projector { $0.book(EngineFixture.range(day: 8, 9, 10)) }
        let companion = companionBooking(of: room, decision, projector)
        #expect(companion.instances.map(\.isAccepted) == [true, false, true])
        #expect(companion.instances[1].codes == ["partInUse"])
        projector.store(companion, replacing: nil)
        // The next change of the room's booking keeps what stands.
        var context = projector.context
        context.standing = companion
        let again = BookingEngine.companionInstances(of: decision.instances, for: context, booking: companion.id)
        #expect(again == companion.instances)
    }

    @Test func `an approval needs the companion still`() {
        var fixture = Fixture()
        fixture.room.policy.autoSchedule = .manual
        fixture.companions = [projector().context]
        let waiting = fixture.book(Fixture.series(range(), "FREQ=WEEKLY;COUNT=3")).booking
        #expect(waiting.state == .tentative)
        fixture.companions = [projector { $0.book(EngineFixture.range(day: 8, 9, 10)) }.context]
        #expect(fixture.approve(waiting).decision.letters == "ada")
    }

    private func companionBooking(
        of room: Booking, _ decision: BookingDecision, _ projector: EngineFixture
    ) -> Booking {
        var companion = room
        companion.id = BookingID(rawValue: room.id.rawValue + 500)
        companion.resource = "projector"
        companion.companionOf = room.id
        companion.instances = BookingEngine.companionInstances(
            of: decision.instances, for: projector.context, booking: companion.id)
        return companion
    }
}

extension EngineFixture {
    fileprivate func decideWith(
        _ companions: [EngineContext], _ range: TimeRange, previous: Booking
    ) -> BookingDecision {
        var fixture = self
        fixture.companions = companions
        return BookingEngine.decide(
            fixture.request(RecurrenceSet(single: range), previous: previous), in: fixture.context, now: now)
    }
}
