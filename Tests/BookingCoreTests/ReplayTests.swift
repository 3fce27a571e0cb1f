import BookingCore
import CalendarTime
import Foundation
import Testing

/// A decision is made again from its facts, stored and read back, and is the same.
@Suite struct ReplayTests {
    private typealias Fixture = EngineFixture

    private static let zones = ZoneDatabase(version: "test") { _ in nil }

    private func replay(
        _ request: BookingRequest, _ fixture: EngineFixture, _ policy: BookingPolicy? = nil
    ) throws -> (recorded: BookingDecision, again: BookingDecision, bytes: Int) {
        let (decision, facts) = BookingEngine.decideRecording(request, in: fixture.context, now: fixture.now)
        #expect(decision == BookingEngine.decide(request, in: fixture.context, now: fixture.now))
        #expect(!facts.isPartial)
        let data = try JSONEncoder().encode(facts)
        let read = try JSONDecoder().decode(DecisionFacts.self, from: data)
        #expect(read == facts)
        var resource = fixture.room
        if let policy { resource.policy = policy }
        let context = try EngineContext(replaying: read, resource: resource, zone: .utc, zones: Self.zones)
        let repeated = try BookingRequest(
            replaying: read, booking: request.booking, resource: request.resource, series: request.series,
            zones: Self.zones)
        return (decision, BookingEngine.decide(repeated, in: context, now: fixture.now), data.count)
    }

    @Test func `a plain decision keeps almost nothing`() throws {
        var fixture = Fixture()
        for day in 0..<200 { fixture.book(Fixture.range(day: Int64(day), 11, 12)) }
        let request = fixture.request(RecurrenceSet(single: Fixture.range(day: 1, 9, 10)))
        let (recorded, again, bytes) = try replay(request, fixture)
        #expect(recorded == again)
        #expect(bytes < 120)
    }

    @Test func `random decisions are the same when they are made again`() throws {
        var random = SeededGenerator.printed("replay")
        for round in 0..<(SeededGenerator.isSoak ? 300 : 12) {
            var fixture = Fixture()
            prepare(&fixture, round, &random)
            for _ in 0..<30 {
                fixture.now = fixture.now.adding(Int64.random(in: 0...20, using: &random) * Fixture.hour)
                fixture.extendOpenSeries()
                let bookings = fixture.bookings.values.sorted { $0.id < $1.id }
                let previous = Int.random(in: 0..<3, using: &random) == 0 ? bookings.randomElement(using: &random) : nil
                fixture.otherBookings = bookings.suffix(5)
                let units = Int.random(in: 1...fixture.room.units, using: &random)
                let set = randomSet(after: fixture.now, &random)
                let request = fixture.request(set, units: units, people: 4, previous: previous)
                let (recorded, again, _) = try replay(request, fixture)
                #expect(recorded == again, "round \(round)")
                fixture.book(set, units: units, people: 4, previous: previous)
            }
        }
    }

    @Test func `another policy decides the recorded request in its own way`() throws {
        var fixture = Fixture()
        fixture.book(Fixture.range(day: 8, 9, 10))
        let request = fixture.request(Fixture.series(Fixture.range(day: 1, 9, 10), "FREQ=WEEKLY;COUNT=4"))
        var policy = fixture.room.policy
        policy.maximumConflictInstances = 0
        let stricter = try replay(request, fixture, policy)
        #expect(stricter.recorded.verdict == .partiallyAccepted)
        #expect(stricter.again.reasons.map(\.code) == ["tooManyConflicts"])
        policy.autoSchedule = .acceptIfFree
        #expect(try replay(request, fixture, policy).again.verdict == .pending)
    }

    private func prepare(_ fixture: inout EngineFixture, _ round: Int, _ random: inout SeededGenerator) {
        fixture.room.units = round % 3 == 0 ? 3 : 1
        fixture.room.setup = round % 2 == 0 ? 600 : 0
        fixture.room.policy.bookingWindow = 60 * Fixture.day
        fixture.room.policy.maximumConflictInstances = 40
        fixture.room.policy.autoSchedule =
            [.automatic, .acceptIfFree, .automatic, .acceptAlways, .declineIfBusy][round % 5]
        fixture.room.policy.approval.pendingBlocks = round % 4 != 1
        if round % 3 == 1 { fixture.room.policy.quotas = Quotas(futureBookings: 6, hoursPerWeek: 30 * Fixture.hour) }
        if round % 4 == 2 {
            var whole = Fixture()
            whole.room.id = "hall"
            for _ in 0..<6 { whole.book(randomSet(after: fixture.now, &random)) }
            fixture.related = [RelatedResource(id: "hall", relation: .whole, teardown: 900)]
            fixture.schedules["hall"] = whole.schedules["hall"]
        }
        if round % 4 == 3 {
            var projector = Fixture()
            projector.room.id = "projector"
            projector.room.policy.bookingWindow = 20 * Fixture.day
            for _ in 0..<6 { projector.book(randomSet(after: fixture.now, &random)) }
            fixture.companions = [projector.context]
        }
    }

    private func randomSet(after now: Instant, _ random: inout SeededGenerator) -> RecurrenceSet {
        let start = now.adding(Int64.random(in: 1...2_000, using: &random) * 900)
        var set = RecurrenceSet(
            single: TimeRange(start: start, end: start.adding(Int64.random(in: 1...16, using: &random) * 900)))
        let rules = [
            "FREQ=WEEKLY", "FREQ=DAILY;COUNT=12", "FREQ=DAILY;INTERVAL=3", "FREQ=HOURLY;COUNT=9", "FREQ=MONTHLY",
        ]
        guard Bool.random(using: &random) else { return set }
        set.rules = [rules.randomElement(using: &random)].compactMap { try? RecurrenceRule(parsing: $0 ?? "") }
        if let third = set.first(3).last, Bool.random(using: &random) {
            let moved = third.range.start.adding(Int64.random(in: -90...90, using: &random) * 900)
            set.overrides = [
                Fixture.moved(
                    TimeRange(start: third.recurrenceID, end: third.recurrenceID),
                    to: TimeRange(start: moved, end: moved.adding(5_400)),
                    thisAndFuture: Bool.random(using: &random))
            ]
        }
        return set
    }
}
