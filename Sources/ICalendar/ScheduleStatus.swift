/// SCHEDULE-STATUS and the code of REQUEST-STATUS: a status code of RFC 5545 §3.8.8.3 (RFC 6638 §7.3).
public struct ScheduleStatus: Hashable, Sendable, CustomStringConvertible {
    /// `2.0`, `3.7.1`, …
    public let code: String

    public init(_ code: String) {
        self.code = code
    }

    /// Sending is under way.
    public static let pending = ScheduleStatus("1.0")
    /// Sent, with no knowledge of its delivery.
    public static let sent = ScheduleStatus("1.1")
    /// Delivered.
    public static let delivered = ScheduleStatus("1.2")
    /// Delivered and answered.
    public static let success = ScheduleStatus("2.0")
    /// Nobody has this address.
    public static let invalidUser = ScheduleStatus("3.7")
    /// The organizer may not schedule with this attendee.
    public static let noAuthority = ScheduleStatus("3.8")
    /// Sending failed for good.
    public static let failed = ScheduleStatus("5.1")
    /// The attendee's scheduling is not reachable from here.
    public static let unsupported = ScheduleStatus("5.2")
    /// Refused by the other side.
    public static let refused = ScheduleStatus("5.3")

    public var description: String { code }
}
