import CalendarTime

/// What a component says to its readers, in a form in which two spellings of the same thing are equal.
///
/// Times are compared as instants, rules by what they mean; stamps, alarms, X-properties, answers and what the server keeps for
/// itself are left out.
struct ComponentContent: Hashable {
    var start: Instant?
    var isDate: Bool
    var end: Instant?
    var rules: Set<String>
    var dates: Set<Instant>
    var excluded: Set<Instant>
    var status: String
    /// Address and role.
    var attendees: Set<String>
    /// Everything else by name.
    var texts: [String: [CalendarProperty]]

    private static let structural: Set<String> = [
        "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "RECURRENCE-ID", "DTSTART", "DTEND", "DUE",
        "DURATION",
        "RRULE", "RDATE", "EXDATE", "STATUS", "ATTENDEE", "ORGANIZER", "REQUEST-STATUS",
    ]
    private static let defaults = ["TRANSP": "OPAQUE", "CLASS": "PUBLIC", "PRIORITY": "0"]

    init(_ component: CalendarComponent, in times: ObjectTimes) {
        start = times.instant("DTSTART", of: component)
        let written = component.first("DTSTART").flatMap { times.time($0.value, of: $0) }
        isDate = written?.isDate ?? false
        end = times.end(of: component)
        rules = Set(
            component.all("RRULE").map { property in
                guard let rule = try? RecurrenceRule(parsing: property.value) else {
                    return property.value.uppercased()
                }
                return rule.plainSpelling(startingOn: written?.civil.date).icalendar
            })
        dates = times.instants("RDATE", of: component)
        excluded = times.instants("EXDATE", of: component)
        status = component.status ?? "CONFIRMED"
        attendees = Set(component.attendees.map { "\($0.address.normalized) \($0.role)" })
        texts = [:]
        for property in component.properties where !Self.structural.contains(property.name) {
            if property.name.hasPrefix("X-") || property.value.isEmpty { continue }
            if Self.defaults[property.name] == property.value.uppercased() { continue }
            var plain = property
            plain.parameters.removeAll { $0.name.hasPrefix("X-") || $0.name == "LANGUAGE" || $0.name == "ALTREP" }
            plain.value = property.text
            texts[property.name, default: []].append(plain)
        }
    }

    var isCancelled: Bool { status == "CANCELLED" }

    /// Whether something of RFC 5546 §2.1.4's list differs, which the organizer may change only with a higher SEQUENCE.
    func needsHigherSequence(after old: ComponentContent) -> Bool {
        start != old.start || isDate != old.isDate || end != old.end || rules != old.rules || dates != old.dates
            || excluded != old.excluded || status != old.status
    }

    /// Whether attendees have to answer again: times moved, or instances came. Taking instances away asks nobody.
    func isRescheduled(after old: ComponentContent) -> Bool {
        start != old.start || isDate != old.isDate || end != old.end || rules != old.rules
            || !dates.isSubset(of: old.dates) || !old.excluded.isSubset(of: excluded)
            || (old.isCancelled && !isCancelled)
    }
}

extension ObjectTimes {
    func content(_ component: CalendarComponent) -> ComponentContent { ComponentContent(component, in: self) }

    /// The content of the instance that the series alone would give.
    func derivedContent(at recurrenceID: Instant) -> ComponentContent? {
        derivedInstance(at: recurrenceID).map(content)
    }

    /// The content of the master (at nil) and of the overrides that say something else than the series does.
    func contents() -> [Instant?: ComponentContent] {
        var result: [Instant?: ComponentContent] = [:]
        if let master = object.master { result[nil] = content(master) }
        for (recurrenceID, component) in overrides {
            let own = content(component)
            if own != derivedContent(at: recurrenceID) || component.isThisAndFuture { result[recurrenceID] = own }
        }
        return result
    }
}

extension CalendarComponent {
    var isThisAndFuture: Bool {
        first("RECURRENCE-ID")?[parameter: "RANGE"]?.uppercased() == "THISANDFUTURE"
    }
}
