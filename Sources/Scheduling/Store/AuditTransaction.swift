public import BookingCore
public import CalendarTime

/// Decisions and audit, read.
public protocol AuditReading {
    /// The decisions about a booking, oldest first.
    func decisions(about booking: BookingID) throws -> [DecisionRecord]

    /// The newest `limit` audit records of a resource, newest first.
    func auditRecords(of resource: ResourceID, limit: Int) throws -> [AuditRecord]
}

/// Decisions and audit, appended.
public protocol AuditWriting: AuditReading {
    func append(_ record: DecisionRecord) throws

    func append(_ record: AuditRecord) throws
}
