import CalendarTime

extension ITIPBroker {
    /// What the attendee's change from `old` to `new` tells the organizer.
    ///
    /// An attendee may change their own answer, TRANSP, alarms, COMPLETED and PERCENT-COMPLETE, stamps, what is private
    /// to them (CATEGORIES, COLOR, COMMENT, X-properties, X-parameters), leave instances out by EXDATE, and add
    /// overrides that change no more than that (RFC 6638 §3.2.2.1). Times are compared as instants: another spelling is
    /// no change, nor is what a client writes for what it cannot hold (PRIORITY, ROLE). A deleted copy declines (§3.2.2.4), a new EXDATE declines the instance. What the client says of other
    /// attendees' answers is overwritten by what is stored (§3.2.10).
    ///
    /// - Parameter attendee: the writer's normalized addresses.
    /// - Throws: ``ITIPError/attendeeChangeNotAllowed(property:recurrenceID:)``, and what makes the object unusable.
    public static func attendeeReply(
        from old: CalendarObject?, to new: CalendarObject?, attendee: Set<String>, context: ITIPContext
    ) throws(ITIPError) -> AttendeeChange {
        if let old, let new {
            if old.uid != new.uid { throw .uidChanged }
            if let before = old.organizer {
                guard let after = new.organizer, context.isSamePerson(before, after) else {
                    throw .organizerChanged(from: before, to: new.organizer)
                }
            }
        }
        if let new {
            try checkSameOrganizer(in: new)
            guard new.main.contains(where: { $0.attendee(attendee) != nil }) else { throw .notAttendee }
        }
        var new = new
        if let old, let sent = new {
            let plain = undoingRewriting(of: old, in: sent, context: context)
            new = keepingAnswers(of: old, in: plain, writer: attendee, context: context)
        }
        let oldTimes = old.map { ObjectTimes($0, context) }
        let newTimes = new.map { ObjectTimes($0, context) }
        if let oldTimes, let newTimes { try AttendeeRules(old: oldTimes, new: newTimes, attendee: attendee).check() }
        // What the attendee's client says of itself (RFC 6638 §3.2.2.3, §3.2.2.4).
        let organizerLine = (new ?? old)?.main.lazy.compactMap { $0.first("ORGANIZER") }.first
        guard organizerLine?.scheduleAgent == .server else { return AttendeeChange(messages: [], object: new) }
        let answers = AnswerChange(old: oldTimes, new: newTimes, attendee: attendee, context: context)
        var stored = new
        stored?.updateMain { $0.removeSchedulingParameters([SchedulingParameter.forceSend]) }
        return AttendeeChange(messages: answers.messages(), object: stored)
    }
}

/// Compares an attendee's answers before and after their change.
struct AnswerChange {
    let old: ObjectTimes?
    let new: ObjectTimes?
    let attendee: Set<String>
    let context: ITIPContext

    func messages() -> [ITIPMessage] {
        guard let source = new ?? old, let line = source.object.main.lazy.compactMap({ $0.attendee(attendee) }).first
        else { return [] }
        return answers().compactMap { answer in
            ReplyWriting(source: source, attendee: line.address, context: context)
                .message(recurrenceID: answer.recurrenceID, status: answer.status, comment: answer.comment)
        }
    }

    private typealias Answer = (recurrenceID: Instant?, status: ParticipationStatus, comment: String?)

    private func answers() -> [Answer] {
        guard let new else { return declines() }
        let forced = new.object.main.contains {
            $0.first("ORGANIZER")?[parameter: SchedulingParameter.forceSend]?.uppercased() == "REPLY"
        }
        var result: [Answer] = []
        let seriesBefore = old.flatMap { $0.object.master.flatMap(status) }
        let seriesAfter = new.object.master.flatMap(status)
        if let master = new.object.master, let seriesAfter, forced || seriesAfter != seriesBefore ?? .needsAction {
            result.append((nil, seriesAfter, master.first("COMMENT")?.text))
        }
        let known = old?.overrides ?? [:]
        for recurrenceID in Set(known.keys).union(new.overrides.keys).sorted() {
            let override = new.overrides[recurrenceID]
            let before = known[recurrenceID].map(status) ?? seriesBefore
            guard let after = override.map(status) ?? seriesAfter, override != nil || !isExcluded(recurrenceID) else {
                continue
            }
            // Where the answer was the series' until now, the organizer has no override that would keep it.
            let leavesSeries =
                seriesAfter != seriesBefore && before == seriesBefore && after != seriesAfter
                && override.map(new.content) == new.derivedContent(at: recurrenceID)
            if after != before ?? .needsAction || leavesSeries || (forced && override != nil) {
                result.append((recurrenceID, after, override?.first("COMMENT")?.text))
            }
        }
        for recurrenceID in newlyExcluded() {
            let before = known[recurrenceID].map(status) ?? seriesBefore
            if before != .declined, seriesAfter != .declined { result.append((recurrenceID, .declined, nil)) }
        }
        return result
    }

    private func status(of component: CalendarComponent) -> ParticipationStatus? {
        component.isCancelled ? nil : component.attendee(attendee)?.participationStatus
    }

    private func isExcluded(_ recurrenceID: Instant) -> Bool {
        guard let new, let master = new.object.master else { return false }
        return new.instants("EXDATE", of: master).contains(recurrenceID)
    }

    /// The EXDATEs that are new and leave out an instance that the organizer had not cancelled.
    private func newlyExcluded() -> [Instant] {
        guard let old, let new, let before = old.object.master, let after = new.object.master else { return [] }
        return new.instants("EXDATE", of: after).subtracting(old.instants("EXDATE", of: before))
            .filter { old.overrides[$0].map { !$0.isCancelled } ?? old.hasInstance(at: $0) }.sorted()
    }

    /// A deletion declines all that was not declined or cancelled yet.
    private func declines() -> [Answer] {
        guard let old else { return [] }
        if let master = old.object.master {
            guard let answer = status(of: master) else { return [] }
            let isOpen =
                answer != .declined || old.overrides.values.contains { (status(of: $0) ?? .declined) != .declined }
            return isOpen ? [(nil, .declined, nil)] : []
        }
        return old.overrides.sorted { $0.key < $1.key }.compactMap { recurrenceID, override in
            guard let answer = status(of: override), answer != .declined else { return nil }
            return (recurrenceID, .declined, nil)
        }
    }
}
