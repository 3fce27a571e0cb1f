import CalendarTime

/// Raises SEQUENCE where a change needs it and the client forgot, and resets answers where times moved.
struct VersionRaise {
    let old: ObjectTimes?
    let new: ObjectTimes
    /// The writer's addresses: their own answer stays.
    let organizer: Set<String>
    /// The object to store.
    private(set) var object: CalendarObject
    /// The components (nil: the master) that ask for a new answer.
    private(set) var rescheduled: Set<Instant?> = []

    init(old: ObjectTimes?, new: ObjectTimes, organizer: Set<String>) {
        self.old = old
        self.new = new
        self.organizer = organizer
        object = new.object
    }

    mutating func raise() {
        guard let old else { return }
        let masterFloor = masterSequence(after: old)
        let raisedForLostSeries = overridesThatOutliveSeries(old)
        var rescheduled: Set<Instant?> = []
        let own = organizer
        object.updateMain { component in
            let recurrenceID = new.recurrenceID(of: component)
            let isMaster = component.first("RECURRENCE-ID") == nil
            guard isMaster || recurrenceID != nil else { return }
            let before = isMaster ? old.object.master : old.overrides[recurrenceID ?? .distantPast]
            let content = new.content(component)
            let known = before.map(old.content) ?? recurrenceID.flatMap(old.derivedContent(at:))
            guard let known else {
                // An instance that was not there before: nothing to compare with, everybody is asked.
                rescheduled.insert(recurrenceID)
                return
            }
            let sequence = before?.sequence ?? old.object.master?.sequence ?? 0
            var wanted = max(component.sequence, sequence)
            let forced = recurrenceID.map(raisedForLostSeries.contains) ?? false
            if content.needsHigherSequence(after: known) || forced { wanted = max(wanted, sequence + 1) }
            if isMaster { wanted = max(wanted, masterFloor) }
            if wanted != component.sequence { component.sequence = wanted }
            if content.isRescheduled(after: known) {
                rescheduled.insert(isMaster ? nil : recurrenceID)
                component.resetAnswers(except: own)
            }
        }
        self.rescheduled = rescheduled
    }

    /// A series stands above the overrides that went away, so that it replaces them at every attendee; and above all of
    /// them when an attendee left the series, whose CANCEL has to end everything.
    private func masterSequence(after old: ObjectTimes) -> Int {
        let gone = old.overrides.filter { new.overrides[$0.key] == nil }.map(\.value.sequence).max() ?? 0
        let remaining = Set(new.object.master?.attendees.map(\.address.normalized) ?? [])
        let former = Set(old.object.master?.attendees.map(\.address.normalized) ?? [])
        let still = Set(new.object.attendees.map(\.address.normalized))
        // Who is invited to single instances alone, before and after, has left nothing.
        let left = old.object.attendees.map(\.address.normalized).contains { address in
            !remaining.contains(address) && (former.contains(address) || !still.contains(address))
        }
        return max(gone, left ? old.object.sequence : 0)
    }

    /// The overrides that keep an attendee whom the series lost: they have to come after the CANCEL of the series.
    private func overridesThatOutliveSeries(_ old: ObjectTimes) -> Set<Instant> {
        let known = old.object.master.flatMap { $0.isCancelled ? nil : $0 }
        let before = Set(known?.attendees.map(\.address.normalized) ?? [])
        let master = new.object.master.flatMap { $0.isCancelled ? nil : $0 }
        let lost = before.subtracting(master?.attendees.map(\.address.normalized) ?? [])
        guard !lost.isEmpty else { return [] }
        return Set(new.overrides.filter { !$0.value.isCancelled && $0.value.attendee(lost) != nil }.keys)
    }
}

extension CalendarComponent {
    /// Sets every answer but those of `addresses` and of attendees whom a client serves back to NEEDS-ACTION.
    mutating func resetAnswers(except addresses: Set<String>) {
        for index in properties.indices where properties[index].name == "ATTENDEE" {
            let property = properties[index]
            guard !CalendarAddress(property).matches(addresses), property.scheduleAgent == .server else { continue }
            if organizer?.normalized == CalendarAddress(property).normalized { continue }
            properties[index][parameter: "PARTSTAT"] = ParticipationStatus.needsAction.text
            properties[index][parameter: SchedulingParameter.status] = nil
            properties[index][parameter: SchedulingParameter.answered] = nil
        }
    }
}
