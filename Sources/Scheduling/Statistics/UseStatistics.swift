public import BookingCore
public import CalendarTime

/// How resources were used, in sums that tell nothing of single people.
public struct UseStatistics: Hashable, Sendable {
    /// Sums of what fewer people asked for are not told.
    public static let fewestPeople = 5

    public struct Use: Hashable, Sendable {
        public var bookings = 0
        public var instances = 0
        /// Seconds inside the window.
        public var seconds: Int64 = 0
        /// Instances that were given back because nobody came.
        public var noShows = 0
        /// The most instances at one time.
        public var peak = 0
    }

    /// Nil where too few people are behind it.
    public var total: Use?
    public var byResource: [(resource: ResourceID, use: Use?)]
    /// By the hour of the day in each resource's zone: taken seconds.
    public var byHour: [Int64]?

    public static func == (one: UseStatistics, two: UseStatistics) -> Bool {
        one.total == two.total && one.byHour == two.byHour
            && one.byResource.elementsEqual(two.byResource) { $0.resource == $1.resource && $0.use == $1.use }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(total)
        hasher.combine(byHour)
    }
}

extension BookingService {
    /// How the resources that the principal answers for were used; those of `resources`, or all of them.
    ///
    /// - Throws: ``SchedulingError/unknownResource(_:)`` for a resource that they do not answer for.
    public func statistics(
        of resources: [ResourceID]?, in window: TimeRange, as principal: Principal
    ) async throws -> UseStatistics {
        guard principal.mayRead else { throw SchedulingError.forbidden }
        return try await store.withSnapshot { [environment] snapshot in
            let managed = try snapshot.resources().filter { AccessRights.manages($0, principal) }
            if managed.isEmpty { throw SchedulingError.forbidden }
            let known = Set(managed.map(\.id))
            if let foreign = resources?.first(where: { !known.contains($0) }) {
                throw SchedulingError.unknownResource(foreign.rawValue)
            }
            let asked = resources.map { Set($0) } ?? known
            var sum = UseSum()
            var rows: [(ResourceID, UseStatistics.Use?)] = []
            for resource in managed where asked.contains(resource.id) {
                var own = UseSum()
                let zone = resource.rules(in: environment.zones)
                var query = BookingQuery(window: window, resources: [resource.id], includesInactive: true, limit: 500)
                while true {
                    let page = try snapshot.bookings(query)
                    for booking in page { own.add(booking, in: window, zone: zone) }
                    guard page.count == query.limit, let last = page.last else { break }
                    query.after = last.id
                }
                rows.append((resource.id, own.told))
                sum.add(own)
            }
            return UseStatistics(total: sum.told, byResource: rows.map { ($0.0, $0.1) }, byHour: sum.toldHours)
        }
    }
}

/// Adds up what happened, and knows how many people were behind it.
struct UseSum {
    private var use = UseStatistics.Use()
    private var people: Set<String> = []
    private var hours = [Int64](repeating: 0, count: 24)
    private var steps: [(at: Int64, change: Int)] = []

    mutating func add(_ booking: Booking, in window: TimeRange, zone: ZoneRules) {
        guard booking.companionOf == nil else { return }
        var counts = false
        for instance in booking.instances where instance.range.overlaps(window) {
            if instance.isNoShow(of: booking) {
                use.noShows += 1
                counts = true
            }
            guard instance.takesTime, booking.state.tookTime else { continue }
            let taken = instance.takenRange
            guard let range = TimeRange(checking: max(taken.start, window.start), end: min(taken.end, window.end)),
                !range.isEmpty
            else { continue }
            counts = true
            use.instances += 1
            use.seconds += range.duration
            steps.append((range.start.seconds, 1))
            steps.append((range.end.seconds, -1))
            spread(range, zone)
        }
        guard counts else { return }
        use.bookings += 1
        people.insert(booking.organizer.key)
    }

    private mutating func spread(_ range: TimeRange, _ zone: ZoneRules) {
        var at = range.start
        // A day and a bit is the longest that is told by the hour; what is longer fills every hour alike.
        let days = range.duration / 86_400
        if days > 0 { for hour in 0..<24 { hours[hour] += days * 3_600 } }
        let end = range.start.adding(range.duration % 86_400)
        while at < end {
            let civil = zone.civil(at: at).secondsSinceEpoch
            let inHour = ((civil % 3_600) + 3_600) % 3_600
            let next = min(end, at.adding(3_600 - inHour))
            hours[Int((((civil / 3_600) % 24) + 24) % 24)] += next.seconds - at.seconds
            at = next
        }
    }

    mutating func add(_ other: UseSum) {
        use.bookings += other.use.bookings
        use.instances += other.use.instances
        use.seconds += other.use.seconds
        use.noShows += other.use.noShows
        people.formUnion(other.people)
        steps += other.steps
        for hour in 0..<24 { hours[hour] += other.hours[hour] }
    }

    private var isTold: Bool { people.count >= UseStatistics.fewestPeople }

    var told: UseStatistics.Use? {
        guard isTold else { return nil }
        var use = use
        var taken = 0
        for step in steps.sorted(by: { ($0.at, $0.change) < ($1.at, $1.change) }) {
            taken += step.change
            use.peak = max(use.peak, taken)
        }
        return use
    }

    var toldHours: [Int64]? { isTold ? hours : nil }
}

extension BookedInstance {
    /// Whether it was given back because nobody came.
    fileprivate func isNoShow(of booking: Booking) -> Bool {
        if case .declined(let reasons) = verdict { return reasons.contains(.released) }
        return booking.state == .released && verdict == .accepted && checkedInAt == nil
    }
}

extension BookingState {
    /// Whether its accepted instances took their time, now or then.
    fileprivate var tookTime: Bool { holdsTime || self == .ended }
}
