/// What sort of thing is booked.
public enum ResourceKind: String, Hashable, Codable, Sendable, CaseIterable {
    case room, equipment, vehicle, workspace
}

/// A thing that can be booked, with its resolved policy.
public struct Resource: Hashable, Codable, Sendable {
    public var id: ResourceID
    public var kind: ResourceKind
    public var names: LocalizedText
    /// The calendar address, lower case, without `mailto:`.
    public var address: String
    public var aliases: [String]
    public var site: String?
    public var building: String?
    public var floor: String?
    /// People that it holds.
    public var capacity: Int?
    /// Identical units; one booking takes one or more of them.
    public var units: Int
    public var features: [String]
    /// IANA name of the zone in which floating and all-day times, opening hours and closures are read.
    public var zone: String
    public var stepFree: Bool
    /// Nil: always open.
    public var openingHours: OpeningHours?
    public var closures: [Closure]
    /// Seconds needed before each booking.
    public var setup: Int64
    /// Seconds needed after each booking.
    public var teardown: Int64
    /// The pieces of a divisible resource: booking the whole blocks them and each of them blocks the whole.
    public var parts: [ResourceID]
    public var companions: [Companion]
    /// Ids of people and of groups.
    public var managers: [String]
    public var description: LocalizedText?
    public var calendarName: LocalizedText?
    /// The shared policy that `policy` was resolved from.
    public var policyName: String?
    /// Which version of it.
    public var policyVersion: Int64?
    /// What it changes of that policy.
    public var policyOverrides: PolicyOverrides
    /// The rules as they hold, shared ones and overrides together.
    public var policy: BookingPolicy
    public var disabled: Bool

    public init(
        id: ResourceID, kind: ResourceKind = .room, names: LocalizedText, address: String, aliases: [String] = [],
        site: String? = nil, building: String? = nil, floor: String? = nil, capacity: Int? = nil, units: Int = 1,
        features: [String] = [], zone: String, stepFree: Bool = false, openingHours: OpeningHours? = nil,
        closures: [Closure] = [], setup: Int64 = 0, teardown: Int64 = 0, parts: [ResourceID] = [],
        companions: [Companion] = [], managers: [String] = [], description: LocalizedText? = nil,
        calendarName: LocalizedText? = nil, policyName: String? = nil, policyVersion: Int64? = nil,
        policyOverrides: PolicyOverrides = PolicyOverrides(), policy: BookingPolicy = BookingPolicy(),
        disabled: Bool = false
    ) {
        self.id = id
        self.kind = kind
        self.names = names
        self.address = address
        self.aliases = aliases
        self.site = site
        self.building = building
        self.floor = floor
        self.capacity = capacity
        self.units = units
        self.features = features
        self.zone = zone
        self.stepFree = stepFree
        self.openingHours = openingHours
        self.closures = closures
        self.setup = setup
        self.teardown = teardown
        self.parts = parts
        self.companions = companions
        self.managers = managers
        self.description = description
        self.calendarName = calendarName
        self.policyName = policyName
        self.policyVersion = policyVersion
        self.policyOverrides = policyOverrides
        self.policy = policy
        self.disabled = disabled
    }
}
