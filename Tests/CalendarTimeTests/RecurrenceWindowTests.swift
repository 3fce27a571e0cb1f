import CalendarTime
import Foundation
import Testing

/// Random sets in a zone with changes of offset: any window must give what the whole expansion gives there.
@Suite struct RecurrenceWindowTests {
    private func time(_ random: inout SeededGenerator, _ zone: ZoneRules) -> EventTime {
        let civil = CivilDateTime(secondsSinceEpoch: 1_774_000_000 + .random(in: 0...800, using: &random) * 1800)
        return .zoned(civil, zone)
    }

    private func set(_ random: inout SeededGenerator, _ zone: ZoneRules) throws -> RecurrenceSet {
        let rules = [
            "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SA,SU", "FREQ=HOURLY;INTERVAL=5", "FREQ=MINUTELY;INTERVAL=30",
            "FREQ=MONTHLY;BYMONTHDAY=-1,15", "FREQ=MONTHLY;BYDAY=-1SU;BYHOUR=1,2,3",
            "FREQ=DAILY;BYSETPOS=-1;BYHOUR=2,3",
        ]
        let ends = ["", ";COUNT=40", ";UNTIL=20260420", ";UNTIL=20260405T003000Z"]
        let lengths: [EventLength] = [
            .duration(EventDuration(seconds: 1800)), .duration(EventDuration(days: 1)),
            .duration(EventDuration(days: 3, seconds: 60)), .duration(EventDuration()),
        ]
        var set = RecurrenceSet(start: time(&random, zone), length: lengths.randomElement(using: &random)!, zone: zone)
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            let text = rules.randomElement(using: &random)! + ends.randomElement(using: &random)!
            set.rules.append(try RecurrenceRule(parsing: text))
        }
        for _ in 0..<Int.random(in: 0...3, using: &random) { set.dates.append(.time(time(&random, zone))) }
        for _ in 0..<Int.random(in: 0...3, using: &random) { set.excluded.append(time(&random, zone)) }
        let known = set.first(30)
        for tag in 0..<Int.random(in: 0...3, using: &random) {
            guard let target = known.randomElement(using: &random) else { break }
            set.overrides.append(
                RecurrenceOverride(
                    recurrenceID: .utc(target.recurrenceID), thisAndFuture: Bool.random(using: &random),
                    start: time(&random, zone), length: lengths.randomElement(using: &random)!, tag: tag))
        }
        return set
    }

    @Test func `any window gives what the whole expansion gives there`() throws {
        let seed = UInt64(ProcessInfo.processInfo.environment["CRENEAU_SEED"] ?? "") ?? .random(in: 0...999_999)
        let rounds = ProcessInfo.processInfo.environment["CRENEAU_SOAK"] == "1" ? 50_000 : 600
        var random = SeededGenerator(state: seed)
        let zone = try ZoneRules(tzif: TZifBytes.file(footer: "CET-1CEST,M3.5.0,M10.5.0/3"), identifier: "Test/Paris")
        let horizon = Instant(seconds: 1_776_500_000)
        for round in 0..<rounds {
            let set = try set(&random, zone)
            let whole = set.instances().prefix { $0.range.start < horizon }
            let all = Array(whole)
            for (before, after) in zip(all, all.dropFirst()) {
                #expect(before.range.start <= after.range.start, "order: seed \(seed), round \(round)")
            }
            #expect(Set(all.map(\.recurrenceID)).count == all.count, "identity: seed \(seed), round \(round)")
            let from = Instant(seconds: 1_774_000_000 + .random(in: 0...2_000_000, using: &random))
            let window = set.instances(from: from).prefix { $0.range.start < horizon }
            #expect(Array(window) == all.filter { $0.range.end > from }, "window: seed \(seed), round \(round)")
        }
    }
}
