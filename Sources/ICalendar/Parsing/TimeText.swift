import CalendarTime

/// A DATE or DATE-TIME as it stands in a value, without its zone (RFC 5545 §3.3.4, §3.3.5).
enum TimeText: Hashable {
    case date(CivilDate)
    case local(CivilDateTime)
    case utc(Instant)

    /// `nil` for any other form and for times that do not exist. 60 seconds count as 59.
    init?(_ text: some StringProtocol) {
        switch text.utf8.count {
        case 8:
            guard let date = CivilDate(icalendar: text) else { return nil }
            self = .date(date)
        case 15:
            guard let local = CivilDateTime(icalendar: text) else { return nil }
            self = .local(local)
        case 16:
            guard let instant = Instant(icalendarUTC: text) else { return nil }
            self = .utc(instant)
        default: return nil
        }
    }

    /// Whether `text` has the form of a time, existing or not: then the number in it is wrong, not the writing.
    static func looksLikeTime(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        guard [8, 15, 16].contains(bytes.count) else { return false }
        return bytes.enumerated().allSatisfy { place, byte in
            switch place {
            case 8: byte == UInt8(ascii: "T")
            case 15: byte == UInt8(ascii: "Z")
            default: (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
        }
    }

    var isDate: Bool {
        if case .date = self { true } else { false }
    }

    /// The wall clock, for UTC that of UTC.
    var civil: CivilDateTime {
        switch self {
        case .date(let date): CivilDateTime(startOf: date)
        case .local(let local): local
        case .utc(let instant): CivilDateTime(secondsSinceEpoch: instant.seconds)
        }
    }
}
