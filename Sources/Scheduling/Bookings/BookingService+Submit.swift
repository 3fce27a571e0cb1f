public import BookingCore
public import CalendarTime
import Crypto
import ICalendar

extension BookingService {
    /// Books all the resources of the draft, or none.
    ///
    /// The organizer's event is written in the same transaction: into their calendar where they have one here, else it
    /// goes to them by the outbox.
    ///
    /// - Parameter dryRun: decides in the same way and stores nothing.
    public func submit(
        _ draft: BookingDraft, as principal: Principal, door: Door, dryRun: Bool = false,
        idempotency: IdempotencyToken? = nil
    ) async throws -> BookingAnswer {
        guard principal.allows(.writeBookings) else { throw SchedulingError.forbidden }
        try Self.validate(draft)
        let desk = BookingRound(environment: environment, now: environment.now(), principal: principal, door: door)
        return try await answer(locking: [.collection(.calendar(of: principal.id))], dryRun: dryRun, principal) {
            transaction in
            if let idempotency, let answered = try desk.repeatedAnswer(idempotency, in: transaction) { return answered }
            let outcome = try desk.submit(draft, in: transaction)
            if let idempotency, !dryRun { try desk.keep(outcome, under: idempotency, in: transaction) }
            return outcome
        }
    }

    /// Changes a booking; a refused change changes nothing.
    public func change(
        _ id: BookingID, _ change: BookingChange, ifMatch: String?, as principal: Principal, door: Door,
        dryRun: Bool = false
    ) async throws -> BookingAnswer {
        guard principal.allows(.writeBookings) else { throw SchedulingError.forbidden }
        let desk = BookingRound(environment: environment, now: environment.now(), principal: principal, door: door)
        return try await answer(locking: [], dryRun: dryRun, principal) { transaction in
            try desk.change(id, change, ifMatch: ifMatch, in: transaction)
        }
    }

    /// Cancels a booking, or one instance of it.
    ///
    /// For its organizer: where the resource is the only one invited, or several were booked as one, the event goes with it;
    /// else the resource is taken out of the event. For a manager of the resource: the resource declines.
    public func cancel(
        _ id: BookingID, instance recurrenceID: Instant?, ifMatch: String?, as principal: Principal, door: Door
    ) async throws -> BookingView {
        guard principal.allows(.writeBookings) else { throw SchedulingError.forbidden }
        let desk = BookingRound(environment: environment, now: environment.now(), principal: principal, door: door)
        let zones = environment.zones
        return try await store.withTransaction(locking: []) { transaction in
            let booking = try desk.cancel(id, instance: recurrenceID, ifMatch: ifMatch, in: transaction)
            guard let resource = try transaction.resource(booking.resource) else { throw SchedulingError.notFound }
            return BookingView.make(of: booking, on: resource, for: principal, description: nil, zones: zones)
        }
    }

    /// Thrown to undo what a dry run did.
    private struct DryRun: Error {
        let answer: [OrganizerRound.ResourceOutcome]
    }

    private func answer(
        locking keys: Set<LockKey>, dryRun: Bool, _ principal: Principal,
        _ body: @escaping @Sendable (any BookingTransaction) throws -> [OrganizerRound.ResourceOutcome]
    ) async throws -> BookingAnswer {
        let outcomes: [OrganizerRound.ResourceOutcome]
        do {
            outcomes = try await store.withTransaction(locking: keys) { transaction in
                let outcomes = try body(transaction)
                if dryRun { throw DryRun(answer: outcomes) }
                return outcomes
            }
        } catch let refused as RefusedRound {
            if !dryRun { await keep(refused) }
            let names = try await names(in: refused.items)
            return .refused(
                BookingRefusal(
                    items: refused.items.compactMap { item in
                        item.decision.map {
                            BookingRefusal.Item(
                                resource: item.resource, decision: $0, alternatives: item.alternatives, names: names)
                        }
                    }))
        } catch let run as DryRun {
            outcomes = run.answer
        }
        let names = try await names(in: outcomes)
        let views = outcomes.map { item in
            var view = BookingView.make(
                of: item.booking, on: item.resource, for: principal, description: nil, decision: item.decision,
                zones: environment.zones)
            view.alternatives = item.alternatives
            view.names = names
            return view
        }
        if outcomes.contains(where: { $0.booking.state == .waitlisted }) { return .waitlisted(views) }
        return outcomes.contains { $0.booking.state == .tentative } ? .pending(views) : .booked(views)
    }

    /// Of the resources that the answers name besides their own.
    private func names(in outcomes: [OrganizerRound.ResourceOutcome]) async throws -> [ResourceID: LocalizedText] {
        let reasons = outcomes.flatMap { $0.decision?.allReasons ?? [] }
        let offered = Set(outcomes.flatMap(\.alternatives).map(\.resource))
        guard !offered.isEmpty || reasons.contains(where: \.namesResource) else { return [:] }
        return try await store.withSnapshot { snapshot in
            var names = try snapshot.relatedNames(of: reasons)
            for id in offered where names[id] == nil { names[id] = try snapshot.resource(id)?.names }
            return names
        }
    }

    private static let titleLimit = 1_000
    private static let textLimit = 20_000

    private static func validate(_ draft: BookingDraft) throws(SchedulingError) {
        if draft.resources.isEmpty { throw .invalidField(name: "resources", problem: .empty) }
        if draft.resources.count > 50 { throw .invalidField(name: "resources", problem: .tooLong(limit: 50)) }
        if Set(draft.resources).count != draft.resources.count {
            throw .invalidField(name: "resources", problem: .duplicate)
        }
        if !(1...10_000).contains(draft.units) { throw .invalidField(name: "units", problem: .outOfRange) }
        try validate(people: draft.attendees, besides: draft.resources.count)
        try validate(recurrence: draft.recurrence, dates: draft.dates, excluded: draft.excluded)
        try validate(text: draft.title, name: "title", limit: titleLimit)
        try validate(text: draft.description, name: "description", limit: textLimit)
        try validate(text: draft.location, name: "location", limit: titleLimit)
        try validate(text: draft.uid, name: "uid", limit: 255)
        if let uid = draft.uid, uid.allSatisfy(\.isWhitespace) {
            throw .invalidField(name: "uid", problem: .empty)
        }
    }

    static func validate(_ change: BookingChange) throws(SchedulingError) {
        if let units = change.units, !(1...10_000).contains(units) {
            throw .invalidField(name: "units", problem: .outOfRange)
        }
        try validate(text: change.title, name: "title", limit: titleLimit)
        try validate(text: change.description, name: "description", limit: textLimit)
        try validate(text: change.location, name: "location", limit: titleLimit)
        try validate(people: change.attendees ?? [], besides: 1)
        try validate(
            recurrence: change.recurrence ?? [], dates: change.dates ?? [], excluded: change.excluded ?? [])
    }

    /// As many as an event may have (QUALITY, Limits), the resources among them.
    private static func validate(people: [String], besides resources: Int) throws(SchedulingError) {
        let limit = CalendarLimits.default.maximumAttendees - resources
        if people.count > limit { throw .invalidField(name: "attendees", problem: .tooLong(limit: limit)) }
        for address in people { try validate(address: address, name: "attendees") }
    }

    private static func validate(
        recurrence: [RecurrenceRule], dates: [EventTime], excluded: [EventTime]
    ) throws(SchedulingError) {
        for (name, count, limit) in [
            ("recurrence", recurrence.count, 50), ("dates", dates.count, InstanceLimit.expanded),
            ("excluded", excluded.count, InstanceLimit.expanded),
        ] where count > limit { throw .invalidField(name: name, problem: .tooLong(limit: limit)) }
    }

    static func validate(text: String?, name: String, limit: Int) throws(SchedulingError) {
        guard let text else { return }
        if text.utf8.count > limit { throw .invalidField(name: name, problem: .tooLong(limit: limit)) }
        let hasControl = text.unicodeScalars.contains { scalar in
            (scalar.value < 0x20 && scalar != "\n" && scalar != "\t") || scalar.value == 0x7F
        }
        if hasControl { throw .invalidField(name: name, problem: .malformed("control character")) }
    }

    static func validate(address: String, name: String) throws(SchedulingError) {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = address.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x7F && !"<>,;:\"\\".unicodeScalars.contains($0)
        }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, isPlain, address.utf8.count <= 254 else {
            throw .invalidField(name: name, problem: .malformed(address))
        }
    }
}
