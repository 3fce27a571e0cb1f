/// What a resource must have to serve a request.
public struct ResourceNeeds: Hashable, Sendable {
    /// Nil: any kind.
    public var kind: ResourceKind?
    /// How many people it must hold; nil: any number. A resource that does not say what it holds does not hold them.
    public var people: Int?
    /// Lower case.
    public var features: Set<String>
    public var stepFree: Bool
    /// Where it would best be.
    public var place: Place
    /// Nothing serves in its place: nobody says what it is for.
    var isUnique = false

    public init(
        kind: ResourceKind? = nil, people: Int? = nil, features: some Sequence<String> = [], stepFree: Bool = false,
        place: Place = Place()
    ) {
        self.kind = kind
        self.people = people
        self.features = Set(features.map { $0.lowercased() })
        self.stepFree = stepFree
        self.place = place
    }

    /// What stands in for `resource`: the same kind with every feature that it has, step-free where it is, for as many
    /// people.
    ///
    /// Nobody says which of a room's features they chose it for, so that none may be missing. People are those who come,
    /// or what the resource holds where at most the organizer is known to come: a large room for one person is asked for
    /// with others in mind. A resource that does not say how many it holds is replaced by any. Rooms, vehicles and
    /// workspaces are for what their kind says; equipment is for what its features say, and without any is not replaced.
    public init(standingInFor resource: Resource, people: Int?) {
        let known = people.flatMap { $0 > 1 ? $0 : nil }
        self.init(
            kind: resource.kind, people: resource.capacity.map { known ?? $0 }, features: resource.features,
            stepFree: resource.stepFree, place: Place(of: resource))
        isUnique = resource.kind == .equipment && resource.features.isEmpty
    }

    public func holdsPeople(_ resource: Resource) -> Bool {
        guard let people else { return true }
        return (resource.capacity ?? -1) >= people
    }

    /// True where nothing that is needed is missing; the place may be any.
    public func areMet(by resource: Resource) -> Bool {
        !isUnique && (kind == nil || resource.kind == kind) && holdsPeople(resource) && (resource.stepFree || !stepFree)
            && missingFeatures(of: resource) == 0
    }

    fileprivate func missingFeatures(of resource: Resource) -> Int {
        features.subtracting(resource.features.map { $0.lowercased() }).count
    }

    fileprivate func surplusFeatures(of resource: Resource) -> Int {
        Set(resource.features.map { $0.lowercased() }).subtracting(features).count
    }
}

/// In which order resources are tried.
public enum ResourceRanking: Hashable, Sendable {
    /// For an alternative: same floor, same building, same site, elsewhere; then the smallest; then by id.
    case nearestFirst
    /// For a group of which any may be taken: the smallest that holds the people; then the fewest features missing and
    /// the fewest that are not needed, so that equipped rooms stay for those who need them; then the nearest; then by id.
    /// Those that are not step-free where that is needed come after all that are, and after both those that are too
    /// small, the largest first.
    case bestFitFirst

    public func ranked(_ resources: some Sequence<Resource>, for needs: ResourceNeeds) -> [Resource] {
        resources.map { (resource: $0, rank: rank(of: $0, for: needs)) }
            .sorted {
                $0.rank == $1.rank ? $0.resource.id < $1.resource.id : $0.rank.lexicographicallyPrecedes($1.rank)
            }
            .map(\.resource)
    }

    private func rank(of resource: Resource, for needs: ResourceNeeds) -> [Int] {
        let nearness = needs.place.nearness(to: Place(of: resource))
        let distance = Nearness.allCases.firstIndex(of: nearness) ?? Nearness.allCases.count
        let capacity = resource.capacity ?? .max
        switch self {
        case .nearestFirst: return [distance, capacity]
        case .bestFitFirst:
            let holds = needs.holdsPeople(resource)
            return [
                holds ? 0 : 1, needs.stepFree && !resource.stepFree ? 1 : 0,
                holds ? capacity : -(resource.capacity ?? 0), needs.missingFeatures(of: resource),
                needs.surplusFeatures(of: resource), distance,
            ]
        }
    }
}
