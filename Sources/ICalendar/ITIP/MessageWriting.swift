import CalendarTime

/// Parameters that belong to the organizer's or the server's copy and never travel (RFC 6638 §7).
enum SchedulingParameter {
    static let status = "SCHEDULE-STATUS"
    static let forceSend = "SCHEDULE-FORCE-SEND"
    static let agent = "SCHEDULE-AGENT"
    /// DTSTAMP of the reply that wrote the PARTSTAT beside it, so that an older reply changes nothing.
    static let answered = "X-CRENEAU-ANSWERED"

    static let kept: Set<String> = [status, forceSend, agent, answered]
}

extension CalendarComponent {
    /// The component as others may see it: no alarms, no client's private notes, no scheduling parameters.
    func strippedForSending() -> CalendarComponent {
        var copy = self
        copy.components.removeAll { $0.name == "VALARM" }
        copy.properties.removeAll {
            $0.name.hasPrefix("X-MOZ-") || $0.name == "X-EVOLUTION-ALARM-UID" || $0.name == "REQUEST-STATUS"
        }
        copy.removeSchedulingParameters(SchedulingParameter.kept)
        return copy
    }

    mutating func removeSchedulingParameters(_ names: Set<String>) {
        for index in properties.indices
        where properties[index].name == "ATTENDEE" || properties[index].name == "ORGANIZER" {
            properties[index].parameters.removeAll { names.contains($0.name) }
        }
    }

    mutating func stamp(_ instant: Instant) {
        set("DTSTAMP", value: instant.icalendarUTC)
    }
}

extension CalendarObject {
    /// A message of `components` with the VTIMEZONEs of this object that they use.
    func message(_ method: ITIPMethod, of components: [CalendarComponent]) -> CalendarObject {
        let used = Set(components.flatMap(\.properties).compactMap { $0[parameter: "TZID"] })
        let zones = calendar.components(named: "VTIMEZONE").filter { zone in
            zone.first("TZID").map { used.contains($0.text) || used.contains($0.value) } ?? false
        }
        return CalendarObject(components: zones + components, method: method.rawValue)
    }
}
