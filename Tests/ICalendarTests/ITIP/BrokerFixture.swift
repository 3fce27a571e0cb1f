import CalendarTime
import ICalendar
import Testing

/// Two colleagues, two rooms, and short ways to write their events.
enum Town {
    static let camille = "camille@ville.example"
    static let bruno = "bruno@ville.example"
    static let salle = "salle@ville.example"
    static let organizer: Set<String> = [camille]
    static let paris = systemZones.zone(named: "Europe/Paris") ?? .utc

    static func context(_ now: String = "2026-11-23T08:00:00Z") -> ITIPContext {
        ITIPContext(now: at(now), zones: systemZones, defaultZone: paris)
    }

    static func at(_ text: String) -> Instant { Instant(rfc3339: text) ?? .distantPast }

    /// The lines of one VEVENT, UID, DTSTAMP and ORGANIZER aside.
    static func vevent(_ lines: String...) -> [String] {
        ["BEGIN:VEVENT", "UID:one", "DTSTAMP:20261120T080000Z", "ORGANIZER:mailto:\(camille)"] + lines + ["END:VEVENT"]
    }

    static func object(_ components: [String]..., method: String? = nil) throws -> CalendarObject {
        let head = method.map { ["METHOD:\($0)"] } ?? []
        return try ITIPScriptPlayer.object(head + components.flatMap { $0 })
    }

    static let guests = "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:\(bruno)"
    static let room = "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:\(salle)"
    static let weekly = [
        "DTSTART;TZID=Europe/Paris:20261012T100000", "DTEND;TZID=Europe/Paris:20261012T110000",
        "RRULE:FREQ=WEEKLY;COUNT=6",
    ]

    static func series(_ more: String...) throws -> CalendarObject {
        try object(
            ["BEGIN:VEVENT", "UID:one", "DTSTAMP:20261001T080000Z", "ORGANIZER:mailto:\(camille)"] + weekly
                + [guests, room] + more + ["END:VEVENT"])
    }

    static func answer(_ object: CalendarObject, of address: String, at recurrenceID: String? = nil) -> String? {
        let component =
            recurrenceID.map { wanted in object.overrides.first { $0.first("RECURRENCE-ID")?.value == wanted } }
            ?? object.master
        return component?.attendee([address])?.property[parameter: "PARTSTAT"]
    }
}
