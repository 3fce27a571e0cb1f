import CalendarTime
import ICalendar

/// What a client's version of an organizer's event means beside what the broker reads in it.
extension CalendarObject {
    /// The event without overrides that only carried an answer to an instance of the series as it was before.
    ///
    /// The server adds such overrides (``ITIPBroker/setAnswers(_:of:in:scheduleStatus:context:)``); a client that moves
    /// the series puts them back as they were. They name no instance of the series any more, and would be taken for
    /// additional dates.
    func withoutLostAnswers(after old: CalendarObject?, context: ITIPContext) -> CalendarObject {
        guard let old, old.master != nil, let master, !overrides.isEmpty else { return self }
        let zone = context.defaultZone
        guard let before = try? old.recurrenceSet(zones: context.zones, defaultZone: zone),
            let after = try? recurrenceSet(zones: context.zones, defaultZone: zone)
        else { return self }
        // An additional date that was there before as well is one.
        let known = Set(before.overrides.map { $0.recurrenceID.instant(in: zone) })
        let kept = main.filter { component in
            guard component.first("RECURRENCE-ID") != nil, let property = component.first("RECURRENCE-ID"),
                property[parameter: "RANGE"] == nil,
                let id = try? component.eventTime("RECURRENCE-ID", in: self, zones: context.zones)?.instant(in: zone),
                let start = try? component.eventTime("DTSTART", in: self, zones: context.zones)?.instant(in: zone)
            else { return true }
            return start != id || after.hasInstance(at: id) || (known.contains(id) && !before.hasInstance(at: id))
        }
        guard kept.count != main.count, kept.contains(master) else { return self }
        var object = self
        object.main = kept
        return object
    }

    /// Whether both hold the same components, in whatever order.
    func saysTheSame(as other: CalendarObject) -> Bool {
        var (own, others) = (self, other)
        // The order of parameters says nothing (RFC 5545 §3.2).
        own.updateMain { $0.sortParameters() }
        others.updateMain { $0.sortParameters() }
        guard own.main.count == others.main.count, Set(own.main) == Set(others.main) else { return false }
        own.main = []
        others.main = []
        return own == others
    }

    /// The event, asking the resources again of which another number of units is written than before.
    func askingForUnits(after old: CalendarObject?) -> CalendarObject {
        guard let old else { return self }
        func units(_ object: CalendarObject) -> [String: String] {
            var units: [String: String] = [:]
            for attendee in object.attendees {
                units[attendee.address.normalized] = attendee.property[parameter: DraftObject.unitsParameter]
            }
            return units
        }
        let before = units(old)
        let changed = Set(units(self).filter { before[$0.key] != $0.value }.keys)
        guard !changed.isEmpty else { return self }
        var object = self
        object.updateMain { component in
            component.updateAttendee(changed) { $0[parameter: "SCHEDULE-FORCE-SEND"] = "REQUEST" }
        }
        return object
    }
}

extension CalendarComponent {
    fileprivate mutating func sortParameters() {
        for index in properties.indices { properties[index].parameters.sort { $0.name < $1.name } }
    }
}

extension RecurrenceSet {
    /// Whether the rules and dates give an instance that starts there, exceptions of single instances aside.
    func hasInstance(at recurrenceID: Instant) -> Bool {
        var plain = self
        plain.overrides = []
        plain.excluded = []
        guard plain.hasMaster else { return false }
        for instance in plain.instances(from: recurrenceID.adding(-1)) where instance.recurrenceID >= recurrenceID {
            return instance.recurrenceID == recurrenceID
        }
        return false
    }
}
