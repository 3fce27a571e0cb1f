import CalendarTime
import Foundation
import Testing

@Suite struct RecurrenceCodingTests {
    static func sets() throws -> [RecurrenceSet] {
        let paris = try #require(TestFiles.zones.zone(named: "Europe/Paris"))
        let start = try #require(CivilDateTime(icalendar: "20260105T090000"))
        let own = try ZoneRules(
            identifier: "Own",
            observances: [
                ZoneObservance(
                    isDaylight: false, start: start, offsetFrom: 0, offsetTo: 5400,
                    rule: try RecurrenceRule(parsing: "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"), recurrenceDates: [start],
                    name: "X")
            ])
        let day = EventTime.date(start.date)
        let hour = EventLength.duration(EventDuration(days: 1, seconds: -60))
        return [
            RecurrenceSet(single: TimeRange(start: .minDateTime, end: .maxDateTime)),
            RecurrenceSet(
                start: .zoned(start, own), length: .end(.zoned(start, paris)),
                rules: [try RecurrenceRule(parsing: "FREQ=MONTHLY;BYDAY=-1FR;COUNT=9")],
                dates: [
                    .time(day), .period(start: .floating(start), end: .utc(.maxDateTime)),
                    .periodDuration(start: day, EventDuration(days: 3)),
                ],
                excluded: [day, .zoned(start, paris)],
                overrides: [
                    RecurrenceOverride(
                        recurrenceID: day, thisAndFuture: true, start: .floating(start), length: hour, blocks: false,
                        tag: -4)
                ], blocks: false, zone: ZoneRules(fixedOffset: -3600, identifier: "Fixed"), hasMaster: false),
        ]
    }

    @Test func `reads back what it wrote`() throws {
        for set in try Self.sets() {
            #expect(try RecurrenceSet(encoded: set.encoded(), zones: TestFiles.zones) == set)
        }
    }

    @Test func `refuses unknown versions, unknown zones and trailing bytes`() throws {
        let bytes = try Self.sets()[1].encoded()
        #expect(throws: RecurrenceCodingError.truncated) { try RecurrenceSet(encoded: [], zones: TestFiles.zones) }
        #expect(throws: RecurrenceCodingError.unsupportedVersion(9)) {
            try RecurrenceSet(encoded: [9] + bytes, zones: TestFiles.zones)
        }
        #expect(throws: RecurrenceCodingError.invalidData) {
            try RecurrenceSet(encoded: bytes + [0], zones: TestFiles.zones)
        }
        #expect(throws: RecurrenceCodingError.unknownZone("Europe/Paris")) {
            try RecurrenceSet(encoded: bytes, zones: ZoneDatabase(version: "none") { _ in nil })
        }
    }

    @Test func `survives any damaged bytes, and expands what they decode to`() throws {
        let seed = UInt64(ProcessInfo.processInfo.environment["CRENEAU_SEED"] ?? "") ?? .random(in: 0...999_999)
        var random = SeededGenerator(state: seed)
        let good = try Self.sets().map { $0.encoded() }
        for _ in 0..<4000 {
            guard var bytes = good.randomElement(using: &random) else { return }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 1...bytes.count, using: &random)) }
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            guard let set = try? RecurrenceSet(encoded: bytes, zones: TestFiles.zones) else { continue }
            var iterator = set.instances(budget: 500)
            while let instance = iterator.next() { #expect(instance.range.end >= instance.range.start, "seed \(seed)") }
            var far = set.instances(from: Instant(seconds: 3_000_000_000), budget: 500)
            while far.next() != nil {}
        }
    }
}
