/// A point in time: whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Arithmetic saturates, so that no input can overflow. Text forms cover the years 0000 to 9999; an instant outside them
/// is written as the nearest one inside.
public struct Instant: Hashable, Comparable, Sendable {
    public var seconds: Int64

    @inlinable public init(seconds: Int64) { self.seconds = seconds }

    /// Before and after every instant that a calendar can write; far enough from the ends of `Int64` to add durations to.
    public static let distantPast = Instant(seconds: -(1 << 60))
    public static let distantFuture = Instant(seconds: 1 << 60)

    /// 1900-01-01T00:00:00Z, CalDAV's `min-date-time` (RFC 4791 §5.2.6).
    public static let minDateTime = Instant(seconds: -2_208_988_800)
    /// 2100-01-01T00:00:00Z, CalDAV's `max-date-time` (RFC 4791 §5.2.7) and the end of every rule's expansion.
    public static let maxDateTime = Instant(seconds: 4_102_444_800)

    @inlinable public static func < (left: Instant, right: Instant) -> Bool { left.seconds < right.seconds }

    /// The instant `seconds` later (earlier when negative), saturating.
    @inlinable public func adding(_ seconds: Int64) -> Instant {
        let (sum, overflow) = self.seconds.addingReportingOverflow(seconds)
        if overflow { return Instant(seconds: seconds < 0 ? .min : .max) }
        return Instant(seconds: sum)
    }

    /// The seconds from `right` to `left`, saturating.
    @inlinable public static func - (left: Instant, right: Instant) -> Int64 {
        let (difference, overflow) = left.seconds.subtractingReportingOverflow(right.seconds)
        if overflow { return left.seconds < 0 ? .min : .max }
        return difference
    }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(seconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(seconds)
    }
}

extension Instant: CustomStringConvertible {
    public var description: String { rfc3339 }
}
