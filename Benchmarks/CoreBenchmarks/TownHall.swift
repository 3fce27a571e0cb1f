import BookingCore
import CalendarTime
import Foundation

/// Rooms, bookings and requests to measure with. The clock stands on a Monday morning, 2026-11-23T08:07:00Z.
enum TownHall {
    static let now = Instant(seconds: 1_795_421_220)
    static let day: Int64 = 86_400
    static let hour: Int64 = 3_600
    static let paris: ZoneRules = {
        let bytes = FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/Paris")
        let zone = bytes.flatMap { try? ZoneRules(tzif: Array($0), identifier: "Europe/Paris") }
        precondition(zone != nil, "the system has no tzdata")
        return zone ?? .utc
    }()
    static let organizer = BookingOrganizer(personID: "agent", address: "agent@ville.example", name: "Agent")

    /// The first full hour after now.
    static var firstHour: Instant { now.adding(hour - now.seconds % hour) }

    /// - Parameter window: seconds; nil is the policy's default, 400 days.
    static func room(window: Int64? = BookingPolicy.defaultBookingWindow, units: Int = 1) -> Resource {
        var policy = BookingPolicy()
        policy.bookingWindow = window
        return Resource(
            id: "salle", names: LocalizedText("Salle"), address: "salle@ville.example", units: units,
            zone: "Europe/Paris", policy: policy)
    }

    static func context(_ room: Resource, _ schedule: ResourceSchedule) -> EngineContext {
        EngineContext(resource: room, schedules: [room.id: schedule], zone: paris)
    }

    static func booking(
        _ number: Int, _ series: RecurrenceSet, ranges: [TimeRange], decidedThrough: Instant? = nil
    ) -> Booking {
        Booking(
            id: BookingID(rawValue: Int64(number)), resource: "salle", uid: "\(number)@ville.example",
            organizer: organizer, title: "", state: .confirmed, series: series,
            instances: ranges.map { BookedInstance(recurrenceID: $0.start, range: $0, verdict: .accepted) },
            decidedThrough: decidedThrough, stamp: now, createdAt: now.adding(Int64(number) - 1_000_000),
            updatedAt: now)
    }

    /// The first `length` of each `step` seconds is taken, or half of them, `count` times, the last time before `end`: the
    /// past grows with the count.
    static func schedule(
        bookings count: Int, until end: Instant, step: Int64 = hour, length: Int64? = nil
    ) -> ResourceSchedule {
        var schedule = ResourceSchedule()
        for number in 1...max(1, count) {
            let start = end.adding(-Int64(count - number + 1) * step)
            let range = TimeRange(start: start, end: start.adding(length ?? step / 2))
            schedule.apply(old: nil, new: booking(number, RecurrenceSet(single: range), ranges: [range]))
        }
        return schedule
    }

    /// Weekly series without end, each on a quarter of an hour of its own, decided for the 400 days of the window.
    static func schedule(endlessSeries count: Int) -> ResourceSchedule {
        let horizon = now.adding(BookingPolicy.defaultBookingWindow)
        var schedule = ResourceSchedule()
        for number in 0..<count {
            let series = weekly(quarterHour: quarterHour(ofSeries: number))
            let ranges = series.instances().prefix { $0.range.end <= horizon }.map(\.range)
            schedule.apply(old: nil, new: booking(number + 1, series, ranges: ranges, decidedThrough: horizon))
        }
        return schedule
    }

    /// Three of five quarters of an hour: 400 series fit a week, and those that leave 2 or 4 modulo 5 stay free.
    static func quarterHour(ofSeries number: Int) -> Int { number * 5 / 3 }

    /// A quarter of an hour each week by the clock of Paris, the `quarterHour`-th after Monday midnight, modulo a week.
    static func weekly(
        quarterHour: Int, end: RecurrenceRule.End = .never, frequency: RecurrenceRule.Frequency = .weekly
    ) -> RecurrenceSet {
        let monday = (now.seconds / day + 1) * day
        let civil = CivilDateTime(secondsSinceEpoch: monday + 6 * day + Int64(quarterHour % 672) * 900)
        return RecurrenceSet(
            start: .zoned(civil, paris), length: .duration(EventDuration(seconds: 900)),
            rules: [RecurrenceRule(frequency: frequency, end: end)], zone: paris)
    }

    /// `length` seconds each week for `count` weeks, in UTC, so that the distance to the bookings stays the same.
    static func weekly(from start: Instant, count: Int, length: Int64) -> RecurrenceSet {
        RecurrenceSet(
            start: .utc(start), length: .duration(EventDuration(seconds: length)),
            rules: [RecurrenceRule(frequency: .weekly, end: .count(count))], zone: paris)
    }

    static func request(_ series: RecurrenceSet) -> BookingRequest {
        BookingRequest(
            booking: BookingID(rawValue: 9_000_000), resource: "salle", organizer: organizer, isInternal: true,
            series: series)
    }

    static func request(_ start: Instant) -> BookingRequest {
        request(RecurrenceSet(single: TimeRange(start: start, end: start.adding(hour / 2))))
    }
}

/// The same numbers in every run.
struct Randomness: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
