import CalendarTime
import Foundation
import ICalendar

/// The system's zones, read as the program's wiring does.
let systemZones = ZoneDatabase(version: "test") { name in
    FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").map { [UInt8]($0) }
}

/// SplitMix64: small, and the same everywhere for one seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The seed of `CRENEAU_SEED`, else a new one; printed, so that a failure can be run again.
    static func fromEnvironment(_ test: String) -> SeededGenerator {
        let seed =
            ProcessInfo.processInfo.environment["CRENEAU_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...(.max))
        print("\(test): CRENEAU_SEED=\(seed)")
        return SeededGenerator(seed: seed)
    }

    static var soaks: Bool { ProcessInfo.processInfo.environment["CRENEAU_SOAK"] == "1" }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Lines as a file has them, with CR LF.
func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n") + "\r\n"
}

/// A VCALENDAR around one VEVENT with these further lines. The event's own lines are 4 to 6, the further ones follow.
func event(_ more: String..., start: String = "DTSTART:20261123T090000Z", calendar: String? = nil) -> String {
    let head = ["BEGIN:VCALENDAR", "VERSION:2.0"] + (calendar.map { [$0] } ?? [])
    let body = ["BEGIN:VEVENT", "UID:one@ville.example", start] + more
    return (head + body + ["END:VEVENT", "END:VCALENDAR"]).joined(separator: "\r\n") + "\r\n"
}
