/// One change of offset.
public struct ZoneTransition: Hashable, Sendable {
    public var at: Instant
    /// Seconds east of UTC.
    public var offsetBefore: Int
    public var offsetAfter: Int
    public var isDaylight: Bool
    public var abbreviation: String
}

/// The offsets of a time zone: a cheap reference to an immutable table.
///
/// Built from tzdata (RFC 9636) or from a VTIMEZONE's observances. Times that fall into a gap are read with the offset
/// before the gap, times that occur twice mean the first (RFC 5545 §3.3.5).
public struct ZoneRules: Sendable {
    let table: ZoneTable

    init(table: ZoneTable) { self.table = table }

    public var identifier: String { table.identifier }

    /// Whether the rules come from a VTIMEZONE and hold for its calendar object only.
    public var isPrivate: Bool {
        if case .observances = table.origin { true } else { false }
    }

    public static let utc = ZoneRules(
        table: ZoneTable(identifier: "UTC", origin: .utc, first: ZoneType(offset: 0, abbreviation: "UTC")))

    /// A zone whose offset never changes.
    ///
    /// - Parameter fixedOffset: seconds east of UTC, held within ±26 hours.
    public init(fixedOffset: Int, identifier: String) {
        let offset = min(max(fixedOffset, -ZoneTable.offsetLimit), ZoneTable.offsetLimit)
        table = ZoneTable(
            identifier: identifier, origin: .fixed, first: ZoneType(offset: Int32(offset), abbreviation: identifier))
    }

    /// Seconds east of UTC. O(log n).
    public func offset(at instant: Instant) -> Int {
        table.offset(atSeconds: instant.seconds)
    }

    /// The wall-clock time at `instant`.
    public func civil(at instant: Instant) -> CivilDateTime {
        CivilDateTime(secondsSinceEpoch: localSeconds(at: instant))
    }

    /// The instant of a wall-clock time. In a gap the offset before it applies; in a fold the first of both instants is
    /// meant (RFC 5545 §3.3.5).
    public func instant(of civil: CivilDateTime) -> Instant {
        instant(ofLocalSeconds: civil.secondsSinceEpoch)
    }

    /// The changes of offset, abbreviation or daylight flag in `range`, in order.
    public func transitions(in range: TimeRange) -> [ZoneTransition] {
        table.transitions(from: range.start.seconds, to: range.end.seconds)
    }

    func localSeconds(at instant: Instant) -> Int64 {
        instant.adding(Int64(table.offset(atSeconds: instant.seconds))).seconds
    }

    func instant(ofLocalSeconds local: Int64) -> Instant {
        Instant(seconds: local).adding(-table.span(ofLocal: local).offset)
    }
}

extension ZoneRules: Hashable {
    public static func == (left: ZoneRules, right: ZoneRules) -> Bool {
        left.table === right.table || left.table.hasSameRules(as: right.table)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(table.identifier)
    }
}

extension ZoneRules: CustomStringConvertible {
    public var description: String { identifier }
}
