public import CalendarTime

extension ObjectTimes {
    /// What this object says of a component that stands in another version: of a master its own master, of an override
    /// its own override or else the instance as its series says it.
    ///
    /// - Parameter version: the times of the version in which `component` stands.
    func counterpart(of component: CalendarComponent, in version: ObjectTimes) -> CalendarComponent? {
        guard component.first("RECURRENCE-ID") != nil else { return object.master }
        return version.recurrenceID(of: component).flatMap { overrides[$0] ?? derivedInstance(at: $0) }
    }

    /// The component as one instance of the series says it: a copy of the master without recurrence, its times shifted.
    ///
    /// RECURRENCE-ID has the form of the master's DTSTART (RFC 5545 §3.8.4.4). After an override for THISANDFUTURE that
    /// one is copied instead and its shift applies. DTEND keeps its exact distance, and for dates its days.
    ///
    /// - Parameter recurrenceID: the original start; the caller knows that there is such an instance.
    func derivedInstance(at recurrenceID: Instant) -> CalendarComponent? {
        guard let master = object.master, let masterStart = master.first("DTSTART") else { return nil }
        let masterForm = TimeForm(of: masterStart, in: self)
        var base = master
        var start = recurrenceID
        if let (from, future) = lastThisAndFuture(upTo: recurrenceID), let moved = instant("DTSTART", of: future) {
            base = future
            let zone = zone(of: future.first("DTSTART") ?? masterStart)
            let shift = zone.civil(at: moved).secondsSinceEpoch - zone.civil(at: from).secondsSinceEpoch
            let civil = zone.civil(at: recurrenceID).secondsSinceEpoch
            start = zone.instant(of: CivilDateTime(secondsSinceEpoch: civil &+ shift))
        }
        var instance = base
        for name in ["RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"] { instance.remove(name) }
        instance.set(TimeForm(of: base, in: self).property("DTSTART", start))
        for name in ["DTEND", "DUE"] { moveEnd(name, of: base, to: start, in: &instance) }
        applyPeriod(of: master, at: recurrenceID, to: &instance)
        let place = (instance.properties.firstIndex { $0.name == "DTSTART" }) ?? instance.properties.startIndex
        instance.properties.insert(masterForm.property("RECURRENCE-ID", recurrenceID), at: place)
        return instance
    }

    private func lastThisAndFuture(upTo recurrenceID: Instant) -> (Instant, CalendarComponent)? {
        futures.last { $0 <= recurrenceID }.flatMap { from in overrides[from].map { (from, $0) } }
    }

    private func moveEnd(
        _ name: String, of base: CalendarComponent, to start: Instant, in instance: inout CalendarComponent
    ) {
        guard let property = base.first(name), let end = time(property.value, of: property),
            let baseProperty = base.first("DTSTART"), let baseStart = time(baseProperty.value, of: baseProperty)
        else { return }
        let form = TimeForm(of: property, in: self)
        if end.isDate, baseStart.isDate {
            let days = end.civil.secondsSinceEpoch - baseStart.civil.secondsSinceEpoch
            let civil = context.defaultZone.civil(at: start).secondsSinceEpoch &+ days
            instance.set(form.property(name, context.defaultZone.instant(of: CivilDateTime(secondsSinceEpoch: civil))))
        } else {
            let length = end.instant(in: context.defaultZone) - baseStart.instant(in: context.defaultZone)
            instance.set(form.property(name, start.adding(length)))
        }
    }

    /// An RDATE period brings its own length (RFC 5545 §3.8.5.2).
    private func applyPeriod(
        of master: CalendarComponent, at recurrenceID: Instant, to instance: inout CalendarComponent
    ) {
        for property in master.all("RDATE") where property[parameter: "VALUE"]?.uppercased() == "PERIOD" {
            for value in property.value.split(separator: ",") {
                let parts = value.split(separator: "/", maxSplits: 1)
                guard parts.count == 2, let start = time(String(parts[0]), of: property),
                    start.instant(in: context.defaultZone) == recurrenceID
                else { continue }
                instance.remove("DTEND")
                instance.remove("DURATION")
                if EventDuration(icalendar: parts[1]) != nil {
                    instance.set("DURATION", value: String(parts[1]))
                } else if let end = time(String(parts[1]), of: property) {
                    let form = TimeForm(of: instance, in: self)
                    instance.set(form.property("DTEND", end.instant(in: context.defaultZone)))
                }
                return
            }
        }
    }
}

extension CalendarObject {
    /// The object with one date of its series changed: as a component of its own with RECURRENCE-ID (RFC 5545 §3.8.4.4), made
    /// from what the series says where there is none yet.
    ///
    /// - Parameter recurrenceID: the date's original start.
    /// - Returns: nil where there is no such date, or where a change of this and all later dates begins with it.
    public func changing(
        instanceAt recurrenceID: Instant, context: ITIPContext, _ change: (inout CalendarComponent) throws -> Void
    ) rethrows -> CalendarObject? {
        let times = ObjectTimes(self, context)
        let known = times.overrides[recurrenceID]
        guard let master, known.map({ !$0.isThisAndFuture && !$0.isCancelled }) ?? times.hasInstance(at: recurrenceID),
            !times.instants("EXDATE", of: master).contains(recurrenceID),
            var instance = known ?? times.derivedInstance(at: recurrenceID)
        else { return nil }
        try change(&instance)
        var result = self
        result.main = main.filter { $0 != known } + [instance]
        return result
    }
}
