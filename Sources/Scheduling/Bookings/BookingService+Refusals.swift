import BookingCore
import CalendarTime

extension BookingService {
    /// A refused request in JSON leaves no booking, and yet its decision is known to whoever asks what other rules would have
    /// answered. Changes of a booking are not kept so: its history tells how it became what it is.
    ///
    /// The same request that is refused again within an hour, as by a program that tries until it gets the room, is kept
    /// once. A record that cannot be written is no reason to give no answer.
    func keep(_ refused: RefusedRound) async {
        let records = refused.items.compactMap(\.record)
        guard !records.isEmpty else { return }
        let keys = Set(records.map { LockKey.resource($0.resource) })
        do {
            try await store.withTransaction(locking: keys) { transaction in
                for record in records {
                    let lately = try transaction.decisions(
                        since: record.decidedAt.adding(-3_600), on: [record.resource], after: nil, limit: 200)
                    if lately.contains(where: { $0.record.asksTheSame(as: record) }) { continue }
                    try transaction.append(record)
                }
            }
        } catch {
            return
        }
    }
}

extension DecisionRecord {
    fileprivate func asksTheSame(as other: DecisionRecord) -> Bool {
        requester == other.requester && door == other.door && verdict == other.verdict && series == other.series
            && units == other.units && reasons.map(\.code) == other.reasons.map(\.code)
    }
}
