import BookingCore
import CalendarTime
import ICalendar
import Wording

/// A manager's answer by their own calendar client: the resource's PARTSTAT, changed in the resource's calendar or in
/// the request that lies in the manager's inbox or in the resource's. Nothing else may be changed there, but in events
/// of their own.
extension ImplicitScheduler {
    private typealias Answer = (recurrenceID: Instant?, status: ParticipationStatus, comment: String?)

    /// - Returns: nil where the member is no such request.
    func answer(
        _ object: CalendarObject, name: String, in id: CollectionID, if preconditions: WritePreconditions
    ) throws -> PutResult? {
        let known: Booking?
        switch id.owner {
        case .resource(let resource) where id == .inbox(of: id.owner):
            let asked = try ApprovalInbox.booking(named: name).flatMap { try transaction.booking($0) }
            known = asked?.resource == resource ? asked : nil
        case .resource(let resource):
            guard id == .calendar(of: id.owner), let member = try transaction.object(name, in: id) else { return nil }
            known = try transaction.booking(resource: resource, uid: member.uid)
        case .person:
            guard id == .inbox(of: id.owner), id.owner == principal.id else { return nil }
            known = try ApprovalInbox.booking(named: name).flatMap { try transaction.booking($0) }
        case .group, .roomGroup:
            return nil
        }
        guard let booking = known, let resource = try transaction.resource(booking.resource) else { return nil }
        try transaction.refuseCompanion(booking.id, for: principal)
        guard let member = try transaction.object(name, in: id) else {
            guard ApprovalInbox.decides(resource, principal) else { return nil }
            // The request is answered already, by this manager or by another one.
            try preconditions.check(nil)
            if let copy = try copy(saying: object, of: booking, on: resource) {
                return PutResult(object: copy, created: false, storedAsSent: false)
            }
            throw SchedulingError.wrongState(booking.state(at: now))
        }
        _ = try CalendarService.writable(id, as: principal, in: transaction)
        try preconditions.check(member)
        try transaction.require([.resource(resource.id), .collection(id)])
        if PastRetention(environment, now: now)?.covers(booking) == true {
            return PutResult(object: member, created: false, storedAsSent: false)
        }
        let isOwn = booking.organizer.personID == principal.person.id && id == .calendar(of: .resource(resource.id))
        let object = isOwn ? try completed(object, like: member, of: resource) : object
        let answers: [Answer]
        do {
            answers = try self.answers(in: object, to: member, of: resource)
        } catch SchedulingError.attendeeChangeNotAllowed where isOwn {
            return try change(object, of: member, on: resource)
        }
        guard !answers.isEmpty else {
            // The same once more, or a client's own alarms, stamps and colours, which are no part of the resource's
            // copy: nothing is stored, and nothing is wrong.
            return PutResult(object: member, created: false, storedAsSent: false)
        }
        try carryOut(answers, on: booking)
        // What stands there now; an answered request is gone from the inbox.
        return PutResult(
            object: try transaction.object(name, in: id) ?? member, created: false, storedAsSent: false)
    }

    /// What the manager says, for the whole (nil) or for instances.
    private func answers(
        in object: CalendarObject, to member: StoredObject, of resource: Resource
    ) throws -> [Answer] {
        var old = try member.parsed()
        old.method = nil
        var object = object
        object.updateMain { component in
            // The server answers for its resources, whatever a client writes there, and once.
            guard var organizer = component.first("ORGANIZER") else { return }
            organizer[parameter: "SCHEDULE-AGENT"] = nil
            organizer[parameter: "SCHEDULE-FORCE-SEND"] = nil
            component.set(organizer)
        }
        let names = try resource.names(in: old, transaction)
        let zone = resource.rules(in: environment.zones)
        let context = ITIPContext(now: now, zones: environment.zones, defaultZone: zone)
        let change: AttendeeChange
        do {
            change = try ITIPBroker.attendeeReply(from: old, to: object, attendee: names, context: context)
        } catch {
            throw SchedulingError(error)
        }
        let known = Set(old.main.flatMap { $0.all("COMMENT").map(\.text) })
        return try change.messages.compactMap { message in
            guard let component = message.object.main.first, let status = component.attendee(names)?.participationStatus
            else { return nil }
            let recurrenceID = try component.eventTime("RECURRENCE-ID", in: message.object, zones: environment.zones)
            // The manager's word stands beside the server's, or in its place.
            let sent = object.main.first { $0.first("RECURRENCE-ID") == component.first("RECURRENCE-ID") }
            let comments = (sent?.all("COMMENT") ?? []).map(\.text) + [component.first("COMMENT")?.text ?? ""]
            let comment = comments.first { !known.contains($0) && !$0.isEmpty }
            return (recurrenceID?.instant(in: zone), status, comment)
        }
    }

    /// The resource's copy, where it says already what was sent about a request that is decided: the same word given
    /// twice.
    private func copy(saying sent: CalendarObject, of booking: Booking, on resource: Resource) throws -> StoredObject? {
        let calendar = CollectionID.calendar(of: .resource(resource.id))
        try transaction.require([.collection(calendar)])
        guard var stored = try transaction.object(uid: booking.uid, in: calendar) else { return nil }
        let copy = try stored.parsed()
        let names = try resource.names(in: copy, transaction)
        guard sent.uid == copy.uid, !sent.main.isEmpty else { return nil }
        for component in sent.main {
            let same = copy.main.first { $0.first("RECURRENCE-ID")?.value == component.first("RECURRENCE-ID")?.value }
            guard let same, let answer = same.attendee(names)?.participationStatus,
                answer == component.attendee(names)?.participationStatus,
                answer == .accepted || answer == .declined, same.first("DTSTART") == component.first("DTSTART"),
                same.first("RRULE")?.value == component.first("RRULE")?.value
            else { return nil }
        }
        stored.scheduleTag = nil
        return stored
    }

    /// What is in the way of an approval.
    private func why(_ refused: RefusedRound) throws -> LocalizedText {
        func sentence(_ language: Language) throws -> String {
            try refused.items.compactMap { item -> String? in
                guard let decision = item.decision else { return nil }
                return Wording.sentence(
                    for: decision, resource: item.resource.names,
                    names: try transaction.relatedNames(of: decision.allReasons), language: language,
                    zone: item.resource.rules(in: environment.zones))
            }.joined(separator: " ")
        }
        return LocalizedText(fr: try sentence(.fr), en: try sentence(.en))
    }

    private func carryOut(_ answers: [Answer], on booking: Booking) throws {
        let approval = Approval(
            transaction: transaction, environment: environment, now: now, principal: principal, door: .caldav)
        let calendar = ResourceCalendar(
            transaction: transaction, environment: environment, now: now, principal: principal)
        let whole = answers.first { $0.recurrenceID == nil }
        if let whole {
            let comment = whole.comment.map { String($0.prefix(2_000)) }
            switch whole.status {
            case .accepted:
                do { _ = try approval.approve(booking.id, comment: comment) } catch let refused as RefusedRound {
                    // Nothing is free any more: the request stays as it is.
                    throw SchedulingError.cannotApprove(why: try why(refused))
                }
            case .declined where booking.state == .tentative:
                _ = try approval.decline(booking.id, comment: comment)
            case .declined where booking.state.holdsTime:
                _ = try calendar.decline(booking, door: .caldav, comment: comment, keepsCopy: true)
            default:
                throw SchedulingError.managersAnswer
            }
        }
        let single = answers.filter { $0.recurrenceID != nil && $0.status != whole?.status }
        guard !single.isEmpty else { return }
        guard single.allSatisfy({ $0.status == .declined }), let current = try transaction.booking(booking.id),
            current.state.holdsTime
        else { throw SchedulingError.managersAnswer }
        try calendar.decline(
            current, instances: single.compactMap(\.recurrenceID),
            comment: single.lazy.compactMap(\.comment).first.map { String($0.prefix(2_000)) })
    }
}
