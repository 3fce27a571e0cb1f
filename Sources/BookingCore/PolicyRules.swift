/// Whom a rule is about: people and groups by their ids, or everybody.
public struct Audience: Hashable, Sendable {
    /// Anybody, also from outside.
    public var includesEveryone: Bool
    /// Anybody who has an account here.
    public var includesInternal: Bool
    /// Ids of people and of groups, which share one namespace.
    public var members: Set<String>

    public init(everyone: Bool = false, internal: Bool = false, members: Set<String> = []) {
        includesEveryone = everyone
        includesInternal = `internal`
        self.members = members
    }

    public static let everyone = Audience(everyone: true)
    public static let nobody = Audience()

    /// - Parameter words: ids, `everyone`, `internal`.
    public init(words: some Sequence<String>) {
        self.init()
        for word in words {
            switch word {
            case "everyone": includesEveryone = true
            case "internal": includesInternal = true
            default: members.insert(word)
            }
        }
    }

    /// As ``init(words:)`` reads them, in order.
    public var words: [String] {
        (includesEveryone ? ["everyone"] : []) + (includesInternal ? ["internal"] : []) + members.sorted()
    }

    /// - Parameter ids: the person's id with those of their groups; empty for somebody from outside.
    public func contains(_ ids: Set<String>, isInternal: Bool) -> Bool {
        includesEveryone || (includesInternal && isInternal) || !members.isDisjoint(with: ids)
    }
}

extension Audience: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(words: try decoder.singleValueContainer().decode([String].self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(words)
    }
}

/// How much one organizer may have of one resource.
public struct Quotas: Hashable, Codable, Sendable {
    /// Bookings with an instance that ends after now; a series counts once. Nil: no limit.
    public var futureBookings: Int?
    /// Seconds in one ISO week of the resource's zone. Nil: no limit.
    public var hoursPerWeek: Int64?

    public init(futureBookings: Int? = nil, hoursPerWeek: Int64? = nil) {
        self.futureBookings = futureBookings
        self.hoursPerWeek = hoursPerWeek
    }

    public var isEmpty: Bool { futureBookings == nil && hoursPerWeek == nil }
}

/// How requests that need somebody's answer are kept.
public struct ApprovalRule: Hashable, Codable, Sendable {
    /// Ids of people and groups, any one of whom decides. Empty: the resource's managers.
    public var managers: [String] = []
    /// True: a pending request keeps others out.
    public var pendingBlocks = true
    /// Seconds after which an unanswered request is declined; nil: it waits until its time has come.
    public var pendingExpiry: Int64? = 2 * 86_400

    public init() {}
}

/// Whether those who booked must say that they are there.
public struct CheckInRule: Hashable, Codable, Sendable {
    public var required = false
    /// Seconds before the start from which one may check in.
    public var before: Int64 = 900
    /// Seconds after the start until which one may check in.
    public var after: Int64 = 900
    /// True: an instance to which nobody checked in is released.
    public var autoRelease = true
    /// Instances longer than so many seconds need no check-in.
    public var exemptLongerThan: Int64?
    /// Bookings made less than so many seconds before the start need none.
    public var exemptBookedWithin: Int64?

    public init() {}
}

/// A resource that goes with another.
public struct Companion: Hashable, Codable, Sendable {
    public var resource: ResourceID
    /// True: booked with it, all or nothing. False: offered.
    public var isIncluded: Bool

    public init(_ resource: ResourceID, isIncluded: Bool = true) {
        self.resource = resource
        self.isIncluded = isIncluded
    }

    private enum CodingKeys: String, CodingKey { case resource, isIncluded }

    /// A bare id, as it was stored once, is offered.
    public init(from decoder: any Decoder) throws {
        if let id = try? decoder.singleValueContainer().decode(ResourceID.self) {
            self.init(id, isIncluded: false)
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(ResourceID.self, forKey: .resource),
            isIncluded: try container.decode(Bool.self, forKey: .isIncluded))
    }
}
