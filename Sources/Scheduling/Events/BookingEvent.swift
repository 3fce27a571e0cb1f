public import BookingCore
public import CalendarTime

/// Something that happened to a booking, as displays and subscribers are told of it. Ids only: what may be said of the
/// booking depends on who is told.
public struct BookingEvent: Hashable, Sendable {
    /// Its place among all, in the order of the commits; never used again. Set by the store on append; 0 before.
    public var position: Int64
    public var resource: ResourceID
    /// The resource's change number after it.
    public var number: Int64
    public var booking: BookingID
    public var action: AuditRecord.Action
    public var at: Instant

    public init(
        position: Int64 = 0, resource: ResourceID, number: Int64, booking: BookingID, action: AuditRecord.Action,
        at: Instant
    ) {
        self.position = position
        self.resource = resource
        self.number = number
        self.booking = booking
        self.action = action
        self.at = at
    }

    /// `booking.created`, `booking.checkedIn`.
    public var type: String { action.eventType ?? "booking" }

    /// Every type that there is.
    public static var types: [String] { AuditRecord.Action.allCases.compactMap(\.eventType) }
}

/// Which events are remembered.
public struct EventBounds: Hashable, Sendable {
    /// Events up to this position are forgotten.
    public var forgotten: Int64
    /// The newest.
    public var last: Int64

    public init(forgotten: Int64, last: Int64) {
        self.forgotten = forgotten
        self.last = last
    }
}

extension AuditRecord.Action {
    /// Nil where it is not about a booking.
    var eventType: String? {
        guard rawValue.hasPrefix("booking") else { return nil }
        let word = rawValue.dropFirst("booking".count)
        return "booking." + word.prefix(1).lowercased() + word.dropFirst()
    }
}

extension BookingTransaction {
    /// Writes a change of a booking down: its audit record, the event, and what is sent to those who subscribed. All of it
    /// commits with the change or not at all. To be called when the booking is saved.
    func record(_ record: AuditRecord) throws {
        try append(record)
        guard let resource = record.resource, let booking = record.booking else { return }
        let event = BookingEvent(
            resource: resource, number: try changeNumber(of: resource), booking: booking, action: record.action,
            at: record.at)
        try append(event)
        try WebhookOutbox(transaction: self).append(event)
    }
}
