public import CalendarTime

/// Messages to send and answers to repeat, read.
public protocol OutboxReading {
    /// The oldest entries not yet sent.
    func pendingOutbox(limit: Int) throws -> [OutboxEntry]

    func storedAnswer(personID: String, key: String) throws -> StoredAnswer?
}

/// Messages to send and answers to repeat, written.
public protocol OutboxWriting: OutboxReading {
    func append(_ entry: OutboxEntry) throws

    func removeOutbox(_ id: Int64) throws

    func keep(_ answer: StoredAnswer) throws

    /// Forgets answers made before `instant`.
    func dropAnswers(before instant: Instant) throws
}
