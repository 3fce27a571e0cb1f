import BookingCore
import CalendarTime
import Wording

extension ResourceDesk {
    /// Decides what the booking window has reached of series without end, oldest first, before anybody else can ask for
    /// those dates (BEHAVIOUR, Recurrence). Organizers are told of dates that are taken.
    ///
    /// - Parameter uid: of the event that is decided next: its organizer gets those answers with the others.
    /// - Returns: the series that were extended.
    @discardableResult
    func rollWindow(of resource: Resource, except uid: String?) throws -> [Booking] {
        let window = resource.policy.bookingWindow ?? BookingPolicy.defaultBookingWindow
        let horizon = min(now.adding(window), .maxDateTime)
        var due: [Booking] = []
        for open in try transaction.schedule(of: resource.id).openSeries
        where open.from < horizon && open.firstStart.map({ $0 < horizon }) ?? true {
            let next = open.series.instances(from: open.from).lazy.first { $0.range.end > open.from }
            // What goes with another booking goes on with it.
            guard next.map({ $0.range.end <= horizon }) ?? true, let booking = try transaction.booking(open.booking),
                booking.companionOf == nil
            else { continue }
            due.append(booking)
        }
        guard !due.isEmpty else { return [] }
        let delivery = AnswerDelivery(
            transaction: transaction, environment: environment, now: now, door: .server, requester: nil)
        try transaction.require(
            due.reduce(into: Set<LockKey>()) { keys, booking in
                keys.formUnion(try delivery.keys(for: booking, of: resource))
            })
        let extended = try due.compactMap { try extend($0, on: resource, except: uid) }
        return extended
    }

    private func extend(_ previous: Booking, on resource: Resource, except uid: String?) throws -> Booking? {
        // By itself, whoever's request made it look.
        let desk = ResourceDesk(
            transaction: transaction, environment: environment, now: now, door: .server, requester: nil)
        let context = try context(of: previous, on: resource)
        guard let decision = BookingEngine.extend(previous, in: context, now: now) else { return nil }
        var booking = previous
        booking.instances = decision.instances
        booking.decidedThrough = decision.decidedThrough
        // Of what is over already there is nothing to tell.
        let refused = previous.newlyDeclined(in: decision.instances).filter { $0.range.end > now }
        if !refused.isEmpty {
            booking.updatedAt = now
            booking.stamp = now
        }
        let saved = try desk.save(booking, replacing: previous)
        try desk.note(decision, of: saved, replacing: previous, in: context, as: .bookingExtended, .windowExtension)
        if !refused.isEmpty, booking.uid != uid {
            let delivery = AnswerDelivery(
                transaction: transaction, environment: environment, now: now, door: .server, requester: nil)
            let language = try delivery.language(of: saved)
            let zone = resource.rules(in: environment.zones)
            let dates = refused.prefix(Wording.namedDates).map {
                Wording.range($0.range, language: language, zone: zone)
            }
            let comment = Wording.sentence(
                for: .laterDatesRefused(dates: dates.joined(separator: " ; ")), resource: resource.names[language],
                language: language)
            try delivery.tell(saved, of: resource, comment: comment)
        }
        return saved
    }

    /// Keeps the decision and one audit record for a change that no event caused.
    func note(
        _ decision: BookingDecision, of booking: Booking, replacing previous: Booking, in context: EngineContext,
        as action: AuditRecord.Action, _ kind: DecisionBasis.Kind
    ) throws {
        try record(decision, of: booking, request(of: previous, on: context.resource), in: context, kind: kind)
        try audit(booking, as: action)
    }

    func audit(_ booking: Booking, as action: AuditRecord.Action) throws {
        try transaction.record(
            AuditRecord(
                at: now, actor: requester, door: door, action: action, resource: booking.resource,
                booking: booking.id))
    }

    /// The booking as it was asked for.
    func request(of booking: Booking, on resource: Resource) throws -> BookingRequest {
        var request = BookingRequest(
            booking: booking.id, resource: booking.resource, organizer: booking.organizer,
            isInternal: booking.organizer.personID != nil, units: booking.units,
            attendeeCount: booking.attendeeCount, series: booking.series, previous: booking)
        (request.organizerIDs, request.isManager) = try standing(of: booking.organizer, towards: resource)
        return request
    }
}

extension Booking {
    /// The instances that are declined in `later` and were not before.
    fileprivate func newlyDeclined(in later: [BookedInstance]) -> [BookedInstance] {
        let known = Set(instances.filter(\.isDeclined).map(\.recurrenceID))
        return later.filter { $0.isDeclined && !known.contains($0.recurrenceID) }
    }
}

extension BookedInstance {
    var isDeclined: Bool { if case .declined = verdict { true } else { false } }
}
