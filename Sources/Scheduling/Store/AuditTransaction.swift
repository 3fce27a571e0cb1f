public import BookingCore
public import CalendarTime

/// Where a decision stands among all.
public struct DecisionPlace: Hashable, Sendable {
    public var decidedAt: Instant
    public var booking: BookingID
    /// 1 for the first decision about the booking.
    public var order: Int64

    public init(decidedAt: Instant, booking: BookingID, order: Int64) {
        self.decidedAt = decidedAt
        self.booking = booking
        self.order = order
    }
}

/// Decisions and audit, read.
public protocol AuditReading {
    /// The decisions about a booking, oldest first.
    func decisions(about booking: BookingID) throws -> [DecisionRecord]

    /// Decisions made at `since` or later, by time, then booking, then order; on these resources, or on all.
    ///
    /// - Parameter after: the last one of the page before.
    func decisions(
        since: Instant, on resources: [ResourceID]?, after: DecisionPlace?, limit: Int
    ) throws -> [(place: DecisionPlace, record: DecisionRecord)]

    /// The newest `limit` audit records of a resource, newest first, with people's own ids.
    func auditRecords(of resource: ResourceID, limit: Int) throws -> [AuditRecord]

    /// Audit records that match, newest first, with people's own ids (``AuditRecord/revealed(_:)``).
    ///
    /// - Parameter before: the last one of the page before.
    func auditEntries(_ query: AuditQuery, before: AuditPlace?, limit: Int) throws -> [AuditEntry]

    /// The records of a chain behind `order`, oldest first, as they are hashed (``AuditRecord/concealed(_:)``).
    func auditEntries(ofChain chain: String, after order: Int64, limit: Int) throws -> [AuditEntry]

    /// The names of all chains, also of those that only a root still knows, in their order.
    func auditChains() throws -> [String]

    /// The ends of the chains that grew since the last root, by chain.
    func unsealedAuditHeads() throws -> [AuditHead]

    func lastAuditRoot() throws -> AuditRoot?

    /// The first root whose number is larger.
    func auditRoot(after number: Int64) throws -> AuditRoot?
}

/// Decisions and audit, appended.
public protocol AuditWriting: AuditReading {
    func append(_ record: DecisionRecord) throws

    /// Appends to the chain of the record's resource, with its hash and with opaque ids of the people in it.
    func append(_ record: AuditRecord) throws

    /// Forgets which opaque id somebody has: the records of what they did, and of what concerned them, name nobody then.
    func forgetAuditID(of person: String) throws

    func append(_ root: AuditRoot) throws
}
