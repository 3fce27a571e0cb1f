import CalendarTime

/// The class of a range's length, by which ranges that meet a window are found (see `booking_instance` in the schema).
enum SpanClass {
    private static let day: Int64 = 86_400
    /// The last class has no longest length.
    static let all = 0...8
    /// An extent without beginning or end.
    static let unbounded = 100

    static func of(length: Int64) -> Int {
        all.first { length <= longest(in: $0) } ?? all.upperBound
    }

    /// Seconds.
    static func longest(in span: Int) -> Int64 {
        span < all.upperBound ? day << (3 * Int64(span)) : .max
    }
}
