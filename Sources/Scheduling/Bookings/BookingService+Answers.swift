import BookingCore
import CalendarTime

/// How a round of booking is carried out and answered.
extension BookingService {
    /// What one transaction carries out.
    struct PlannedAct: Sendable {
        let principal: Principal
        let now: Instant
        var keys: Set<LockKey> = []
        /// Whether a refusal is recorded, and answered with what could be had instead.
        var isRequest = false
        let body: @Sendable (any BookingTransaction) throws -> BookingAnswer
    }

    /// The requests of one person do not pass each other.
    static func key(of principal: Principal) -> LockKey { .collection(.calendar(of: principal.id)) }

    func planned(
        as principal: Principal, door: Door,
        _ body: @escaping @Sendable (BookingRound, any BookingTransaction) throws -> BookingRound.Outcomes
    ) -> PlannedAct {
        let now = environment.now()
        let round = BookingRound(environment: environment, now: now, principal: principal, door: door)
        return PlannedAct(
            principal: principal, now: now, keys: [Self.key(of: principal)], isRequest: true
        ) { transaction in try answer(body(round, transaction), principal, in: transaction) }
    }

    /// Thrown to undo what a dry run did.
    private struct DryRun: Error {
        let answer: BookingAnswer
    }

    func decide(_ planned: PlannedAct, dryRun: Bool = false) async throws -> BookingAnswer {
        do {
            return try await store.withTransaction(locking: planned.keys) { transaction in
                let answer = try planned.body(transaction)
                if dryRun { throw DryRun(answer: answer) }
                return answer
            }
        } catch let refused as RefusedRound {
            if planned.isRequest, !dryRun { await keep(refused) }
            return try await refusal(refused, offers: planned.isRequest)
        } catch let run as DryRun {
            return run.answer
        }
    }

    /// The first answer is stored by the transaction that it tells of; a refusal, which stores nothing, by one of its own.
    func decide(_ planned: PlannedAct, keeping: AnswerKeeping) async throws -> WrittenAnswer {
        let (principal, now) = (planned.principal, planned.now)
        let keys = planned.keys.union([Self.key(of: principal)])
        do {
            return try await store.withTransaction(locking: keys) { transaction in
                if let written = try repeated(keeping, in: transaction, of: principal, now: now) { return written }
                return try keeping.keep(try planned.body(transaction), in: transaction, of: principal, now: now)
            }
        } catch let refused as RefusedRound {
            if planned.isRequest { await keep(refused) }
            let answer = try await refusal(refused, offers: planned.isRequest)
            return try await keep(answer, keeping, of: principal, now: now)
        }
    }

    /// Keeps an answer in a transaction of its own, unless there is an earlier one.
    func keep(
        _ answer: BookingAnswer, _ keeping: AnswerKeeping, of principal: Principal, now: Instant
    ) async throws -> WrittenAnswer {
        try await store.withTransaction(locking: [Self.key(of: principal)]) { transaction in
            try repeated(keeping, in: transaction, of: principal, now: now)
                ?? keeping.keep(answer, in: transaction, of: principal, now: now)
        }
    }

    func repeated(
        _ keeping: AnswerKeeping, in transaction: any BookingTransaction, of principal: Principal, now: Instant
    ) throws -> WrittenAnswer? {
        try keeping.repeated(in: transaction, of: principal, now: now) { try answer($0, principal, in: transaction) }
    }

    private func refusal(_ refused: RefusedRound, offers: Bool) async throws -> BookingAnswer {
        let names = try await store.withSnapshot { try Self.names(in: refused.items, $0) }
        return .refused(
            BookingRefusal(
                items: refused.items.compactMap { item in
                    item.decision.map {
                        BookingRefusal.Item(
                            resource: item.resource, decision: $0, alternatives: offers ? item.alternatives : [],
                            names: names)
                    }
                }))
    }

    private func answer(
        _ outcomes: BookingRound.Outcomes, _ principal: Principal, in snapshot: any BookingSnapshot
    ) throws -> BookingAnswer {
        let names = try Self.names(in: outcomes, snapshot)
        let views = try outcomes.map { item in
            var view = try BookingView.make(
                of: item.booking, on: item.resource, for: principal, in: snapshot, decision: item.decision,
                zones: environment.zones)
            view.alternatives = item.alternatives
            view.names = names
            return view
        }
        if outcomes.contains(where: { $0.booking.state == .waitlisted }) { return .waitlisted(views) }
        return outcomes.contains { $0.booking.state == .tentative } ? .pending(views) : .booked(views)
    }

    /// Of the resources that the answers name besides their own.
    private static func names(
        in outcomes: BookingRound.Outcomes, _ snapshot: any BookingSnapshot
    ) throws -> [ResourceID: LocalizedText] {
        var names = try snapshot.relatedNames(of: outcomes.flatMap { $0.decision?.allReasons ?? [] })
        for id in outcomes.flatMap(\.alternatives).map(\.resource) where names[id] == nil {
            names[id] = try snapshot.resource(id)?.names
        }
        return names
    }
}
