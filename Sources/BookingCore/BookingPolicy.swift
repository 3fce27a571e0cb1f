/// The rules by which a resource answers, resolved: every field has its value.
///
/// The names and their meanings are those of the policy table (BEHAVIOUR, The policy). A shared policy is a
/// ``NamedPolicy``; what a resource changes of it are ``PolicyOverrides``.
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
    /// Seconds, each instance, whole days by the wall clock.
    public var minimumDuration: Int64 = 0
    /// Seconds, each instance, whole days by the wall clock (RFC 5545 §3.3.6); nil: no limit.
    public var maximumDuration: Int64? = 86_400
    public var openingHoursOnly = false
    public var enforceCapacity = CapacityRule.warn
    /// Whose requests within the rules are decided at once.
    public var bookInPolicy = Audience.everyone
    /// Whose requests within the rules go to a manager.
    public var requestInPolicy = Audience.nobody
    /// Whose requests outside the rules go to a manager; those of others are declined.
    public var requestOutOfPolicy = Audience.nobody
    public var externalOrganizers = ExternalOrganizers.decline
    public var quotas = Quotas()
    public var approval = ApprovalRule()
    public var checkIn = CheckInRule()
    /// True: a request that is declined only because the time is taken waits for it.
    public var waitlist = false
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
            ("maximumDuration", maximumDuration), ("approval.pendingExpiry", approval.pendingExpiry),
            ("checkIn.before", checkIn.before), ("checkIn.after", checkIn.after),
            ("checkIn.exemptLongerThan", checkIn.exemptLongerThan),
            ("checkIn.exemptBookedWithin", checkIn.exemptBookedWithin), ("quotas.hoursPerWeek", quotas.hoursPerWeek),
        ]
        for (field, value) in seconds where !(0...hundredYears).contains(value ?? 0) {
            throw .outOfRange(field: field, allowed: "0 to 100 years")
        }
        if let maximumDuration, maximumDuration < minimumDuration {
            throw .outOfRange(field: "maximumDuration", allowed: "at least minimumDuration")
        }
        if let bookings = quotas.futureBookings, bookings < 0 {
            throw .outOfRange(field: "quotas.futureBookings", allowed: "0 or more")
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
    /// Accepts when free; a manager decides when busy.
    case acceptIfFree
    /// Declines when busy; a manager decides when free.
    case declineIfBusy
    /// A manager decides always.
    case manual

    /// - Throws: `unknown` for a word that is no mode.
    public init(policyValue: String) throws(BookingPolicyError) {
        guard let value = AutoSchedule(rawValue: policyValue) else {
            throw .unknown(field: "autoSchedule", value: policyValue)
        }
        self = value
    }
}

/// What happens to a request of an organizer from outside.
public enum ExternalOrganizers: String, Hashable, Codable, Sendable, CaseIterable {
    /// As anybody here.
    case accept
    /// A manager decides.
    case approve
    case decline
    /// Nothing is answered and nothing kept.
    case ignore

    /// - Throws: `unknown` for a word that is no rule.
    public init(policyValue: String) throws(BookingPolicyError) {
        guard let value = ExternalOrganizers(rawValue: policyValue) else {
            throw .unknown(field: "externalOrganizers", value: policyValue)
        }
        self = value
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
    case unknown(field: String, value: String)

    public var description: String {
        switch self {
        case .outOfRange(let field, let allowed): "\(field) must be \(allowed)"
        case .unknown(let field, let value): "\(field): unknown value \(value)"
        }
    }
}
