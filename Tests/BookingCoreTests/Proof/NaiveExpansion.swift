import CalendarTime

/// An occurrence as the proof's model sees it; seconds since 1970.
struct NaiveInstance: Hashable {
    var id: Int64
    var start: Int64
    var end: Int64
    var blocks: Bool
}

/// Expands a recurrence set by looking at day after day. Shares nothing with the engine's expansion but the values that
/// it reads and the zones' mapping. Knows DAILY to YEARLY rules of one time a day, RDATE, EXDATE and overrides.
final class NaiveExpansion {
    /// 2100-01-01T00:00:00Z: what begins then or later does not exist.
    static let end: Int64 = 4_102_444_800

    let set: RecurrenceSet
    private var found: [NaiveInstance] = []
    /// Up to when `found` is complete.
    private var completeTo = Int64.min

    init(_ set: RecurrenceSet) { self.set = set }

    /// All instances that begin before `limit`, by start and identity, and some later ones.
    func instances(before limit: Int64) -> [NaiveInstance] {
        if limit <= completeTo { return found }
        // Moved instances come from elsewhere; overrides stay within the margin.
        let margin: Int64 = 60 * 86_400
        let bound = limit > Self.end - 400 * 86_400 ? Self.end : limit + 100 * 86_400
        found = expanded(through: min(Self.end, bound + margin))
        completeTo = bound >= Self.end ? .max : bound
        return found
    }

    /// Whether some instance is such; looks near `moment` first and then at all.
    func contains(after moment: Int64, _ isSuch: (NaiveInstance) -> Bool) -> Bool {
        instances(before: min(moment, Self.end) + 400 * 86_400).contains(where: isSuch) || all.contains(where: isSuch)
    }

    var all: [NaiveInstance] { instances(before: Self.end) }

    /// A rule without an end.
    var isEndless: Bool { self.set.hasMaster && set.rules.contains { $0.end == .never } }

    // MARK: -

    private var zone: ZoneRules { self.set.start.zone(default: set.zone) }

    private func seconds(_ time: EventTime) -> Int64 { time.instant(in: set.zone).seconds }

    private func expanded(through limit: Int64) -> [NaiveInstance] {
        var shaped: [NaiveInstance] = []
        let plain = set.overrides.filter { !$0.thisAndFuture }
        let future = set.overrides.filter(\.thisAndFuture).sorted {
            seconds($0.recurrenceID) < seconds($1.recurrenceID)
        }
        var replaced: Set<Int64> = []
        for override in future + plain {
            let id = seconds(override.recurrenceID)
            let range = range(from: seconds(override.start), override.length, of: override.start)
            shaped.removeAll { $0.id == id }
            shaped.append(NaiveInstance(id: id, start: range.0, end: range.1, blocks: override.blocks))
            replaced.insert(id)
        }
        guard set.hasMaster else { return sorted(shaped) }
        let zone = self.zone
        let length = plainLength(set.length, of: set.start)
        let periods = periods()
        for id in baseStarts(through: limit) where !replaced.contains(id) {
            if let override = future.last(where: { seconds($0.recurrenceID) < id }) {
                let shift =
                    zone.wallClock(at: seconds(override.start)) - zone.wallClock(at: seconds(override.recurrenceID))
                let start = zone.seconds(ofWallClock: zone.wallClock(at: id) + shift)
                let range = range(from: start, override.length, of: override.start)
                shaped.append(NaiveInstance(id: id, start: range.0, end: range.1, blocks: override.blocks))
            } else if let end = periods[id] {
                shaped.append(NaiveInstance(id: id, start: id, end: end, blocks: set.blocks))
            } else {
                let end = length.map { max(id, id + $0) } ?? range(from: id, set.length, of: set.start).1
                shaped.append(NaiveInstance(id: id, start: id, end: end, blocks: set.blocks))
            }
        }
        return sorted(shaped)
    }

    private func sorted(_ list: [NaiveInstance]) -> [NaiveInstance] {
        var isSorted = true
        for position in list.indices.dropFirst() where list[position].start <= list[position - 1].start {
            isSorted = false
        }
        return isSorted ? list : list.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
    }

    /// DTSTART, rules and RDATEs without EXDATEs, ascending.
    private func baseStarts(through limit: Int64) -> [Int64] {
        let first = seconds(set.start)
        var starts = [first]
        for rule in set.rules { starts += ruleStarts(rule, through: limit) }
        for date in set.dates {
            switch date {
            case .time(let time), .period(let time, _), .periodDuration(let time, _): starts.append(seconds(time))
            }
        }
        if set.rules.count > 1 || !set.dates.isEmpty { starts.sort() }
        var excluded: Set<Int64> = []
        var excludedDays: Set<Int64> = []
        for time in set.excluded {
            if case .date(let date) = time, !set.start.isDate {
                excludedDays.insert(Int64(date.daysSinceEpoch))
            } else {
                excluded.insert(seconds(time))
            }
        }
        var kept: [Int64] = []
        kept.reserveCapacity(starts.count)
        var previous = Int64.min
        for start in starts where start != previous && start < Self.end {
            previous = start
            if excluded.contains(start) { continue }
            if !excludedDays.isEmpty, excludedDays.contains(zone.wallClock(at: start) / 86_400) { continue }
            kept.append(start)
        }
        return kept
    }

    private func ruleStarts(_ rule: RecurrenceRule, through limit: Int64) -> [Int64] {
        let local = set.start.civil.secondsSinceEpoch
        let (firstDay, clock) = (Int(local / 86_400), local % 86_400)
        let zone = self.zone
        var left = Int.max
        var lastDay = min(MonthTable.lastDay, Int(limit / 86_400) + 2)
        var lastInstant = Self.end - 1
        switch rule.end {
        case .never: break
        case .count(let count): left = count - 1
        case .until(.date(let date)): lastDay = min(lastDay, date.daysSinceEpoch)
        case .until(.local(let civil)):
            let bound = civil.secondsSinceEpoch
            lastDay = min(lastDay, Int(bound / 86_400) - (bound % 86_400 < clock ? 1 : 0))
        case .until(.utc(let instant)): lastInstant = min(lastInstant, instant.seconds)
        }
        guard firstDay < lastDay else { return [] }
        var starts: [Int64] = []
        let days = NaiveRule(rule, from: firstDay).days(through: lastDay)
        var position = 0
        while position < days.count, left > 0 {
            let start = zone.seconds(ofWallClock: Int64(days[position]) * 86_400 + clock)
            if start > lastInstant { break }
            starts.append(start)
            left -= 1
            position += 1
        }
        return starts
    }

    /// The ends of RDATE periods by their start.
    private func periods() -> [Int64: Int64] {
        var ends: [Int64: Int64] = [:]
        for date in set.dates {
            switch date {
            case .time: continue
            case .period(let start, let end): ends[seconds(start)] = range(from: seconds(start), .end(end), of: start).1
            case .periodDuration(let start, let duration):
                ends[seconds(start)] = range(from: seconds(start), .duration(duration), of: start).1
            }
        }
        return ends
    }

    /// A length that is the same whatever the wall clock does.
    private func plainLength(_ length: EventLength, of start: EventTime) -> Int64? {
        switch length {
        case .duration(let duration): duration.days == 0 ? duration.seconds : nil
        case .end(let end): start.isDate ? nil : seconds(end) - seconds(start)
        }
    }

    private func range(from start: Int64, _ length: EventLength, of first: EventTime) -> (Int64, Int64) {
        if let plain = plainLength(length, of: first) { return (start, max(start, start + plain)) }
        let zone = first.zone(default: set.zone)
        let (days, exact): (Int, Int64) =
            switch length {
            case .duration(let duration): (duration.days, duration.seconds)
            case .end(let end): (Int((end.civil.secondsSinceEpoch - first.civil.secondsSinceEpoch) / 86_400), 0)
            }
        let end = zone.seconds(ofWallClock: zone.wallClock(at: start) + Int64(days) * 86_400) + exact
        return (start, max(start, end))
    }
}
