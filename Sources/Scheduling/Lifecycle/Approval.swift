import BookingCore
import CalendarTime
import ICalendar
import Wording

/// A manager's word on a request, inside one transaction, whichever way it came.
struct Approval {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant
    let principal: Principal
    let door: Door

    private var desk: ResourceDesk {
        ResourceDesk(
            transaction: transaction, environment: environment, now: now, door: door, requester: principal.person.id)
    }

    private var delivery: AnswerDelivery {
        AnswerDelivery(
            transaction: transaction, environment: environment, now: now, door: door,
            requester: principal.person.id)
    }

    /// Accepts the request as far as the time is free. Other requests for that time lose it, with their reason.
    ///
    /// - Throws: ``RefusedRound`` where nothing is free any more: nothing is changed then.
    func approve(_ id: BookingID, comment: String?) throws -> OrganizerRound.ResourceOutcome {
        let (known, resource) = try pending(id)
        let surroundings = try ResourceDesk.surroundings(of: resource, in: transaction)
        try transaction.require(try keys(toApprove: known, on: resource, among: surroundings))
        for neighbour in surroundings { try desk.rollWindow(of: neighbour, except: nil) }
        let previous = try transaction.booking(known.id) ?? known
        let context = try desk.context(of: previous, on: resource)
        let decision = BookingEngine.approve(previous, in: context, now: now)
        guard decision.isAccepted else {
            throw RefusedRound(items: [.init(resource: resource, booking: previous, decision: decision)])
        }
        var booking = previous
        booking.state = .confirmed
        booking.instances = decision.instances
        booking.decidedThrough = decision.decidedThrough
        booking.reasons = []
        booking.approvedAt = now
        booking.managerComment = comment
        booking.stamp = now
        booking.updatedAt = now
        let saved = try desk.save(booking, replacing: previous)
        try desk.note(decision, of: saved, replacing: previous, in: context, as: .bookingApproved, .approval)
        try tell(saved, on: resource, decision: decision, comment: comment)
        try displace(beside: saved, on: resource)
        return .init(resource: resource, booking: saved, decision: decision)
    }

    /// Refuses the request; what was accepted already is taken back by those who manage the resource.
    func decline(_ id: BookingID, comment: String?) throws -> OrganizerRound.ResourceOutcome {
        if let accepted = try transaction.booking(id), accepted.companionOf == nil,
            accepted.state == .confirmed || accepted.state == .checkedIn, accepted.state(at: now) != .ended,
            let resource = try transaction.resource(accepted.resource), AccessRights.manages(resource, principal)
        {
            let declined = try ResourceCalendar(
                transaction: transaction, environment: environment, now: now, principal: principal
            ).decline(accepted, door: door, comment: comment, keepsCopy: true)
            return .init(resource: resource, booking: declined, decision: nil)
        }
        let (previous, resource) = try pending(id)
        let surroundings = try ResourceDesk.surroundings(of: resource, in: transaction)
        try transaction.require(
            Set(surroundings.map { LockKey.resource($0.id) }).union(delivery.keys(for: previous, of: resource)))
        let refused = try desk.refuse(
            previous, on: resource, reasons: [.notApproved], comment: comment, as: .bookingNotApproved)
        let language = try delivery.language(of: refused)
        let why = Wording.sentence(
            for: Reason.notApproved, language: language, zone: resource.rules(in: environment.zones))
        try delivery.tell(refused, of: resource, comment: why + words(comment, resource, language))
        try GroupRefusal(desk: desk, delivery: delivery).refuseOthers(askedWith: refused, of: resource)
        return .init(resource: resource, booking: refused, decision: nil)
    }

    /// The request, where the principal may decide about it.
    private func pending(_ id: BookingID) throws -> (Booking, Resource) {
        guard let known = try transaction.booking(id), known.companionOf == nil,
            let resource = try transaction.resource(known.resource)
        else { throw SchedulingError.notFound }
        guard ApprovalInbox.decides(resource, principal) else {
            throw AccessRights.owns(known, principal) ? SchedulingError.forbidden : SchedulingError.notFound
        }
        try transaction.require([.resource(resource.id), .collection(.calendar(of: .resource(resource.id)))])
        let booking = try transaction.booking(id) ?? known
        guard booking.state == .tentative else { throw SchedulingError.wrongState(booking.state(at: now)) }
        return (booking, resource)
    }

    /// Whom an approval may concern: all who ask for the resource or for what it shares time with.
    private func keys(
        toApprove booking: Booking, on resource: Resource, among surroundings: [Resource]
    ) throws -> Set<LockKey> {
        var keys = try delivery.keys(for: booking, of: resource)
        for other in surroundings {
            keys.insert(.resource(other.id))
            for hold in try transaction.waiting(on: other.id) where hold.state == .tentative {
                guard let main = try hold.companionOf.map({ try transaction.booking($0) }) ?? hold,
                    let room = try transaction.resource(main.resource)
                else { continue }
                keys.formUnion(try delivery.keys(for: main, of: room))
            }
        }
        return keys
    }

    private func tell(
        _ booking: Booking, on resource: Resource, decision: BookingDecision, comment: String?
    ) throws {
        let language = try delivery.language(of: booking)
        var sentences = [
            Wording.sentence(for: LifecycleNote.approved, resource: resource.names[language], language: language)
        ]
        if decision.verdict == .partiallyAccepted || decision.decidedThrough != nil {
            sentences.append(
                InvitationMapper(zones: environment.zones, now: now)
                    .comment(on: decision, of: resource, language: language))
        }
        try delivery.tell(
            booking, of: resource,
            comment: sentences.joined(separator: " ") + words(comment, resource, language))
    }

    private func words(_ comment: String?, _ resource: Resource, _ language: Language) -> String {
        guard let comment, !comment.isEmpty else { return "" }
        return " "
            + Wording.sentence(for: .managerComment(comment), resource: resource.names[language], language: language)
    }
}

/// Requests that lose their time because another was approved.
extension Approval {
    private func displace(beside approved: Booking, on resource: Resource) throws {
        for other in try ResourceDesk.surroundings(of: resource, in: transaction) {
            let holds = try transaction.waiting(on: other.id).filter { hold in
                hold.state == .tentative && hold.id != approved.id && hold.companionOf != approved.id
            }
            guard !holds.isEmpty else { continue }
            let cause =
                try transaction.companions(of: approved.id).first { $0.resource == other.id } ?? approved
            let context = try desk.context(of: cause, on: other)
            for displaced in BookingEngine.displaced(by: cause, among: holds, in: context, now: now) {
                guard let previous = holds.first(where: { $0.id == displaced.id }) else { continue }
                try lose(displaced, previous: previous, on: other)
            }
        }
    }

    private func lose(_ displaced: Booking, previous: Booking, on resource: Resource) throws {
        guard let main = displaced.companionOf else {
            return try take(displaced, replacing: previous, on: resource)
        }
        // What goes with a room takes the room's request along.
        guard let whole = try transaction.booking(main), let room = try transaction.resource(whole.resource),
            whole.state == .tentative
        else { return }
        try transaction.require([.resource(room.id)])
        var next = whole
        for instance in displaced.instances {
            guard case .declined(let reasons) = instance.verdict,
                let index = next.instances.firstIndex(where: { $0.recurrenceID == instance.recurrenceID }),
                next.instances[index].verdict == .tentative
            else { continue }
            let conflicts = reasons.flatMap { reason -> [Conflict] in
                if case .conflict(let conflicts) = reason { conflicts } else { [] }
            }
            next.instances[index].verdict = .declined([.partInUse(resource.id, conflicts)])
        }
        if !next.instances.contains(where: \.takesTime), next.decidedThrough == nil {
            next.state = .declined
            next.reasons = displaced.reasons.map { reason in
                if case .conflict(let conflicts) = reason { .partInUse(resource.id, conflicts) } else { reason }
            }
        }
        try take(next, replacing: whole, on: room)
    }

    private func take(_ displaced: Booking, replacing previous: Booking, on resource: Resource) throws {
        var booking = displaced
        booking.stamp = now
        booking.updatedAt = now
        let context = try desk.context(of: previous, on: resource)
        let saved = try desk.save(booking, replacing: previous)
        let isDeclined = saved.state == .declined
        let decision = BookingDecision(
            verdict: isDeclined ? .declined : saved.state == .tentative ? .pending : .partiallyAccepted,
            instances: saved.instances, reasons: saved.reasons,
            decidedThrough: saved.decidedThrough)
        try desk.note(
            decision, of: saved, replacing: previous, in: context, as: isDeclined ? .bookingDeclined : .bookingChanged,
            .manager)
        let language = try delivery.language(of: saved)
        let zone = resource.rules(in: environment.zones)
        var sentences = [
            Wording.sentence(for: LifecycleNote.displaced, resource: resource.names[language], language: language)
        ]
        sentences += saved.reasons.map { Wording.sentence(for: $0, language: language, zone: zone) }
        try delivery.tell(saved, of: resource, comment: sentences.joined(separator: " "))
    }
}
