/// The rules by which a resource answers, resolved: every field has its value.
///
/// Only rules that the engine serves have a field or a case. Approval (`acceptIfFree`, `declineIfBusy`, `manual`,
/// `externalOrganizers: approve`), quotas, check-in and the waitlist come later; until then their names are refused
/// when a policy is read (``AutoSchedule/init(policyValue:)``, ``ExternalOrganizers/init(policyValue:)``), never read
/// as another rule.
public struct BookingPolicy: Hashable, Sendable {
    public var autoSchedule = AutoSchedule.automatic
    /// True: conflicts are noted in the answer and never a reason to decline.
    public var allowConflicts = false
    public var allowRecurring = true
    /// Percent of a series' instances that may conflict, 0…100.
    public var conflictPercentageAllowed = 50
    /// Instances of a series that may conflict.
    public var maximumConflictInstances = 8
    /// Seconds from now within which a booking must end; nil: no limit.
    public var bookingWindow: Int64? = BookingPolicy.defaultBookingWindow
    /// True: a series that runs past the booking window is declined. False: its later instances are decided in their
    /// time.
    public var enforceSchedulingHorizon = false
    /// Seconds between the decision and an instance's start.
    public var minimumNotice: Int64 = 0
    /// Seconds, each instance.
    public var minimumDuration: Int64 = 0
    /// Seconds, each instance; nil: no limit.
    public var maximumDuration: Int64? = 86_400
    public var openingHoursOnly = false
    public var enforceCapacity = CapacityRule.warn
    public var externalOrganizers = ExternalOrganizers.decline
    public var privacy = Privacy.busy
    public var copy = CopyRule()

    /// 400 days.
    public static let defaultBookingWindow: Int64 = 400 * 86_400

    public init() {}

    /// - Throws: the first field whose value has no meaning.
    public func validate() throws(BookingPolicyError) {
        if !(0...100).contains(conflictPercentageAllowed) {
            throw .outOfRange(field: "conflictPercentageAllowed", allowed: "0…100")
        }
        if maximumConflictInstances < 0 { throw .outOfRange(field: "maximumConflictInstances", allowed: "0 or more") }
        let hundredYears: Int64 = 100 * 366 * 86_400
        let seconds: [(String, Int64?)] = [
            ("bookingWindow", bookingWindow), ("minimumNotice", minimumNotice), ("minimumDuration", minimumDuration),
            ("maximumDuration", maximumDuration),
        ]
        for (field, value) in seconds where !(0...hundredYears).contains(value ?? 0) {
            throw .outOfRange(field: field, allowed: "0 to 100 years")
        }
        if let maximumDuration, maximumDuration < minimumDuration {
            throw .outOfRange(field: "maximumDuration", allowed: "at least minimumDuration")
        }
    }
}

/// How a resource answers by itself.
public enum AutoSchedule: String, Hashable, Codable, Sendable, CaseIterable {
    /// Accepts when free, declines when busy.
    case automatic
    /// Accepts also when busy; the other rules hold, conflicts are noted.
    case acceptAlways
    case declineAlways

    /// - Throws: `unsupported` for a mode that needs approval, `unknown` for any other word.
    public init(policyValue: String) throws(BookingPolicyError) {
        if let value = AutoSchedule(rawValue: policyValue) {
            self = value
        } else if ["acceptIfFree", "declineIfBusy", "manual"].contains(policyValue) {
            throw .unsupported(field: "autoSchedule", value: policyValue)
        } else {
            throw .unknown(field: "autoSchedule", value: policyValue)
        }
    }
}

/// What happens to a request of an organizer from outside.
public enum ExternalOrganizers: String, Hashable, Codable, Sendable, CaseIterable {
    case accept, decline

    /// - Throws: `unsupported` for `approve` and `ignore`, `unknown` for any other word.
    public init(policyValue: String) throws(BookingPolicyError) {
        if let value = ExternalOrganizers(rawValue: policyValue) {
            self = value
        } else if ["approve", "ignore"].contains(policyValue) {
            throw .unsupported(field: "externalOrganizers", value: policyValue)
        } else {
            throw .unknown(field: "externalOrganizers", value: policyValue)
        }
    }
}

/// What more people than the resource holds means.
public enum CapacityRule: String, Hashable, Codable, Sendable, CaseIterable {
    case off, warn, decline
}

/// What others see of a booking.
public enum Privacy: String, Hashable, Codable, Sendable, CaseIterable {
    case full, organizer, busy
}

/// What the resource's own copy of an event keeps.
public struct CopyRule: Hashable, Codable, Sendable {
    public var subject = true
    public var description = true
    public var attachments = false
    public var attendees = true

    public init() {}
}

/// Why a policy cannot be used.
public enum BookingPolicyError: Error, Hashable, Sendable, CustomStringConvertible {
    case outOfRange(field: String, allowed: String)
    /// The rule is known and not served by this version.
    case unsupported(field: String, value: String)
    case unknown(field: String, value: String)

    public var description: String {
        switch self {
        case .outOfRange(let field, let allowed): "\(field) must be \(allowed)"
        case .unsupported(let field, let value): "\(field): \(value) is not served by this version"
        case .unknown(let field, let value): "\(field): unknown value \(value)"
        }
    }
}
