/// What a resource changes of the policy that it shares; nil leaves a field as it is.
///
/// A limit that can be absent has two levels: nil is "as shared", `.some(nil)` is "no limit".
public struct PolicyOverrides: Hashable, Sendable {
    public var autoSchedule: AutoSchedule?
    public var allowConflicts: Bool?
    public var allowRecurring: Bool?
    public var conflictPercentageAllowed: Int?
    public var maximumConflictInstances: Int?
    public var bookingWindow: Int64??
    public var enforceSchedulingHorizon: Bool?
    public var minimumNotice: Int64?
    public var minimumDuration: Int64?
    public var maximumDuration: Int64??
    public var openingHoursOnly: Bool?
    public var enforceCapacity: CapacityRule?
    public var bookInPolicy: Audience?
    public var requestInPolicy: Audience?
    public var requestOutOfPolicy: Audience?
    public var externalOrganizers: ExternalOrganizers?
    public var quotas: Quotas?
    public var approval: ApprovalRule?
    public var checkIn: CheckInRule?
    public var waitlist: Bool?
    public var privacy: Privacy?
    public var copy: CopyRule?

    public init() {}

    public var isEmpty: Bool { self == PolicyOverrides() }

    public func applied(to shared: BookingPolicy) -> BookingPolicy {
        var policy = shared
        func put<Value>(_ value: Value?, _ path: WritableKeyPath<BookingPolicy, Value>) {
            if let value { policy[keyPath: path] = value }
        }
        put(autoSchedule, \.autoSchedule)
        put(allowConflicts, \.allowConflicts)
        put(allowRecurring, \.allowRecurring)
        put(conflictPercentageAllowed, \.conflictPercentageAllowed)
        put(maximumConflictInstances, \.maximumConflictInstances)
        put(bookingWindow, \.bookingWindow)
        put(enforceSchedulingHorizon, \.enforceSchedulingHorizon)
        put(minimumNotice, \.minimumNotice)
        put(minimumDuration, \.minimumDuration)
        put(maximumDuration, \.maximumDuration)
        put(openingHoursOnly, \.openingHoursOnly)
        put(enforceCapacity, \.enforceCapacity)
        put(bookInPolicy, \.bookInPolicy)
        put(requestInPolicy, \.requestInPolicy)
        put(requestOutOfPolicy, \.requestOutOfPolicy)
        put(externalOrganizers, \.externalOrganizers)
        put(quotas, \.quotas)
        put(approval, \.approval)
        put(checkIn, \.checkIn)
        put(waitlist, \.waitlist)
        put(privacy, \.privacy)
        put(copy, \.copy)
        return policy
    }

    /// What makes `policy` of `shared`: the fields that differ.
    public init(from shared: BookingPolicy, to policy: BookingPolicy) {
        func changed<Value: Equatable>(_ path: KeyPath<BookingPolicy, Value>) -> Value? {
            policy[keyPath: path] == shared[keyPath: path] ? nil : policy[keyPath: path]
        }
        autoSchedule = changed(\.autoSchedule)
        allowConflicts = changed(\.allowConflicts)
        allowRecurring = changed(\.allowRecurring)
        conflictPercentageAllowed = changed(\.conflictPercentageAllowed)
        maximumConflictInstances = changed(\.maximumConflictInstances)
        bookingWindow = changed(\.bookingWindow)
        enforceSchedulingHorizon = changed(\.enforceSchedulingHorizon)
        minimumNotice = changed(\.minimumNotice)
        minimumDuration = changed(\.minimumDuration)
        maximumDuration = changed(\.maximumDuration)
        openingHoursOnly = changed(\.openingHoursOnly)
        enforceCapacity = changed(\.enforceCapacity)
        bookInPolicy = changed(\.bookInPolicy)
        requestInPolicy = changed(\.requestInPolicy)
        requestOutOfPolicy = changed(\.requestOutOfPolicy)
        externalOrganizers = changed(\.externalOrganizers)
        quotas = changed(\.quotas)
        approval = changed(\.approval)
        checkIn = changed(\.checkIn)
        waitlist = changed(\.waitlist)
        privacy = changed(\.privacy)
        copy = changed(\.copy)
    }
}

/// A policy that resources share by its name.
public struct NamedPolicy: Hashable, Codable, Sendable {
    public var name: String
    /// Raised by each change; the first is 1.
    public var version: Int64
    public var policy: BookingPolicy

    public init(name: String, version: Int64 = 1, policy: BookingPolicy) {
        self.name = name
        self.version = version
        self.policy = policy
    }
}
