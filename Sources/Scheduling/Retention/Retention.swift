public import BookingCore
public import CalendarTime

/// How long past bookings keep names and titles (BEHAVIOUR, "People, rights, privacy").
public struct Retention: Hashable, Sendable {
    /// Nil: for ever.
    public var span: Span?

    public struct Span: Hashable, Sendable {
        public var months: Int
        public var days: Int

        public init(months: Int, days: Int) {
            self.months = months
            self.days = days
        }
    }

    public init(_ span: Span?) {
        self.span = span
    }

    /// Twelve months.
    public static let standard = Retention(Span(months: 12, days: 0))

    /// What ended at this instant or before has lost its names by now; by the civil calendar in UTC. Nil: nothing ever does.
    public func limit(now: Instant) -> Instant? {
        guard let span else { return nil }
        let civil = ZoneRules.utc.civil(at: now)
        let time = civil.secondsSinceEpoch - CivilDateTime(startOf: civil.date).secondsSinceEpoch
        let month = YearMonth(number: YearMonth(civil.date).number - span.months)
        guard let start = month.start else { return .distantPast }
        let day = min(civil.date.day, month.length)
        return start.adding(Int64(day - 1 - span.days) * 86_400 + time)
    }
}

/// A month of the civil calendar in UTC.
struct YearMonth: Hashable, Comparable {
    /// Counted from January of year 0.
    let number: Int

    init(number: Int) {
        self.number = number
    }

    init(_ date: CivilDate) {
        number = date.year * 12 + date.month - 1
    }

    init(of instant: Instant) {
        self.init(ZoneRules.utc.civil(at: instant).date)
    }

    /// Of the last second of what ends at `end`.
    init(endingAt end: Instant) {
        self.init(of: end.adding(-1))
    }

    /// Its first second; nil outside the years that there are.
    var start: Instant? {
        guard number >= 0, let date = CivilDate(year: number / 12, month: number % 12 + 1, day: 1) else { return nil }
        return Instant(seconds: CivilDateTime(startOf: date).secondsSinceEpoch)
    }

    /// In days.
    var length: Int {
        guard let start, let next = YearMonth(number: number + 1).start else { return 28 }
        return Int((next.seconds - start.seconds) / 86_400)
    }

    static func < (one: YearMonth, two: YearMonth) -> Bool { one.number < two.number }
}

/// What is over for so long that nothing is decided about it any more: who it was may be forgotten already, and nobody could
/// tell their event from somebody else's.
struct PastRetention {
    private let limit: Instant
    private let environment: ServiceEnvironment

    /// Nil where names are kept for ever.
    init?(_ environment: ServiceEnvironment, now: Instant) {
        guard let limit = environment.retention().limit(now: now) else { return nil }
        self.environment = environment
        // An event may end a little earlier or later where it is read in another zone.
        self.limit = min(now, limit.adding(86_400))
    }

    func covers(_ booking: Booking) -> Bool {
        booking.isRetained || booking.end.map { $0 <= limit } ?? false
    }

    /// - Parameter zone: where dates and floating times are read.
    func covers(_ series: RecurrenceSet) -> Bool {
        InvitationMapper(zones: environment.zones, now: limit).isWhollyPast(series)
    }
}

extension BookingSnapshot {
    /// Throws ``SchedulingError/wrongState(_:)`` where the booking is past its retention.
    func requireWithinRetention(_ booking: Booking, _ environment: ServiceEnvironment, now: Instant) throws {
        guard PastRetention(environment, now: now)?.covers(booking) == true else { return }
        let state = booking.state(at: now)
        throw SchedulingError.wrongState(state.holdsTime ? .ended : state)
    }
}
