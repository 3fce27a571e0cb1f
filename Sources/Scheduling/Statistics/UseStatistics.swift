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

    /// Nil where too few people are behind it, and where it would tell of a resource that is not told by itself.
    public var total: Use?
    public var byResource: [(resource: ResourceID, use: Use?)]
    /// By the hour of the day in each resource's zone: taken seconds, nil where too few people are behind the hour. Of
    /// every resource that the reader answers for; nil where some were chosen: two choices would tell their difference.
    public var byHour: [Int64?]?

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
    /// What is not told cannot be had as the difference of what is: so much more is left out that at least
    /// ``UseStatistics/fewestPeople`` are behind all that is missing in one sum.
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
            let sums = try managed.map { resource in
                try Self.use(of: resource, in: window, snapshot, zone: resource.rules(in: environment.zones))
            }
            let isTold = UseSum.told(of: sums.map(\.people))
            let asked = resources.map { Set($0) } ?? known
            let rows = managed.indices.filter { asked.contains(managed[$0].id) }
            let isWhole = resources == nil
            var sum = UseSum()
            for row in rows { sum.add(sums[row]) }
            return UseStatistics(
                total: isWhole || rows.allSatisfy { isTold[$0] } ? sum.told : nil,
                byResource: rows.map { (managed[$0].id, isTold[$0] ? sums[$0].told : nil) },
                byHour: isWhole ? sum.toldHours : nil)
        }
    }

    private static func use(
        of resource: Resource, in window: TimeRange, _ snapshot: any BookingSnapshot, zone: ZoneRules
    ) throws -> UseSum {
        var sum = UseSum()
        var query = BookingQuery(window: window, resources: [resource.id], includesInactive: true, limit: 500)
        while true {
            let page = try snapshot.placedBookings(query)
            for item in page { sum.add(item.booking, in: window, zone: zone) }
            guard page.count == query.limit, let last = page.last else { return sum }
            query.after = last.position
        }
    }
}

/// Adds up what happened, and knows how many people were behind it.
struct UseSum {
    private var use = UseStatistics.Use()
    private(set) var people: Set<String> = []
    private var hours = [Int64](repeating: 0, count: 24)
    private var hourPeople = [Set<String>](repeating: [], count: 24)
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
            for (hour, seconds) in Self.hours(of: range, zone).enumerated() where seconds > 0 {
                hours[hour] += seconds
                hourPeople[hour].insert(booking.organizer.key)
            }
        }
        guard counts else { return }
        use.bookings += 1
        people.insert(booking.organizer.key)
    }

    /// The seconds of a range by the hour of the day.
    private static func hours(of range: TimeRange, _ zone: ZoneRules) -> [Int64] {
        var hours = [Int64](repeating: 0, count: 24)
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
        return hours
    }

    mutating func add(_ other: UseSum) {
        use.bookings += other.use.bookings
        use.instances += other.use.instances
        use.seconds += other.use.seconds
        use.noShows += other.use.noShows
        people.formUnion(other.people)
        steps += other.steps
        for hour in 0..<24 {
            hours[hour] += other.hours[hour]
            hourPeople[hour].formUnion(other.hourPeople[hour])
        }
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

    var toldHours: [Int64?]? {
        guard isTold else { return nil }
        return zip(hours, Self.told(of: hourPeople)).map { $1 ? $0 : nil }
    }

    /// Which parts of a sum may be told, by the people behind each: enough of them, or nobody; and behind all that is
    /// left out together there are enough as well, so that it cannot be had by subtraction.
    static func told(of parts: [Set<String>]) -> [Bool] {
        let fewest = UseStatistics.fewestPeople
        var isTold = parts.map { $0.isEmpty || $0.count >= fewest }
        var hidden = zip(parts, isTold).reduce(into: Set<String>()) { if !$1.1 { $0.formUnion($1.0) } }
        let bySize = parts.indices.filter { isTold[$0] && !parts[$0].isEmpty }
            .sorted { (parts[$0].count, $0) < (parts[$1].count, $1) }
        for index in bySize where !hidden.isEmpty && hidden.count < fewest {
            isTold[index] = false
            hidden.formUnion(parts[index])
        }
        return isTold
    }
}

extension BookedInstance {
    /// Whether it was given back because nobody came.
    fileprivate func isNoShow(of booking: Booking) -> Bool {
        // What a manager took back is declined as a whole.
        if booking.state == .declined { return false }
        if case .declined(let reasons) = verdict { return reasons.contains(.released) }
        return booking.state == .released && verdict == .accepted && checkedInAt == nil
    }
}

extension BookingState {
    /// Whether its accepted instances took their time, now or then.
    fileprivate var tookTime: Bool { holdsTime || self == .ended }
}
