import CalendarTime

/// The organizer's object under a message of one attendee.
struct OrganizerInbox {
    private(set) var object: CalendarObject
    let message: ITIPMessage
    let ordering: ITIPOrdering
    let context: ITIPContext
    private let sender: Set<String>

    init(object: CalendarObject, message: ITIPMessage, ordering: ITIPOrdering, context: ITIPContext) {
        self.object = object
        self.message = message
        self.ordering = ordering
        self.context = context
        sender = [message.sender.normalized]
    }

    // MARK: REPLY (RFC 5546 §3.2.3)

    /// Writes the answer and SCHEDULE-STATUS beside it.
    ///
    /// An answer to an older SEQUENCE, or one sent before the answer that stands, changes nothing. From outside an
    /// answer to the series also answers the exceptions that are still NEEDS-ACTION; attendees here name every
    /// instance.
    mutating func reply() -> ITIPOutcome {
        addDelegate()
        guard object.main.contains(where: { $0.attendee(sender) != nil }) else { return .ignored(.notInvited) }
        let sent = ObjectTimes(message.object, context)
        let before = object
        var refusal = IgnoredReason.unknownObject
        // The series first: instances that differ then get their own.
        for reply in message.object.main.sorted(by: {
            $0.first("RECURRENCE-ID") == nil && $1.first("RECURRENCE-ID") != nil
        }) {
            if let reason = apply(reply, recurrenceID: sent.recurrenceID(of: reply)) { refusal = reason }
        }
        return object == before ? .ignored(refusal) : .updated(object)
    }

    private mutating func apply(_ reply: CalendarComponent, recurrenceID: Instant?) -> IgnoredReason? {
        guard let answer = reply.attendee(sender) ?? reply.attendees.first else { return .notInvited }
        let times = ObjectTimes(object, context)
        let code = reply.first("REQUEST-STATUS").map { String($0.value.prefix { $0 != ";" }) }
        let status = code.flatMap { $0.isEmpty ? nil : $0 } ?? ScheduleStatus.success.code
        guard let recurrenceID else {
            guard var master = object.master else { return .unknownObject }
            if master.attendee(sender) == nil { return answerFutures(answer, of: reply, status: status, times) }
            let reason = write(answer, of: reply, status: status, to: &master)
            if reason == nil { object.master = master }
            if ordering == .byMessage { answerOpenExceptions(answer, of: reply, status: status) }
            return reason
        }
        if let override = times.overrides[recurrenceID] {
            var changed = override
            let reason = write(answer, of: reply, status: status, to: &changed)
            if reason == nil { replace(override, by: changed) }
            return reason
        }
        guard times.hasInstance(at: recurrenceID), var instance = times.derivedInstance(at: recurrenceID),
            let master = object.master, !times.instants("EXDATE", of: master).contains(recurrenceID)
        else { return .unknownObject }
        if instance.attendee(sender)?.participationStatus == answer.participationStatus { return .repeated }
        instance.updateAttendee(sender) { $0[parameter: SchedulingParameter.answered] = nil }
        let reason = write(answer, of: reply, status: status, to: &instance)
        if reason == nil { object.main.append(instance) }
        return reason
    }

    private mutating func replace(_ override: CalendarComponent, by changed: CalendarComponent) {
        object.main = object.main.map { $0 == override ? changed : $0 }
    }

    /// The series of somebody who is invited only from an override for THISANDFUTURE on is that override.
    private mutating func answerFutures(
        _ answer: Attendee, of reply: CalendarComponent, status: String, _ times: ObjectTimes
    ) -> IgnoredReason? {
        var result: IgnoredReason? = .notInvited
        for override in times.futures.compactMap({ times.overrides[$0] }) where override.attendee(sender) != nil {
            var changed = override
            result = write(answer, of: reply, status: status, to: &changed)
            if result == nil { replace(override, by: changed) }
        }
        return result
    }

    private mutating func answerOpenExceptions(_ answer: Attendee, of reply: CalendarComponent, status: String) {
        let own = sender
        for override in object.overrides where override.attendee(own)?.participationStatus == .needsAction {
            var changed = override
            if write(answer, of: reply, status: status, to: &changed) == nil { replace(override, by: changed) }
        }
    }

    /// - Returns: why nothing was written, nil when it was.
    private func write(
        _ answer: Attendee, of reply: CalendarComponent, status: String, to component: inout CalendarComponent
    ) -> IgnoredReason? {
        guard let known = component.attendee(sender) else { return .notInvited }
        // A copy kept here is never behind, though its SEQUENCE may be: a date taken out of a series raises only the master's
        // in the organizer's object.
        if ordering == .byMessage, reply.first("SEQUENCE") != nil, reply.sequence < component.sequence { return .older }
        let stamp = reply.schedulingStamp
        let answered = known.property[parameter: SchedulingParameter.answered].flatMap { Instant(icalendarUTC: $0) }
        if ordering == .byMessage, let answered, stamp <= answered { return stamp == answered ? .repeated : .older }
        if ordering == .byArrival, known.participationStatus == answer.participationStatus,
            known.scheduleStatus?.code == status
        {
            return .repeated
        }
        component.updateAttendee(sender) { property in
            property[parameter: "PARTSTAT"] = answer.participationStatus.text
            property[parameter: SchedulingParameter.status] = status
            property[parameter: "RSVP"] = nil
            if ordering == .byMessage { property[parameter: SchedulingParameter.answered] = stamp.icalendarUTC }
            let delegates = answer.property.parameters.first { $0.name == "DELEGATED-TO" }
            property.parameters.removeAll { $0.name == "DELEGATED-TO" }
            if let delegates { property.parameters.append(delegates) }
        }
        return nil
    }

    /// Someone to whom an attendee delegated is invited by that (RFC 5546 §3.2.2.3); anybody else is not.
    private mutating func addDelegate() {
        guard let property = message.object.attendees.first(where: { $0.address.matches(sender) })?.property else {
            return
        }
        let own = sender
        object.updateMain { component in
            guard component.attendee(own) == nil,
                component.attendees.contains(where: { $0.delegatedTo.contains { $0.matches(own) } })
            else { return }
            var delegate = property
            delegate[parameter: "PARTSTAT"] = nil
            component.append(delegate)
        }
    }

    // MARK: REFRESH and COUNTER (RFC 5546 §3.2.6, §3.2.7)

    /// The event again, as this attendee may see it.
    func refresh() -> ITIPOutcome {
        let presence = AttendeePresence(
            ObjectMembers(ObjectTimes(object, context)), of: message.sender.normalized)
        guard !presence.isEmpty, let organizer = object.organizer else { return .ignored(.notInvited) }
        let again = MessageRound.requestObject(presence.components(), from: object, context: context)
        return .answered([
            ITIPMessage(
                method: .request, object: again, organizer: organizer, sender: organizer, recipient: message.sender,
                significant: false)
        ])
    }

    /// Proposals are declined: the organizer changes the event, not the attendee (RFC 5546 §3.2.8).
    func counter() -> ITIPOutcome {
        guard let organizer = object.organizer, object.main.contains(where: { $0.attendee(sender) != nil }) else {
            return .ignored(.notInvited)
        }
        let kept: Set<String> = ["UID", "RECURRENCE-ID", "SEQUENCE", "SUMMARY", "ATTENDEE"]
        let components = message.object.main.map { proposal in
            var component = CalendarComponent(
                proposal.name, properties: proposal.properties.filter { kept.contains($0.name) })
            component.stamp(context.now)
            component.set("ORGANIZER", value: organizer.raw)
            component.removeSchedulingParameters(SchedulingParameter.kept)
            return component
        }
        let decline = ITIPMessage(
            method: .declineCounter, object: message.object.message(.declineCounter, of: components),
            organizer: organizer,
            sender: organizer, recipient: message.sender, significant: false)
        return .answered([decline])
    }
}
