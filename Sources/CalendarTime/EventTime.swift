/// A DATE or DATE-TIME value as an iCalendar object writes it (RFC 5545 §3.3.4, §3.3.5).
public enum EventTime: Hashable, Sendable {
    case date(CivilDate)
    case floating(CivilDateTime)
    case utc(Instant)
    case zoned(CivilDateTime, ZoneRules)

    /// The instant meant; dates start at midnight, and dates and floating times are read in `defaultZone`.
    public func instant(in defaultZone: ZoneRules) -> Instant {
        switch self {
        case .date(let date): defaultZone.instant(of: CivilDateTime(startOf: date))
        case .floating(let civil): defaultZone.instant(of: civil)
        case .utc(let instant): instant
        case .zoned(let civil, let zone): zone.instant(of: civil)
        }
    }

    public var isDate: Bool {
        if case .date = self { true } else { false }
    }

    /// The zone whose wall clock the value follows.
    public func zone(default defaultZone: ZoneRules) -> ZoneRules {
        switch self {
        case .date, .floating: defaultZone
        case .utc: .utc
        case .zoned(_, let zone): zone
        }
    }

    /// The wall-clock time as written; for a date its midnight, for UTC the time in UTC.
    public var civil: CivilDateTime {
        switch self {
        case .date(let date): CivilDateTime(startOf: date)
        case .floating(let civil), .zoned(let civil, _): civil
        case .utc(let instant): CivilDateTime(secondsSinceEpoch: instant.seconds)
        }
    }
}
