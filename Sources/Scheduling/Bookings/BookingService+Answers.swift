import BookingCore
import CalendarTime

/// How a round of booking is carried out and answered.
extension BookingService {
    /// A round that is carried out by one transaction.
    struct PlannedRound: Sendable {
        let round: BookingRound
        let body: @Sendable (BookingRound, any BookingTransaction) throws -> BookingRound.Outcomes

        /// The requests of one person do not pass each other.
        var keys: Set<LockKey> { [.collection(.calendar(of: round.principal.id))] }
    }

    func planned(
        as principal: Principal, door: Door,
        _ body: @escaping @Sendable (BookingRound, any BookingTransaction) throws -> BookingRound.Outcomes
    ) -> PlannedRound {
        PlannedRound(
            round: BookingRound(environment: environment, now: environment.now(), principal: principal, door: door),
            body: body)
    }

    /// Thrown to undo what a dry run did.
    private struct DryRun: Error {
        let answer: BookingAnswer
    }

    func decide(_ planned: PlannedRound, dryRun: Bool) async throws -> BookingAnswer {
        let (round, principal) = (planned.round, planned.round.principal)
        do {
            return try await store.withTransaction(locking: planned.keys) { transaction in
                let answer = try answer(planned.body(round, transaction), principal, in: transaction)
                if dryRun { throw DryRun(answer: answer) }
                return answer
            }
        } catch let refused as RefusedRound {
            if !dryRun { await keep(refused) }
            return try await refusal(refused)
        } catch let run as DryRun {
            return run.answer
        }
    }

    /// The first answer is stored by the transaction that it tells of; a refusal, which stores nothing, by one of its own.
    func decide(_ planned: PlannedRound, keeping: AnswerKeeping) async throws -> WrittenAnswer {
        let (round, principal, now) = (planned.round, planned.round.principal, planned.round.now)
        @Sendable func repeated(_ transaction: any BookingTransaction) throws -> WrittenAnswer? {
            try keeping.repeated(in: transaction, of: principal, now: now) {
                try answer($0, principal, in: transaction)
            }
        }
        do {
            return try await store.withTransaction(locking: planned.keys) { transaction in
                if let written = try repeated(transaction) { return written }
                let answer = try answer(planned.body(round, transaction), principal, in: transaction)
                return try keeping.keep(answer, in: transaction, of: principal, now: now)
            }
        } catch let refused as RefusedRound {
            await keep(refused)
            let answer = try await refusal(refused)
            return try await store.withTransaction(locking: planned.keys) { transaction in
                try repeated(transaction) ?? keeping.keep(answer, in: transaction, of: principal, now: now)
            }
        }
    }

    private func refusal(_ refused: RefusedRound) async throws -> BookingAnswer {
        let names = try await store.withSnapshot { try Self.names(in: refused.items, $0) }
        return .refused(
            BookingRefusal(
                items: refused.items.compactMap { item in
                    item.decision.map {
                        BookingRefusal.Item(
                            resource: item.resource, decision: $0, alternatives: item.alternatives, names: names)
                    }
                }))
    }

    private func answer(
        _ outcomes: BookingRound.Outcomes, _ principal: Principal, in snapshot: any BookingSnapshot
    ) throws -> BookingAnswer {
        let names = try Self.names(in: outcomes, snapshot)
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
