import BookingCore
import CalendarTime
import ICalendar
import Wording

/// How a resource answers within a round.
extension OrganizerRound {
    var mapper: InvitationMapper { InvitationMapper(zones: environment.zones, now: now) }

    var desk: ResourceDesk {
        ResourceDesk(
            transaction: transaction, environment: environment, now: now, door: door, requester: requester)
    }

    /// Applies the messages to the resource's own copy, decides, stores booking and copy, and writes the answers into
    /// the organizer's object.
    ///
    /// - Parameter choice: where the event names a group, of which this resource was chosen.
    /// - Returns: what to write beside the resource's address.
    func answer(
        _ messages: [ITIPMessage], as resource: Resource, chosenFrom choice: GroupChoice? = nil,
        in outcome: inout Outcome
    ) throws -> ScheduleStatus {
        guard let uid = messages.first?.uid else { return .noAuthority }
        let names = resource.addresses.union(messages.map(\.recipient.normalized)).union(choice?.names ?? [])
        let previous = try transaction.booking(resource: resource.id, uid: uid)
        if let previous, previous.organizer.key != organizer.key {
            outcome.resources.append(
                try refuseUID(of: previous, messages, to: names, resource: resource, in: &outcome))
            return .success
        }
        let stored = try transaction.object(uid: uid, in: .calendar(of: .resource(resource.id)))
        let view = try view(
            after: messages, on: stored, previous: previous, resource: resource, names: names)
        switch view {
        case .unchanged:
            // What the resource refused, it hears gladly that it is off: there is nothing left to do.
            return previous == nil ? .noAuthority : .success
        case .cancelled:
            if let stored { try transaction.delete(stored.name, in: stored.collection) }
            guard let previous else { return .noAuthority }
            guard previous.state != .cancelled else { return .success }
            outcome.resources.append(
                ResourceOutcome(
                    resource: resource, booking: try desk.cancel(previous), decision: nil,
                    heldTime: previous.state.holdsTime))
        case .invited(let object):
            let inquiry = try inquiry(
                from: object, messages, to: resource, names: names, previous: previous, chosenFrom: choice, in: outcome)
            if !isStrict, previous == nil, mapper.isWhollyPast(inquiry.series) {
                leaveOpen(names, zone: resource.rules(in: environment.zones), in: &outcome)
                return .delivered
            }
            let answer = try desk.submit(inquiry)
            if answer.decision.verdict == .ignored {
                leaveOpen(names, zone: resource.rules(in: environment.zones), in: &outcome)
                return .delivered
            }
            try write(
                answer, names: names, view: object, stored: stored, resource: resource, choice: choice, in: &outcome)
            outcome.resources.append(
                ResourceOutcome(
                    resource: resource, booking: answer.booking, decision: answer.decision,
                    heldTime: answer.previous?.state.holdsTime ?? false, alternatives: answer.alternatives,
                    record: answer.previous == nil ? answer.record : nil))
        }
        return .success
    }

    /// What the messages ask of the resource; nil where they ask nothing.
    func inquiry(
        from messages: [ITIPMessage], to resource: Resource, chosenFrom choice: GroupChoice?, in outcome: Outcome
    ) throws -> ResourceDesk.Inquiry? {
        guard let uid = messages.first?.uid else { return nil }
        let names = resource.addresses.union(messages.map(\.recipient.normalized)).union(choice?.names ?? [])
        let previous = try transaction.booking(resource: resource.id, uid: uid)
        let isOwn = previous.map { $0.organizer.key == organizer.key } ?? true
        let stored = try isOwn ? transaction.object(uid: uid, in: .calendar(of: .resource(resource.id))) : nil
        guard
            case .invited(let object) = try view(
                after: messages, on: stored, previous: previous, resource: resource, names: names)
        else { return nil }
        return try inquiry(
            from: object, messages, to: resource, names: names, previous: previous, chosenFrom: choice, in: outcome)
    }

    private func inquiry(
        from view: CalendarObject, _ messages: [ITIPMessage], to resource: Resource, names: Set<String>,
        previous: Booking?, chosenFrom choice: GroupChoice?, in outcome: Outcome
    ) throws -> ResourceDesk.Inquiry {
        var inquiry = try mapper.inquiry(
            from: view, to: resource, names: names, organizer: organizer,
            isInternal: organizer.personID != nil || isVouchedFor, previous: previous, group: group,
            count: AttendeeCount(directory: transaction, organizer: organizer, addresses: addresses))
        inquiry.invited = outcome.invited
        inquiry.requestedAs = choice?.group.address
        inquiry.keepsFormerTime = isStrict
        if let previous, !messages.contains(where: { $0.method == .request }) {
            // Only the copy is there to read, and it may keep less than the event says.
            inquiry.title = previous.title
            inquiry.attendeeCount = previous.attendeeCount
            inquiry.instanceAttendees = [:]
        }
        return inquiry
    }

    /// The resource says nothing, whatever a client wrote for it.
    private func leaveOpen(_ names: Set<String>, zone: ZoneRules, in outcome: inout Outcome) {
        outcome.object?.updateMain { component in
            component.updateAttendee(names) { $0[parameter: "PARTSTAT"] = ParticipationStatus.needsAction.text }
        }
    }

    private enum View {
        case unchanged, cancelled
        case invited(CalendarObject)
    }

    /// The event as the resource sees it after the messages.
    private func view(
        after messages: [ITIPMessage], on stored: StoredObject?, previous: Booking?, resource: Resource,
        names: Set<String>
    ) throws -> View {
        var object = try stored?.parsed()
        if let previous { object?.restoreTransparency(of: previous.series, zones: environment.zones) }
        var view = View.unchanged
        let context = try context(zone: resource.rules(in: environment.zones))
        for message in messages {
            switch try message.applied(to: object, recipient: names, context: context) {
            case .created(var changed), .updated(var changed):
                if message.method == .request { changed.takeTransparency(of: message.object) }
                object = changed
                view = .invited(changed)
            case .cancelled:
                // Nothing of it is left: what is asked next stands by itself.
                object = nil
                view = .cancelled
            case .remembered, .answered, .ignored:
                break
            }
        }
        return view
    }

    private func write(
        _ answer: ResourceDesk.Answer, names: Set<String>, view: CalendarObject, stored: StoredObject?,
        resource: Resource, choice: GroupChoice?, in outcome: inout Outcome
    ) throws {
        let context = try context(zone: resource.rules(in: environment.zones))
        let comment = try comment(on: answer, of: resource, chosenFrom: choice)
        let answers =
            mapper.answers(of: answer.booking, comment: comment) ?? ReplyAnswers(master: .needsAction)
        if let object = outcome.object {
            outcome.object = ITIPBroker.setAnswers(
                answers, of: names, in: object, scheduleStatus: ScheduleStatus.success.code, context: context)
        }
        try storeCopy(
            of: view, answers: answers, names: names, stored: stored, booking: answer.booking, resource: resource)
        guard door == .caldav, let attendee = view.attendees.first(where: { $0.address.matches(names) }) else { return }
        // A group's room answers as the group that was asked.
        let asked = choice.flatMap { choice in outcome.object?.attendees.first { $0.address.matches(choice.names) } }
        var answered = view
        if let asked { answered.updateMain { $0.replaceAttendee(names, with: asked.property) } }
        try ReplyDelivery(round: self, zone: resource.rules(in: environment.zones))
            .deliver(answers, of: (asked ?? attendee).address, to: answered, stamp: answer.booking.stamp)
    }

    /// The answer in words, with what could be had instead, in the organizer's language.
    private func comment(
        on answer: ResourceDesk.Answer, of resource: Resource, chosenFrom choice: GroupChoice?
    ) throws -> String {
        let language = try language()
        let names = try transaction.relatedNames(of: answer.decision.allReasons)
        var said = mapper.comment(on: answer.decision, of: resource, names: names, language: language)
        if let choice, answer.decision.verdict == .declined {
            // The room that answers is only the one that came nearest.
            said =
                Wording.sentence(for: .noneFree, resource: choice.group.names[language], language: language) + " "
                + said
        }
        guard !answer.alternatives.isEmpty else { return said }
        let offers = AlternativeService(snapshot: transaction, environment: environment, now: now)
        let offered = Wording.alternatives(
            answer.alternatives, names: try offers.names(of: answer.alternatives), language: language,
            zone: resource.rules(in: environment.zones))
        return offered.isEmpty ? said : said + " " + offered
    }

    /// The room's own calendar shows what it decided (PROTOCOLS, Rooms).
    func storeCopy(
        of view: CalendarObject, answers: ReplyAnswers, names: Set<String>, stored: StoredObject?, booking: Booking,
        resource: Resource
    ) throws {
        let context = try context(zone: resource.rules(in: environment.zones))
        let answered = ITIPBroker.setAnswers(answers, of: names, in: view, scheduleStatus: nil, context: context)
        var copy = ITIPBroker.roomCopy(of: answered, room: names, form: RoomCopyForm(resource.policy))
        if !resource.policy.copy.subject { copy.updateMain { $0.summary = nil } }
        // What takes no time for the organizer takes none of the room's.
        let said = answered.main
        copy.updateMain { component in
            let recurrenceID = component.first("RECURRENCE-ID")
            let own = said.first { $0.first("RECURRENCE-ID") == recurrenceID }
            if own?.transparent == true { component.transparent = true }
        }
        let home = CollectionID.calendar(of: .resource(resource.id))
        try transaction.put(
            try StoredObject(
                copy, name: stored?.name ?? copyNames[resource.id] ?? "\(booking.id).ics", collection: home,
                scheduleTag: try newScheduleTag(), zones: environment.zones, now: now))
        guard booking.companionOf == nil else { return }
        try ApprovalInbox(transaction: transaction, environment: environment, now: now)
            .refresh(booking, of: resource, copy: copy, names: names)
        try storeCompanionCopies(of: view, booking: booking, answers: answers, names: names)
    }

    /// A UID belongs to the organizer who first used it on the resource; to anybody else it says no, why, and nothing of
    /// the event that has it, and changes nothing.
    private func refuseUID(
        of held: Booking, _ messages: [ITIPMessage], to names: Set<String>, resource: Resource,
        in outcome: inout Outcome
    ) throws -> ResourceOutcome {
        let decision = BookingDecision(verdict: .declined, instances: [], reasons: [.notPermitted])
        let language = try language()
        let answers = ReplyAnswers(
            master: .declined,
            comment: Wording.sentence(
                for: .identifierInUse, resource: resource.names[language], language: language))
        if let object = outcome.object {
            outcome.object = ITIPBroker.setAnswers(
                answers, of: names, in: object, scheduleStatus: ScheduleStatus.success.code, context: try context())
        }
        if door == .caldav, let request = messages.last(where: { $0.method == .request }) {
            try ReplyDelivery(round: self, zone: resource.rules(in: environment.zones))
                .deliver(answers, of: request.recipient, to: request.object)
        }
        return ResourceOutcome(resource: resource, booking: held, decision: decision)
    }

    /// What a client wrote over the answers of resources that had nothing new to decide is put right.
    func repeatStandingAnswers(in outcome: inout Outcome, except routed: Set<String>) throws {
        guard let object = outcome.object, let uid = object.uid else { return }
        for attendee in object.attendees where !routed.contains(attendee.address.normalized) {
            guard attendee.scheduleAgent == .server else { continue }
            guard object.componentName == "VEVENT" else {
                switch try CalendarUser.find(attendee.address, in: transaction) {
                case .resource, .roomGroup, .group, .nobody:
                    withdrawAnswers(of: [attendee.address.normalized], in: &outcome)
                case .person, .outside: break
                }
                continue
            }
            let names: Set<String>
            let booking: Booking?
            let zone: ZoneRules?
            switch try CalendarUser.find(attendee.address, in: transaction) {
            case .resource(let resource):
                names = resource.addresses.union([attendee.address.normalized])
                booking = try transaction.booking(resource: resource.id, uid: uid)
                zone = resource.rules(in: environment.zones)
            case .roomGroup(let group):
                names = [attendee.address.normalized]
                booking = try chosen(of: group, uid: uid)
                zone = try booking.flatMap { try transaction.resource($0.resource) }?.rules(in: environment.zones)
            case .nobody, .group:
                withdrawAnswers(of: [attendee.address.normalized], in: &outcome)
                continue
            case .person, .outside:
                continue
            }
            if let booking, booking.state == .cancelled { continue }
            let isForeign = booking.map { $0.organizer.key != organizer.key } ?? false
            let answers =
                isForeign
                ? ReplyAnswers(master: .declined)
                : booking.flatMap { mapper.answers(of: $0) } ?? ReplyAnswers(master: .needsAction)
            let status = booking == nil ? ScheduleStatus.delivered : .success
            outcome.object = try outcome.object.map {
                ITIPBroker.setAnswers(
                    answers, of: names, in: $0, scheduleStatus: status.code, context: try context(zone: zone))
            }
        }
    }

    func newScheduleTag() throws -> String {
        Digest.hex(environment.randomBytes(8))
    }

    /// The organizer's language, else the site's.
    func language() throws -> Language {
        let own = try organizer.personID.flatMap { try transaction.person($0)?.language }
        return try (own ?? transaction.site()?.language).flatMap(Language.init(rawValue:)) ?? .fr
    }
}

extension RoomCopyForm {
    init(_ policy: BookingPolicy) {
        let rule = policy.copy
        self.init(
            keepsAttendees: rule.attendees, keepsAttachments: rule.attachments, keepsDescription: rule.description,
            pendingBlocks: policy.approval.pendingBlocks)
    }
}

extension CalendarObject {
    /// A room's copy shows by TRANSP whether the room is taken. Before a message is applied to it, it says again what
    /// the organizer had said, as the booking knows.
    mutating func restoreTransparency(of series: RecurrenceSet, zones: ZoneDatabase) {
        let overrides = series.overrides.map { (id: $0.recurrenceID.instant(in: series.zone), override: $0) }
        let blocks = Dictionary(overrides.map { ($0.id, $0.override.blocks) }, uniquingKeysWith: { $1 })
        let futures = overrides.filter(\.override.thisAndFuture).sorted { $0.id < $1.id }
        let object = self
        updateMain { component in
            var isBlocking = series.blocks
            if let id = try? component.eventTime("RECURRENCE-ID", in: object, zones: zones)?.instant(in: series.zone) {
                // An override that is only there for an answer says what its series says from there on.
                isBlocking = blocks[id] ?? futures.last { $0.id <= id }?.override.blocks ?? series.blocks
            }
            component.transparent = !isBlocking
        }
    }

    /// A copy says by TRANSP what the organizer says, whatever its owner had there before.
    mutating func takeTransparency(of sent: CalendarObject) {
        let said = sent.main
        updateMain { component in
            let recurrenceID = component.first("RECURRENCE-ID")
            guard let own = said.first(where: { $0.first("RECURRENCE-ID") == recurrenceID }) else { return }
            component.transparent = own.transparent
        }
    }
}
