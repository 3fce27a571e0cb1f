import CalendarTime

/// An override for THISANDFUTURE (RFC 5545 §3.2.13) in which an attendee is missing, or which is cancelled, takes all later
/// instances from them, not the one alone.
extension AttendeePresence {
    /// - Parameters:
    ///   - futures: the original starts of the overrides for THISANDFUTURE, in order.
    ///   - present: the overrides that the attendee is in.
    ///   - isThereBefore: whether they are in the series before the first of these.
    static func leaves(in futures: [Instant], present: Set<Instant>, isThereBefore: Bool) -> [Leave] {
        var leaves: [Leave] = []
        var from: Instant? = isThereBefore ? nil : .minDateTime
        for future in futures {
            if present.contains(future) {
                if let start = from { leaves.append(Leave(from: start, until: future)) }
                from = nil
            } else if from == nil {
                from = future
            }
        }
        if let from { leaves.append(Leave(from: from, until: nil)) }
        return leaves
    }
}

extension ObjectTimes {
    /// The master for somebody who is invited only from an override for THISANDFUTURE on: it says what that one says.
    func series(beginningAt future: Instant?) -> CalendarComponent? {
        guard let future, let master = object.master, var series = overrides[future] else { return nil }
        let times: Set<String> = ["DTSTART", "DTEND", "DUE", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE"]
        series.properties.removeAll { times.contains($0.name) || $0.name == "RECURRENCE-ID" }
        series.properties += master.properties.filter { times.contains($0.name) }
        return series
    }

    /// The master as somebody knows it who is not in those parts of the series: it ends before the one without an end, and
    /// the instances of the others are excluded.
    func series(_ series: CalendarComponent, without leaves: [AttendeePresence.Leave]) -> CalendarComponent {
        var master = series
        for leave in leaves {
            if let until = leave.until {
                exclude(from: leave.from, until: until, in: &master)
            } else {
                end(&master, before: leave.from)
            }
        }
        return master
    }

    /// As many as an object may have instances.
    private static let mostExcluded = 3_000

    private func exclude(from start: Instant, until end: Instant, in master: inout CalendarComponent) {
        let form = TimeForm(of: master, in: self)
        let known = instants("EXDATE", of: master)
        for recurrenceID in instances(of: master, from: max(start, .minDateTime.adding(1))).prefix(Self.mostExcluded) {
            if recurrenceID >= end { break }
            // The start of the part is excluded with the other overrides that the attendee is not in.
            if recurrenceID < start || overrides[recurrenceID] != nil || known.contains(recurrenceID) { continue }
            master.append(form.property("EXDATE", recurrenceID))
        }
    }

    private func instances(of master: CalendarComponent, from start: Instant) -> some Sequence<Instant> {
        var series = object
        series.main = [master]
        let set = try? series.recurrenceSet(zones: context.zones, defaultZone: context.defaultZone)
        let from = set?.instances(from: start.adding(-1)).lazy.map(\.recurrenceID)
        return from.map { AnySequence($0) } ?? AnySequence([])
    }

    private func end(_ master: inout CalendarComponent, before end: Instant) {
        let isDate = master.first("DTSTART").flatMap { time($0.value, of: $0) }?.isDate ?? false
        let last = context.defaultZone.civil(at: end).date.adding(days: -1)
        let until: RecurrenceRule.Until = isDate ? .date(last) : .utc(end.adding(-1))
        for index in master.properties.indices.reversed() {
            let property = master.properties[index]
            if property.name == "RDATE" {
                let kept = values(of: property, before: end)
                if kept.isEmpty { master.properties.remove(at: index) } else { master.properties[index].value = kept }
            }
            guard property.name == "RRULE", var rule = try? RecurrenceRule(parsing: property.value) else { continue }
            switch rule.end {
            case .until(let own) where instant(of: own) < end: continue
            case .count(let count):
                let left = number(of: rule, in: master, before: end)
                if left >= count { continue }
                rule.end = left < Self.mostExcluded ? .count(max(1, left)) : .until(until)
            default: rule.end = .until(until)
            }
            master.properties[index].value = rule.icalendar
        }
    }

    /// How many instances the rule alone gives before `end`, the start among them.
    private func number(of rule: RecurrenceRule, in master: CalendarComponent, before end: Instant) -> Int {
        var alone = master
        for name in ["RRULE", "RDATE", "EXDATE"] { alone.remove(name) }
        alone.append(CalendarProperty("RRULE", value: rule.icalendar))
        return instances(of: alone, from: .minDateTime).prefix(Self.mostExcluded).prefix { $0 < end }.count
    }

    private func values(of property: CalendarProperty, before end: Instant) -> String {
        property.value.split(separator: ",").filter { value in
            let start = String(value.prefix { $0 != "/" })
            return time(start, of: property).map { $0.instant(in: context.defaultZone) < end } ?? false
        }.joined(separator: ",")
    }

    private func instant(of until: RecurrenceRule.Until) -> Instant {
        switch until {
        case .utc(let instant): instant
        case .local(let civil): context.defaultZone.instant(of: civil)
        case .date(let date): context.defaultZone.instant(of: CivilDateTime(startOf: date))
        }
    }
}
