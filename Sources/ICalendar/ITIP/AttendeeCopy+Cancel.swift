import CalendarTime

/// CANCEL (RFC 5546 §3.2.5), and what is remembered of it.
extension AttendeeCopy {
    /// What is cancelled stays as STATUS:CANCELLED with the CANCEL's version, so that nothing older revives it.
    func cancel() -> ITIPOutcome {
        guard let stored else { return remember() }
        var master = stored.object.master
        var overrides = stored.overrides
        var changed = false
        var refusal = IgnoredReason.older
        for component in message.object.main {
            let order = VersionOrder(component)
            guard let recurrenceID = sent.recurrenceID(of: component) else {
                if let reason = refusalOfCancel(order, of: master) {
                    refusal = reason
                    continue
                }
                changed = true
                if master == nil { master = placeholder(for: component, among: overrides) }
                master?.markCancelled(order)
                for (key, override) in overrides where ordering == .byArrival || VersionOrder(override) <= order {
                    overrides[key]?.markCancelled(order)
                }
                continue
            }
            let known = overrides[recurrenceID]
            let isOlderThanSeries =
                ordering == .byMessage && known == nil && (master.map { order < VersionOrder($0) } ?? false)
            if isOlderThanSeries || refusalOfCancel(order, of: known) != nil {
                refusal = refusalOfCancel(order, of: known) ?? .older
                continue
            }
            changed = true
            var instance = known ?? stored.derivedInstance(at: recurrenceID) ?? component
            if component.isThisAndFuture, let property = component.first("RECURRENCE-ID") { instance.set(property) }
            instance.markCancelled(order)
            overrides[recurrenceID] = instance
        }
        guard changed else { return .ignored(refusal) }
        let result = assemble(master: master, overrides: overrides)
        return result.main.allSatisfy(\.isCancelled) ? .cancelled(result) : .updated(result)
    }

    /// Where only single instances are known, the cancelled series itself is kept, to remember its version by.
    private func placeholder(
        for component: CalendarComponent, among overrides: [Instant: CalendarComponent]
    ) -> CalendarComponent {
        var series = personal(component, replacing: nil)
        if series.first("DTSTART") == nil, let first = overrides.min(by: { $0.key < $1.key }) {
            series.set(TimeForm(of: first.value, in: sent).property("DTSTART", first.key))
        }
        return series
    }

    private func refusalOfCancel(_ order: VersionOrder, of known: CalendarComponent?) -> IgnoredReason? {
        guard let known else { return nil }
        if ordering == .byArrival { return known.isCancelled ? .repeated : nil }
        if order < VersionOrder(known) { return .older }
        return known.isCancelled && order == VersionOrder(known) ? .repeated : nil
    }

    private func remember() -> ITIPOutcome {
        var remembered = tombstone ?? ITIPTombstone(uid: message.uid, organizer: message.organizer.normalized)
        for component in message.object.main {
            remembered.note(sent.recurrenceID(of: component), VersionOrder(component))
        }
        return remembered == tombstone ? .ignored(.repeated) : .remembered(remembered)
    }

    /// A REQUEST that is late revives nothing whose CANCEL was already here: what the tombstone says joins the object as
    /// cancelled components, which remember it from then on.
    func recallCancelled(
        _ master: inout CalendarComponent?, _ overrides: inout [Instant: CalendarComponent], floor: VersionOrder?
    ) {
        guard ordering == .byMessage, let tombstone, let template = message.object.main.first else { return }
        if master == nil, let order = tombstone.order(of: nil) {
            var series = personal(template, replacing: nil)
            series.remove("RECURRENCE-ID")
            series.markCancelled(order)
            master = series
        }
        var known = message.object
        known.main = master.map { [$0] } ?? []
        let times = ObjectTimes(known, context)
        for entry in tombstone.entries {
            let order = VersionOrder(sequence: entry.sequence, stamp: entry.stamp)
            guard let recurrenceID = entry.recurrenceID, overrides[recurrenceID] == nil, order >= floor ?? order else {
                continue
            }
            var instance = times.derivedInstance(at: recurrenceID) ?? detached(template, at: recurrenceID)
            instance.markCancelled(order)
            overrides[recurrenceID] = instance
        }
    }

    /// A component for an instance of a series that is not here.
    private func detached(_ template: CalendarComponent, at recurrenceID: Instant) -> CalendarComponent {
        var instance = personal(template, replacing: nil)
        let form = TimeForm(of: template, in: sent)
        for name in ["DTEND", "DUE", "DURATION", "RRULE", "RDATE", "EXDATE"] { instance.remove(name) }
        instance.set(form.property("RECURRENCE-ID", recurrenceID))
        instance.set(form.property("DTSTART", recurrenceID))
        return instance
    }
}
