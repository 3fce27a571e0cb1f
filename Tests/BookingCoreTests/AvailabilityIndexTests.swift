import BookingCore
import CalendarTime
import Testing

@Suite struct AvailabilityIndexTests {
    @Test func `finds the rooms that their schedules say are free`() {
        var random = SeededGenerator.printed("availability")
        var fixtures: [EngineFixture] = []
        var availability = AvailabilityIndex(from: EngineFixture.midnight, days: 30)
        for number in 0..<150 {
            var fixture = EngineFixture()
            fixture.room.id = ResourceID(validating: "room-\(number)") ?? "room"
            fixture.room.units = number % 5 == 0 ? 2 : 1
            fixture.room.setup = number % 7 == 0 ? 900 : 0
            fixture.room.teardown = number % 11 == 0 ? 700 : 0
            availability.update(fixture.room, schedule: ResourceSchedule())
            fixtures.append(fixture)
        }
        for step in 0..<3_000 {
            let number = Int.random(in: fixtures.indices, using: &random)
            let range = randomRange(&random)
            let (decision, booking) = fixtures[number].book(range)
            if step == 1_500 { availability.advance(to: EngineFixture.midnight.adding(5 * EngineFixture.day)) }
            guard decision.isAccepted else { continue }
            if step % 4 == 0, let other = fixtures[number].bookings.values.max(by: { $0.id < $1.id }), other != booking
            {
                fixtures[number].store(booking, replacing: booking)
            }
            let fixture = fixtures[number]
            availability.update(fixture.room, related: [], schedules: fixture.schedules, changed: [range])
        }
        for _ in 0..<300 {
            let range = randomRange(&random)
            for units in 1...2 {
                let expected = fixtures.filter { isFree($0, range, units) }.map(\.room.id)
                #expect(availability.free(in: range, units: units).sorted() == expected.sorted())
                #expect(availability.free(in: range, among: fixtures.map(\.room.id), units: units) == expected)
            }
        }
    }

    private func isFree(_ fixture: EngineFixture, _ range: TimeRange, _ units: Int) -> Bool {
        let schedule = fixture.schedules[fixture.room.id] ?? ResourceSchedule()
        let gap = fixture.room.setup + fixture.room.teardown
        return schedule.peakUnits(in: range, gap: gap) + units <= fixture.room.units
    }

    private func randomRange(_ random: inout SeededGenerator) -> TimeRange {
        let grain: Int64 = Bool.random(using: &random) ? 900 : 420
        let start = EngineFixture.midnight.adding(
            Int64.random(in: 40...4_000, using: &random) * grain / grain * 900 + (grain == 900 ? 0 : 420))
        return TimeRange(start: start, end: start.adding(Int64.random(in: 1...12, using: &random) * grain))
    }

    @Test func `a part is taken while the whole is`() {
        var fixture = EngineFixture()
        let range = EngineFixture.range(day: 1, 9, 10)
        fixture.book(range)
        var part = fixture.room
        part.id = "part"
        var availability = AvailabilityIndex(from: EngineFixture.midnight)
        availability.update(
            part, related: [RelatedResource(id: "salle", relation: .whole, setup: 900)], schedules: fixture.schedules)
        availability.update(fixture.room, schedule: fixture.schedules["salle"] ?? ResourceSchedule())
        #expect(availability.freeCount(in: EngineFixture.range(day: 1, 8, 8.75)) == 2)
        #expect(availability.free(in: EngineFixture.range(day: 1, 8, 9)) == ["salle"])
        #expect(availability.free(in: range).isEmpty)
        #expect(availability.freeCount(in: EngineFixture.range(day: 1, 10, 11)) == 2)
        availability.remove("part")
        #expect(availability.free(in: EngineFixture.range(day: 1, 10, 11)) == ["salle"])
    }
}
