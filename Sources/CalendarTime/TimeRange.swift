/// A half-open range of instants: `start` is inside, `end` is not.
public struct TimeRange: Hashable, Codable, Sendable {
    public var start: Instant
    public var end: Instant

    /// - Precondition: `end >= start`; use `init(checking:end:)` for input.
    @inlinable public init(start: Instant, end: Instant) {
        precondition(end >= start, "a time range ends before it starts")
        self.start = start
        self.end = end
    }

    /// A range from input: nil when it ends before it starts.
    @inlinable public init?(checking start: Instant, end: Instant) {
        guard end >= start else { return nil }
        self.start = start
        self.end = end
    }

    /// Seconds.
    @inlinable public var duration: Int64 { end - start }
    @inlinable public var isEmpty: Bool { start >= end }

    /// Whether some instant is in both. An empty range overlaps nothing.
    @inlinable public func overlaps(_ other: TimeRange) -> Bool {
        start < other.end && other.start < end && !isEmpty && !other.isEmpty
    }

    @inlinable public func contains(_ instant: Instant) -> Bool { start <= instant && instant < end }

    /// The part in both; nil when that part is empty.
    @inlinable public func intersection(_ other: TimeRange) -> TimeRange? {
        let low = max(start, other.start)
        let high = min(end, other.end)
        return low < high ? TimeRange(start: low, end: high) : nil
    }

    /// The range with `before` seconds added in front and `after` behind, as for setup and teardown; negative amounts
    /// narrow it, at most to an empty range at its start.
    @inlinable public func widened(before: Int64, after: Int64) -> TimeRange {
        let low = start.adding(before == .min ? .max : -before)
        let high = end.adding(after)
        return TimeRange(start: low, end: max(low, high))
    }
}

extension TimeRange: CustomStringConvertible {
    public var description: String { "\(start)/\(end)" }
}
