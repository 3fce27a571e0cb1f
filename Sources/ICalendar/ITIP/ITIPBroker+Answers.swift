import CalendarTime

extension ITIPBroker {
    /// Writes an attendee's answers into an object: the organizer's, or the attendee's copy.
    ///
    /// The master and each override that has the attendee get their answer; an override that `answers` does not name
    /// gets the master's. An instance whose answer differs from the master's and that has no override gets one: a copy
    /// of the master for that instance, which says nothing else. An override that says nothing else than the master any
    /// more is removed.
    ///
    /// - Parameter attendee: their normalized addresses.
    /// - Parameter scheduleStatus: SCHEDULE-STATUS to write beside (`2.0`); nil leaves it, an empty one removes it.
    public static func setAnswers(
        _ answers: ReplyAnswers, of attendee: Set<String>, in object: CalendarObject, scheduleStatus: String?,
        context: ITIPContext
    ) -> CalendarObject {
        var result = object
        func write(_ status: ParticipationStatus, to component: inout CalendarComponent) {
            component.updateAttendee(attendee) { property in
                property[parameter: "PARTSTAT"] = status.text
                if let scheduleStatus {
                    property[parameter: SchedulingParameter.status] = scheduleStatus.isEmpty ? nil : scheduleStatus
                }
            }
        }
        let times = ObjectTimes(object, context)
        let byInstance = Dictionary(answers.instances.map { ($0.recurrenceID, $0.status) }, uniquingKeysWith: { $1 })
        result.updateMain { component in
            if component.first("RECURRENCE-ID") == nil {
                if let master = answers.master { write(master, to: &component) }
            } else if let recurrenceID = times.recurrenceID(of: component), !component.isCancelled,
                let status = byInstance[recurrenceID] ?? answers.master
            {
                write(status, to: &component)
            }
        }
        let written = ObjectTimes(result, context)
        let masterAnswer = result.master?.attendee(attendee)?.participationStatus
        var added: [CalendarComponent] = []
        for (recurrenceID, status) in byInstance.sorted(by: { $0.key < $1.key }) {
            // What stands there without an own override: the master's answer, or that of an override for this and later.
            guard written.overrides[recurrenceID] == nil, status != masterAnswer || !written.futures.isEmpty,
                var instance = written.derivedInstance(at: recurrenceID),
                let standing = instance.attendee(attendee)?.participationStatus, standing != status
            else { continue }
            write(status, to: &instance)
            added.append(instance)
        }
        let kept = result.main.filter { !written.isRedundant($0) }
        if !added.isEmpty || kept.count != result.main.count { result.main = kept + added }
        return result
    }
}

extension ObjectTimes {
    /// Whether an override repeats what the series says, to the last property but stamps: such a one was only there for
    /// an answer, and can go.
    func isRedundant(_ override: CalendarComponent) -> Bool {
        guard !override.isThisAndFuture, let recurrenceID = recurrenceID(of: override),
            let derived = derivedInstance(at: recurrenceID)
        else { return false }
        func plain(
            _ component: CalendarComponent
        ) -> (properties: Set<CalendarProperty>, components: [CalendarComponent]) {
            let stamps: Set<String> = ["DTSTAMP", "LAST-MODIFIED", "SEQUENCE"]
            return (Set(component.properties.filter { !stamps.contains($0.name) }), component.components)
        }
        let (own, other) = (plain(override), plain(derived))
        guard own.properties == other.properties, own.components == other.components else { return false }
        // An override can also bring back an instance that the series leaves out, or add one.
        let isExcluded = object.master.map { instants("EXDATE", of: $0).contains(recurrenceID) } ?? false
        return !isExcluded && hasInstance(at: recurrenceID)
    }
}
