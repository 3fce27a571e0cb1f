import BookingCore
import CalendarTime

/// The seconds that a person has of a room, week after week: every range is laid beside every week.
struct ModelQuota {
    let limit: Int64
    let zone: ZoneRules
    private var used: [Int: Int64] = [:]

    /// Nil where hours are not limited.
    init?(_ model: ProofModel, room: Int, person: String, besides id: Int64, through end: Int64) {
        guard let limit = model.rooms[room].policy.quotas.hoursPerWeek else { return nil }
        self.limit = limit
        zone = model.zone
        for booking in model.bookings.values
        where booking.room == room && booking.person == person && booking.id != id && booking.holds {
            for instance in booking.instances where instance.takesTime { take(instance.start, instance.end) }
            guard let from = booking.decidedThrough else { continue }
            for instance in booking.expansion.instances(before: end + 10 * 86_400)
            where instance.blocks && instance.end > from && instance.start < end + 10 * 86_400 {
                take(instance.start, instance.end)
            }
        }
    }

    mutating func take(_ start: Int64, _ end: Int64) {
        for (week, seconds) in weeks(start, end) { used[week, default: 0] += seconds }
    }

    func refusal(_ start: Int64, _ end: Int64) -> String? {
        weeks(start, end).first { used[$0.week, default: 0] + $0.seconds > limit }.map {
            "quotaExceeded(\(limit) s in \(CivilDate(daysSinceEpoch: $0.week)))"
        }
    }

    /// By the day number of the Monday; weeks begin at midnight by the room's clock.
    private func weeks(_ start: Int64, _ end: Int64) -> [(week: Int, seconds: Int64)] {
        let day = Int(zone.wallClock(at: start) / 86_400)
        var monday = day - (day + 3) % 7
        var parts: [(Int, Int64)] = []
        var reached = start
        while reached < end {
            let next = zone.seconds(ofWallClock: Int64(monday + 7) * 86_400)
            if next > reached {
                parts.append((monday, min(next, end) - reached))
                reached = min(next, end)
            }
            monday += 7
        }
        return parts
    }
}
