import BookingCore
import CalendarTime

/// How a door keeps its first answer to a request, so that the same request gets it again (QUALITY I4).
public struct AnswerKeeping: Sendable {
    public var token: IdempotencyToken
    /// Writes an answer as the client gets it. Pure: it may run more than once.
    public var writing: @Sendable (BookingAnswer) -> WrittenAnswer

    public init(token: IdempotencyToken, writing: @escaping @Sendable (BookingAnswer) -> WrittenAnswer) {
        self.token = token
        self.writing = writing
    }
}

/// An answer in the door's own form.
public struct WrittenAnswer: Hashable, Sendable {
    public var status: Int
    public var text: String

    public init(status: Int, text: String) {
        self.status = status
        self.text = text
    }
}

extension AnswerKeeping {
    /// Seconds for which an answer is kept.
    private static let lifetime: Int64 = 86_400

    /// What the request was answered the first time; nil: this is the first time, or it is too long ago.
    ///
    /// - Throws: ``SchedulingError/idempotencyMismatch`` where the key was used for another request.
    func repeated(
        in transaction: any BookingTransaction, of principal: Principal, now: Instant,
        _ answer: (BookingRound.Outcomes) throws -> BookingAnswer
    ) throws -> WrittenAnswer? {
        guard let kept = try transaction.storedAnswer(personID: principal.person.id, key: token.key),
            kept.createdAt > now.adding(-Self.lifetime)
        else { return nil }
        guard kept.requestDigest == token.requestDigest else { throw SchedulingError.idempotencyMismatch }
        if kept.status != 0 { return WrittenAnswer(status: kept.status, text: kept.body) }
        // Of an earlier version, which kept the bookings and no words.
        let outcomes = try kept.body.split(separator: " ").compactMap { BookingID(String($0)) }.compactMap {
            id -> OrganizerRound.ResourceOutcome? in
            guard let booking = try transaction.booking(id), let resource = try transaction.resource(booking.resource)
            else { return nil }
            return .init(resource: resource, booking: booking, decision: nil)
        }
        return writing(try answer(outcomes))
    }

    func keep(
        _ answer: BookingAnswer, in transaction: any BookingTransaction, of principal: Principal, now: Instant
    ) throws -> WrittenAnswer {
        let written = writing(answer)
        try transaction.dropAnswers(before: now.adding(-Self.lifetime))
        try transaction.keep(
            StoredAnswer(
                personID: principal.person.id, key: token.key, requestDigest: token.requestDigest,
                status: written.status, body: written.text, createdAt: now))
        return written
    }
}
