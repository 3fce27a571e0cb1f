import BookingCore
import CalendarTime

/// The rules that look at one instance, said once more: by lists of moments instead of walks.
struct ModelRules {
    var room: Resource
    var zone: ZoneRules
    var now: Int64
    /// By when one booking must end.
    var limit: Int64?

    /// What no manager can waive.
    func hardRefusals(_ start: Int64, _ end: Int64) -> [String] {
        if end > NaiveExpansion.end { return ["beyondLimits(dates)"] }
        return closedDay(start, end).map { ["resourceClosed(\(CivilDate(daysSinceEpoch: $0)))"] } ?? []
    }

    func refusals(_ start: Int64, _ end: Int64) -> [String] {
        let policy = room.policy
        if end > NaiveExpansion.end { return ["beyondLimits(dates)"] }
        var reasons: [String] = []
        if let limit, end > limit { reasons.append("beyondBookingWindow") }
        if end < min(start + policy.minimumDuration, after(policy.minimumDuration, start)) {
            reasons.append("tooShort")
        }
        if let longest = policy.maximumDuration, end > max(start + longest, after(longest, start)) {
            return reasons + ["tooLong"]
        }
        if policy.minimumNotice > 0, start - now < policy.minimumNotice { reasons.append("insufficientNotice") }
        if let day = closedDay(start, end) {
            reasons.append("resourceClosed(\(CivilDate(daysSinceEpoch: day)))")
        } else if policy.openingHoursOnly, let hours = room.openingHours, !isOpen(hours, start, end) {
            reasons.append("outsideOpeningHours")
        }
        return reasons
    }

    /// So many days later by the wall clock, and the rest of the length after that.
    private func after(_ length: Int64, _ start: Int64) -> Int64 {
        guard length >= 86_400 else { return start + length }
        return zone.seconds(ofWallClock: zone.wallClock(at: start) + length - length % 86_400) + length % 86_400
    }

    private func day(at seconds: Int64) -> Int {
        let local = zone.wallClock(at: seconds)
        return Int(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400)
    }

    /// The first day of a closure that the range has a part in.
    private func closedDay(_ start: Int64, _ end: Int64) -> Int? {
        let touched = day(at: start)...day(at: max(start, end - 1))
        return touched.first { day in
            room.closures.contains { day >= $0.from.daysSinceEpoch && day <= $0.through.daysSinceEpoch }
        }
    }

    /// The open parts of the days around, joined where they meet, must hold the range.
    private func isOpen(_ hours: OpeningHours, _ start: Int64, _ end: Int64) -> Bool {
        var open: [(from: Int64, to: Int64)] = []
        // What takes no time belongs to the day on which it begins.
        for day in start == end ? day(at: start)...day(at: start) : (day(at: start) - 1)...(day(at: end) + 1) {
            // A day that the zone left out has no hours.
            guard self.day(at: zone.seconds(ofWallClock: Int64(day) * 86_400)) == day else { continue }
            let date = CivilDate(daysSinceEpoch: day)
            let parts = hours.exceptions[date] ?? hours.weekly[date.weekday] ?? []
            for part in parts.sorted(by: { $0.from < $1.from }) {
                let midnight = Int64(day) * 86_400
                let from = zone.seconds(ofWallClock: midnight + Int64(part.from) * 60)
                let to = zone.seconds(ofWallClock: midnight + Int64(part.to) * 60)
                if let last = open.last, last.to >= from {
                    open[open.count - 1].to = max(last.to, to)
                } else {
                    open.append((from, to))
                }
            }
        }
        return open.contains { $0.from <= start && end <= $0.to }
    }
}
