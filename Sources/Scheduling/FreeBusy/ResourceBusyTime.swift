import BookingCore
import CalendarTime

/// When a resource cannot be booked, from the engine's own schedules: never from a calendar copy.
struct ResourceBusyTime {
    let snapshot: any BookingSnapshot
    let zones: ZoneDatabase

    func freeBusy(
        of resource: Resource, in window: TimeRange, ignoringUID uid: String? = nil
    ) throws -> ResourceFreeBusy {
        let ignored = try uid.flatMap { try snapshot.booking(resource: resource.id, uid: $0)?.id }
        var sure: [BusyPeriod] = []
        var all: [BusyPeriod] = []
        for period in try snapshot.schedule(of: resource.id).busy(in: window) where period.booking != ignored {
            all.append(period)
            if !period.tentative { sure.append(period) }
        }
        var busy = Self.ranges(of: sure, reaching: resource.units)
        var tentative = Self.ranges(of: all, reaching: resource.units)
        for neighbour in try related(to: resource) {
            for period in try snapshot.schedule(of: neighbour.id).busy(in: window) {
                if period.tentative { tentative.append(period.range) } else { busy.append(period.range) }
            }
        }
        busy = busy.merged.clipped(to: window)
        return ResourceFreeBusy(
            resource: resource.id, busy: busy,
            tentative: Self.subtract(busy, from: tentative.merged.clipped(to: window)),
            unavailable: closures(of: resource, in: window))
    }

    /// Whether the resource could be had for the whole window, as far as other bookings, the buffers around them and
    /// closures go.
    func isFree(_ resource: Resource, throughout window: TimeRange) throws -> Bool {
        guard closures(of: resource, in: window).isEmpty else { return false }
        let gap = resource.setup + resource.teardown
        let around = window.widened(before: gap, after: gap)
        let own = try snapshot.schedule(of: resource.id).busy(in: around)
        guard Self.ranges(of: own, reaching: resource.units).clipped(to: around).isEmpty else { return false }
        return try related(to: resource).allSatisfy { other in
            let around = window.widened(
                before: resource.setup + other.teardown, after: resource.teardown + other.setup)
            return try snapshot.schedule(of: other.id).busy(in: around).isEmpty
        }
    }

    private func related(to resource: Resource) throws -> [RelatedResource] {
        let neighbours = try ResourceDesk.neighbours(of: resource, in: snapshot)
        guard neighbours.count > 1 else { return [] }
        let known = Dictionary(uniqueKeysWithValues: neighbours.map { ($0.id, $0) })
        return BookingEngine.conflictClosure(of: resource.id, in: known)
    }

    /// The ranges in which at least `units` units are taken at once.
    static func ranges(of periods: [BusyPeriod], reaching units: Int) -> [TimeRange] {
        if units <= 1 { return periods.map(\.range).merged }
        var steps: [(at: Instant, change: Int)] = []
        for period in periods where !period.range.isEmpty {
            steps.append((period.range.start, period.units))
            steps.append((period.range.end, -period.units))
        }
        steps.sort { ($0.at, $0.change) < ($1.at, $1.change) }
        var result: [TimeRange] = []
        var taken = 0
        var since: Instant?
        for step in steps {
            taken += step.change
            if taken >= units, since == nil { since = step.at }
            if taken < units, let from = since {
                if let range = TimeRange(checking: from, end: step.at) { result.append(range) }
                since = nil
            }
        }
        return result.merged
    }

    /// `ranges` without what `taken` covers; both sorted and merged.
    static func subtract(_ taken: [TimeRange], from ranges: [TimeRange]) -> [TimeRange] {
        var result: [TimeRange] = []
        var first = 0
        for range in ranges {
            var start = range.start
            // What ends before this range touches no later one.
            while first < taken.count, taken[first].end <= range.start { first += 1 }
            for cut in taken[first...] {
                if cut.start >= range.end { break }
                if cut.start > start { result.append(TimeRange(start: start, end: cut.start)) }
                start = max(start, cut.end)
            }
            if start < range.end { result.append(TimeRange(start: start, end: range.end)) }
        }
        return result
    }

    /// Closures are unavailable; with `openingHoursOnly` so is what lies outside the opening hours.
    private func closures(of resource: Resource, in window: TimeRange) -> [TimeRange] {
        let zone = resource.rules(in: zones)
        func range(_ from: CivilDate, _ through: CivilDate) -> TimeRange? {
            TimeRange(
                checking: zone.instant(of: CivilDateTime(startOf: from)),
                end: zone.instant(of: CivilDateTime(startOf: through.adding(days: 1))))
        }
        var closed = resource.closures.compactMap { range($0.from, $0.through) }.filter { $0.overlaps(window) }
        if resource.policy.openingHoursOnly, let hours = resource.openingHours {
            closed += Self.closedHours(hours, zone: zone, in: window)
        }
        return closed.merged.clipped(to: window)
    }

    private static func closedHours(_ hours: OpeningHours, zone: ZoneRules, in window: TimeRange) -> [TimeRange] {
        var closed: [TimeRange] = []
        var date = zone.civil(at: window.start).date
        let last = zone.civil(at: window.end).date
        while date <= last {
            func instant(_ minute: Int) -> Instant {
                let midnight = CivilDateTime(startOf: date).secondsSinceEpoch
                return zone.instant(of: CivilDateTime(secondsSinceEpoch: midnight + Int64(minute) * 60))
            }
            var minute = 0
            for open in hours.ranges(on: date).sorted(by: { $0.from < $1.from }) where open.to > minute {
                if open.from > minute, let range = TimeRange(checking: instant(minute), end: instant(open.from)) {
                    closed.append(range)
                }
                minute = open.to
            }
            if minute < 1_440, let range = TimeRange(checking: instant(minute), end: instant(1_440)) {
                closed.append(range)
            }
            date = date.adding(days: 1)
        }
        return closed
    }
}
