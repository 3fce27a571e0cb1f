import BookingCore
import CalendarTime
import Testing

@Suite struct BookingEngineTests {
    private typealias Fixture = EngineFixture

    private func single(_ from: Double, _ to: Double, day: Int64 = 1) -> TimeRange { Fixture.range(day: day, from, to) }

    @Test func `accepts when the room is free`() {
        let decision = Fixture().decide(single(9, 10))
        #expect(decision.verdict == .accepted)
        #expect(decision.instances.map(\.verdict) == [.accepted])
        #expect(decision.decidedThrough == nil)
    }

    @Test func `declines when the room is busy and names the range, not the title`() {
        var fixture = Fixture()
        let first = fixture.book(single(9, 10)).booking
        let decision = fixture.decide(single(9.5, 11))
        #expect(decision.verdict == .declined)
        #expect(
            decision.reasons == [.conflict([Conflict(range: single(9, 10), resource: "salle", booking: first.id)])])
        #expect(fixture.decide(single(10, 11)).verdict == .accepted)
        #expect(fixture.decide(single(9.5, 9.5)).verdict == .accepted)
    }

    @Test func `takes transparent and declined instances for free time`() {
        var fixture = Fixture()
        var set = RecurrenceSet(single: single(9, 10))
        set.blocks = false
        #expect(fixture.book(set).decision.instances.map(\.verdict) == [.cancelled])
        #expect(fixture.book(single(9, 10)).decision.verdict == .accepted)
        #expect(fixture.book(single(9, 12)).decision.verdict == .declined)
        #expect(fixture.book(single(10, 12)).decision.verdict == .accepted)
    }

    /// One rule each: what is set, what is asked for, the expected code.
    private static let rules: [(String, @Sendable (inout EngineFixture) -> Void, TimeRange, String?)] = [
        ("window", { _ in }, EngineFixture.range(day: 401, 9, 10), "beyondBookingWindow"),
        ("inside window", { _ in }, EngineFixture.range(day: 400, 7, 8), nil),
        ("no window", { $0.room.policy.bookingWindow = nil }, EngineFixture.range(day: 4_000, 9, 10), nil),
        ("short", { $0.room.policy.minimumDuration = 1_800 }, EngineFixture.range(day: 1, 9, 9.25), "tooShort"),
        ("long", { _ in }, EngineFixture.range(day: 1, 0, 25), "tooLong"),
        ("one day", { _ in }, EngineFixture.range(day: 1, 0, 24), nil),
        ("any length", { $0.room.policy.maximumDuration = nil }, EngineFixture.range(day: 1, 0, 250), nil),
        ("notice", { $0.room.policy.minimumNotice = 7_200 }, EngineFixture.range(9, 10), "insufficientNotice"),
        ("enough notice", { $0.room.policy.minimumNotice = 7_200 }, EngineFixture.range(10, 11), nil),
        ("past", { _ in }, EngineFixture.range(6, 7), "inThePast"),
        ("going on", { _ in }, EngineFixture.range(7, 9), nil),
        ("disabled", { $0.room.disabled = true }, EngineFixture.range(day: 1, 9, 10), "resourceClosed"),
        ("never", { $0.room.policy.autoSchedule = .declineAlways }, EngineFixture.range(day: 1, 9, 10), "notPermitted"),
        ("closed", { $0.close() }, EngineFixture.range(day: 2, 9, 10), "resourceClosed"),
        ("until midnight before", { $0.close() }, EngineFixture.range(day: 1, 20, 24), nil),
        ("from midnight after", { $0.close() }, EngineFixture.range(day: 3, 0, 1), nil),
        ("out of hours", { $0.open() }, EngineFixture.range(day: 1, 7, 9), "outsideOpeningHours"),
        ("in hours", { $0.open() }, EngineFixture.range(day: 1, 8, 12), nil),
        ("over lunch", { $0.open() }, EngineFixture.range(day: 1, 11, 14), "outsideOpeningHours"),
        ("over midnight", { $0.open() }, EngineFixture.range(day: 1, 22, 26), nil),
        ("too late after midnight", { $0.open() }, EngineFixture.range(day: 1, 22, 27), "outsideOpeningHours"),
        (
            "hours not enforced",
            {
                $0.open(); $0.room.policy.openingHoursOnly = false
            }, EngineFixture.range(day: 1, 3, 5), nil
        ),
        (
            "beyond dates", { $0.room.policy.bookingWindow = nil }, EngineFixture.range(day: 27_000, 9, 10),
            "beyondLimits"
        ),
    ]

    @Test(arguments: rules.indices)
    func `each rule of one instance declines with its code`(number: Int) {
        let (name, prepare, range, code) = Self.rules[number]
        var fixture = Fixture()
        prepare(&fixture)
        let decision = fixture.decide(range)
        #expect(decision.reasons.map(\.code) == (code.map { [$0] } ?? []), "\(name)")
        #expect(decision.verdict == (code == nil ? .accepted : .declined), "\(name)")
    }

    @Test(arguments: [CapacityRule.off, .warn, .decline])
    func `capacity is ignored, noted or enforced`(rule: CapacityRule) {
        var fixture = Fixture()
        fixture.room.capacity = 8
        fixture.room.policy.enforceCapacity = rule
        let decision = fixture.decide(RecurrenceSet(single: single(9, 10)), people: 9)
        let reason = Reason.overCapacity(people: 9, capacity: 8)
        #expect(decision.reasons == (rule == .decline ? [reason] : []))
        #expect(decision.notes == (rule == .warn ? [reason] : []))
        #expect(fixture.decide(RecurrenceSet(single: single(9, 10)), people: 8).verdict == .accepted)
    }

    @Test func `organizers from outside follow the policy`() {
        var fixture = Fixture()
        let set = RecurrenceSet(single: single(9, 10))
        #expect(fixture.decide(set, isInternal: false).reasons == [.externalOrganizer])
        fixture.room.policy.externalOrganizers = .accept
        #expect(fixture.decide(set, isInternal: false).verdict == .accepted)
    }

    @Test func `a resource that is not exclusive notes conflicts`() {
        for mode in [true, false] {
            var fixture = Fixture()
            fixture.room.policy.allowConflicts = mode
            fixture.room.policy.autoSchedule = mode ? .automatic : .acceptAlways
            fixture.book(single(9, 10))
            let decision = fixture.book(single(9, 10)).decision
            #expect(decision.verdict == .accepted)
            #expect(decision.notes.map(\.code) == ["conflict"])
        }
    }

    @Test func `buffers keep setup and teardown between two bookings`() {
        var fixture = Fixture()
        fixture.room.setup = 900
        fixture.room.teardown = 1_800
        fixture.book(single(9, 10))
        #expect(fixture.decide(single(10.5, 11)).verdict == .declined)
        #expect(fixture.decide(single(10.75, 11)).verdict == .accepted)
        #expect(fixture.decide(single(8, 8.5)).verdict == .declined)
        #expect(fixture.decide(single(8, 8.25)).verdict == .accepted)
    }

    @Test func `units count at the busiest instant`() {
        var fixture = Fixture()
        fixture.room.units = 2
        fixture.book(single(9, 10))
        fixture.book(single(10, 11))
        #expect(fixture.decide(single(9, 11)).verdict == .accepted)
        #expect(fixture.decide(single(9, 11), units: 3).reasons.map(\.code) == ["unitsExhausted"])
        fixture.book(single(9.5, 10))
        #expect(
            fixture.decide(single(9, 11)).reasons == [
                .unitsExhausted(available: 0, requested: 1, at: single(9.5, 10))
            ])
        #expect(fixture.decide(single(10, 11)).verdict == .accepted)
    }

    @Test func `booking the whole blocks its parts, each part the whole, and parts not each other`() {
        var hall = Fixture().room
        hall.id = "hall"
        hall.parts = ["north", "south"]
        var north = hall
        var south = hall
        (north.id, north.parts, south.id, south.parts) = ("north", [], "south", [])
        let resources: [ResourceID: Resource] = ["hall": hall, "north": north, "south": south]
        for (booked, asked, free) in [
            (hall, north, false), (north, hall, false), (south, hall, false), (north, south, true),
        ] {
            var fixture = Fixture()
            fixture.room = booked
            fixture.book(single(9, 10))
            fixture.room = asked
            fixture.related = BookingEngine.conflictClosure(of: asked.id, in: resources)
            let decision = fixture.decide(single(9.5, 10.5))
            #expect(decision.verdict == (free ? .accepted : .declined))
            #expect(decision.reasons.map(\.code) == (free ? [] : ["partInUse"]))
            #expect(fixture.decide(single(10, 11)).verdict == .accepted)
        }
    }

    @Test func `two joined rooms that share a part exclude each other`() {
        var resources: [ResourceID: Resource] = [:]
        for (id, parts) in [("ab", ["a", "b"]), ("bc", ["b", "c"]), ("a", []), ("b", []), ("c", [])] {
            guard let id = ResourceID(validating: id) else { continue }
            var resource = Fixture().room
            resource.id = id
            resource.parts = parts.compactMap { ResourceID(validating: $0) }
            resources[id] = resource
        }
        let closure = BookingEngine.conflictClosure(of: "ab", in: resources)
        #expect(closure.map(\.id) == ["a", "b", "bc"])
        #expect(closure.map(\.relation) == [.part, .part, .sharing])
        #expect(BookingEngine.conflictClosure(of: "a", in: resources).map(\.id) == ["ab"])
    }

    @Test func `a moved booking does not conflict with itself and frees its old time`() {
        var fixture = Fixture()
        let old = fixture.book(single(9, 10)).booking
        #expect(fixture.book(RecurrenceSet(single: single(9.5, 10.5)), previous: old).decision.verdict == .accepted)
        #expect(fixture.decide(single(9, 9.5)).verdict == .accepted)
        #expect(fixture.decide(single(10, 10.5)).verdict == .declined)
    }

    @Test func `what did not move keeps its slot whatever the rules say now`() {
        var fixture = Fixture()
        let old = fixture.book(single(9, 10)).booking
        fixture.room.policy.autoSchedule = .declineAlways
        let set = RecurrenceSet(single: single(9, 10))
        #expect(fixture.book(set, previous: old).decision.verdict == .accepted)
        #expect(fixture.book(RecurrenceSet(single: single(9, 11)), previous: old).decision.reasons == [.notPermitted])
    }
}

extension EngineFixture {
    /// Closes Wednesday.
    fileprivate mutating func close() {
        let date = EngineFixture.wednesday
        room.closures = [Closure(from: date, through: date, names: LocalizedText("Travaux"))]
    }

    /// Tuesday 8 to 12, 13 to 18 and 22 to 24, Wednesday 0 to 2.
    fileprivate mutating func open() {
        func ranges(_ hours: (Int, Int)...) -> [DailyRange] {
            hours.compactMap { DailyRange(from: $0.0 * 60, to: $0.1 * 60) }
        }
        room.openingHours = OpeningHours(weekly: [
            .tuesday: ranges((8, 12), (13, 18), (22, 24)), .wednesday: ranges((0, 2)),
        ])
        room.policy.openingHoursOnly = true
    }

    private static let wednesday = CivilDate(daysSinceEpoch: 20_824)
}
