public import CalendarTime

extension ZoneRules {
    /// The rules of a VTIMEZONE; `nil` where it cannot be used (RFC 5545 §3.6.5).
    ///
    /// Without both offsets or a start an observance says nothing; the others still hold.
    public init?(_ component: CalendarComponent) {
        let observances = component.components.compactMap(ZoneObservance.init)
        guard let tzid = component.first("TZID")?.text, !observances.isEmpty,
            let rules = try? ZoneRules(identifier: tzid, observances: observances)
        else { return nil }
        self = rules
    }
}

extension ZoneObservance {
    /// `nil` where `component` is no STANDARD or DAYLIGHT with DTSTART, TZOFFSETFROM and TZOFFSETTO, or its rule is not
    /// valid.
    init?(_ component: CalendarComponent) {
        guard component.name == "STANDARD" || component.name == "DAYLIGHT",
            let start = component.first("DTSTART").flatMap({ TimeText($0.value.trimmingSpaces) }),
            let from = component.first("TZOFFSETFROM").flatMap({ OffsetText.seconds($0.value.trimmingSpaces) }),
            let to = component.first("TZOFFSETTO").flatMap({ OffsetText.seconds($0.value.trimmingSpaces) })
        else { return nil }
        var rule: RecurrenceRule?
        if let text = component.first("RRULE")?.value {
            guard let parsed = try? RecurrenceRule(parsing: text) else { return nil }
            rule = parsed
        }
        let dates = component.all("RDATE").flatMap { property in
            property.value.split(separator: ",").compactMap { TimeText($0)?.civil }
        }
        self.init(
            isDaylight: component.name == "DAYLIGHT", start: start.civil, offsetFrom: from, offsetTo: to, rule: rule,
            recurrenceDates: dates, name: component.first("TZNAME")?.text)
    }
}
