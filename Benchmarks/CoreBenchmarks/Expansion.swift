import Benchmark
import BookingCore
import CalendarTime
import Peers

/// Five years of a weekly rule, from its text to instants.
func expansionBenchmarks() {
    let rule = "FREQ=WEEKLY;COUNT=261"
    let zones: [(name: String, zone: ZoneRules, peer: String?)] = [
        ("UTC", .utc, nil), ("Europe/Paris", TownHall.paris, "Europe/Paris"),
    ]
    for (name, zone, peer) in zones {
        Benchmark("expansion | CalendarTime | \(name)") { benchmark in
            guard let parsed = try? RecurrenceRule(parsing: rule) else { return benchmark.error("not a rule") }
            let start = CivilDateTime(secondsSinceEpoch: TownHall.now.seconds)
            let set = RecurrenceSet(
                start: .zoned(start, zone), length: .duration(EventDuration(seconds: 3_600)), rules: [parsed],
                zone: zone)
            var count = 0
            for instance in set.instances() {
                blackHole(instance)
                count += 1
            }
            if count != 261 { benchmark.error("\(count) instances") }
        }
        Benchmark("expansion | libical | \(name)") { benchmark in
            let count = libical_expand(rule, "20261123T080700", peer)
            if count != 261 { benchmark.error("\(count) instances") }
        }
    }
}
