/// Where something is.
public struct Place: Hashable, Sendable {
    public var site: String?
    public var building: String?
    public var floor: String?

    public init(site: String? = nil, building: String? = nil, floor: String? = nil) {
        self.site = site
        self.building = building
        self.floor = floor
    }

    public init(of resource: Resource) {
        self.init(site: resource.site, building: resource.building, floor: resource.floor)
    }

    /// How near the other place is, as far as both say.
    ///
    /// What neither says is the same: who has one site need not name it. A floor is the same in one building, a building
    /// on one site.
    public func nearness(to other: Place) -> Nearness {
        guard site == other.site else { return .elsewhere }
        if building == other.building {
            if floor != nil, floor == other.floor { return .sameFloor }
            if building != nil { return .sameBuilding }
        }
        return site != nil ? .sameSite : .elsewhere
    }
}

/// How near two places are, the nearest first.
public enum Nearness: String, Hashable, Comparable, Codable, Sendable, CaseIterable {
    case sameFloor, sameBuilding, sameSite
    /// On another site, or it is not known.
    case elsewhere

    private var rank: Int {
        switch self {
        case .sameFloor: 0
        case .sameBuilding: 1
        case .sameSite: 2
        case .elsewhere: 3
        }
    }

    public static func < (a: Nearness, b: Nearness) -> Bool { a.rank < b.rank }
}
