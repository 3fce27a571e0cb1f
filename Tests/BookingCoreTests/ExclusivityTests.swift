import BookingCore
import CalendarTime
import Testing

/// Random single bookings, series, moves and cancellations; after each step everything accepted is compared with a
/// list.
@Suite struct ExclusivityTests {
    private typealias Fixture = EngineFixture

    @Test(arguments: [1, 3])
    func `never more units than there are, whatever is asked`(units: Int) {
        var random = SeededGenerator.printed("exclusivity")
        for _ in 0..<(SeededGenerator.isSoak ? 400 : 10) {
            var fixture = Fixture()
            fixture.room.units = units
            fixture.room.setup = Int64.random(in: 0...1, using: &random) * 600
            fixture.room.policy.conflictPercentageAllowed = [50, 100].randomElement(using: &random) ?? 50
            fixture.room.policy.maximumConflictInstances = 1_000
            fixture.room.policy.bookingWindow = 60 * Fixture.day
            for _ in 0..<40 { step(&fixture, &random) }
            fixture.now = fixture.now.adding(20 * Fixture.day)
            fixture.extendOpenSeries()
            check(fixture)
        }
    }

    private func step(_ fixture: inout Fixture, _ random: inout SeededGenerator) {
        fixture.now = fixture.now.adding(Int64.random(in: 0...8, using: &random) * Fixture.hour)
        fixture.extendOpenSeries()
        let previous = Bool.random(using: &random) ? fixture.bookings.values.min { $0.id < $1.id } : nil
        let set = randomSet(after: fixture.now, &random)
        let units = Int.random(in: 1...fixture.room.units, using: &random)
        let before = fixture
        let (decision, booking) = fixture.book(set, units: units, previous: previous)
        check(fixture)
        guard previous == nil, !set.isRecurring else { return }
        let isFree = isFree(booking.instances.first?.range, units, in: before)
        #expect(decision.isAccepted == isFree)
    }

    private func randomSet(after now: Instant, _ random: inout SeededGenerator) -> RecurrenceSet {
        let start = now.adding(Int64.random(in: 1...2_000, using: &random) * 900)
        let range = TimeRange(start: start, end: start.adding(Int64.random(in: 1...16, using: &random) * 900))
        var set = RecurrenceSet(single: range)
        let rules = [
            "FREQ=WEEKLY", "FREQ=DAILY;COUNT=12", "FREQ=DAILY", "FREQ=HOURLY;COUNT=9", "FREQ=MONTHLY",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        ]
        guard Int.random(in: 0..<3, using: &random) == 0 else { return set }
        set.rules = [rules.randomElement(using: &random)].compactMap { try? RecurrenceRule(parsing: $0 ?? "") }
        if let third = set.first(3).last, Bool.random(using: &random) {
            let moved = third.range.start.adding(Int64.random(in: -90...90, using: &random) * 900)
            set.overrides = [
                RecurrenceOverride(
                    recurrenceID: .utc(third.recurrenceID), thisAndFuture: Bool.random(using: &random),
                    start: .utc(moved), length: .duration(EventDuration(seconds: 5_400)), tag: 1)
            ]
        }
        return set
    }

    private func accepted(_ fixture: Fixture) -> BruteForceList {
        var list = BruteForceList()
        for booking in fixture.bookings.values where booking.state.holdsTime {
            for instance in booking.instances where instance.isAccepted && !instance.range.isEmpty {
                list.items.append(
                    BruteForceList.Item(
                        range: instance.range, slot: BookingSlot(booking: booking.id), units: booking.units))
            }
        }
        return list
    }

    private func isFree(_ range: TimeRange?, _ units: Int, in fixture: Fixture) -> Bool {
        guard let range else { return false }
        let peak = accepted(fixture).peakUnits(in: range, gap: fixture.room.setup)
        let open = fixture.schedules["salle"]?.openSeries ?? []
        // A single booking lies within the window, and every open series is decided through it.
        #expect(open.allSatisfy { $0.from >= range.end })
        return peak + units <= fixture.room.units
    }

    private func check(_ fixture: Fixture) {
        let list = accepted(fixture)
        // What has begun stays as it was, also where the booking has other units by now.
        for item in list.items where item.range.start >= fixture.now {
            let peak = list.peakUnits(in: item.range, gap: fixture.room.setup)
            #expect(peak <= fixture.room.units)
        }
        #expect(fixture.schedules["salle"]?.index.count ?? 0 == list.items.count)
    }
}
