import CalendarTime
import ICalendar
import Testing

@testable import Scheduling

/// Priorities of working hours: RFC 7953 §3.1, §4.
@Suite struct AvailabilityTimeTests {
    private static let start = Instant(rfc3339: "2026-11-23T00:00:00Z") ?? .minDateTime
    private static let hours = 96

    private static func at(_ hour: Int) -> Instant { start.adding(Int64(hour) * 3_600) }

    /// One VAVAILABILITY in whole hours of the window; ends may be open.
    private struct Cover {
        var type: Availability.BusyType?
        var priority: Int?
        var from: Int?
        var to: Int?
        var free: [Range<Int>]

        init(_ random: inout SeededNumbers) {
            type = Availability.BusyType.allCases.randomElement(using: &random)
            if random.chance(30) { type = nil }
            priority = random.chance(30) ? nil : random.below(10)
            from = random.chance(30) ? nil : random.below(AvailabilityTimeTests.hours)
            to = random.chance(30) ? nil : (from ?? 0) + 1 + random.below(60)
            free = (0..<random.below(4)).map { _ in
                let from = random.below(AvailabilityTimeTests.hours)
                return from..<from + 1 + random.below(12)
            }
        }

        func covers(_ hour: Int) -> Bool { hour >= from ?? .min && hour < to ?? .max }

        var rank: Int { priority.flatMap { $0 == 0 ? nil : $0 } ?? 10 }

        var text: [String] {
            var lines = ["BEGIN:VAVAILABILITY"]
            if let type { lines.append("BUSYTYPE:\(type.rawValue)") }
            if let priority { lines.append("PRIORITY:\(priority)") }
            if let from { lines.append("DTSTART:\(AvailabilityTimeTests.at(from).icalendarUTC)") }
            if let to { lines.append("DTEND:\(AvailabilityTimeTests.at(to).icalendarUTC)") }
            for (index, range) in free.enumerated() {
                lines += [
                    "BEGIN:AVAILABLE", "UID:\(index)",
                    "DTSTART:\(AvailabilityTimeTests.at(range.lowerBound).icalendarUTC)",
                    "DTEND:\(AvailabilityTimeTests.at(range.upperBound).icalendarUTC)", "END:AVAILABLE",
                ]
            }
            return lines + ["END:VAVAILABILITY"]
        }
    }

    /// What one hour is, by the rule as it is written.
    private static func type(at hour: Int, _ covers: [Cover]) -> Availability.BusyType? {
        let present = covers.filter { $0.covers(hour) }
        guard let rank = present.map(\.rank).min() else { return nil }
        let taken = present.filter { cover in cover.rank == rank && !cover.free.contains { $0.contains(hour) } }
            .map { $0.type ?? .unavailable }
        return Availability.BusyType.allCases.first(where: taken.contains)
    }

    @Test func `every hour is what the highest priority says of it`() throws {
        for seed in SeededNumbers.seeds(150) {
            var random = SeededNumbers(seed)
            let covers = (0..<1 + random.below(5)).map { _ in Cover(&random) }
            let lines =
                ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"] + covers.flatMap(\.text) + [
                    "END:VCALENDAR", "",
                ]
            let text = lines.joined(separator: "\r\n")
            let availability = try #require(
                Availability(parsing: text, zones: TestTown.zones, defaultZone: .utc), "CRENEAU_SEED=\(seed)\n\(text)")
            let window = TimeRange(start: Self.at(0), end: Self.at(Self.hours))
            var time = AddressBusyTime(principal: .person("camille"))
            AvailabilityTime(availability, in: window).add(to: &time)
            time = time.normalized(to: window)
            for hour in 0..<Self.hours {
                let instant = Self.at(hour)
                let found: [Availability.BusyType] = [
                    (Availability.BusyType.busy, time.busy), (.unavailable, time.unavailable),
                    (.tentative, time.tentative),
                ].filter { $0.1.contains { $0.contains(instant) } }.map(\.0)
                let expected = Self.type(at: hour, covers).map { [$0] } ?? []
                #expect(found == expected, "CRENEAU_SEED=\(seed), hour \(hour)\n\(text)")
            }
        }
    }
}
