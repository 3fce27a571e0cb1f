import CalendarTime

/// Which resources are taken in which quarter of an hour: for each day 96 rows of one bit per resource, so that one
/// word answers for 64 resources. Days without bookings have no rows.
struct QuarterHours: Sendable {
    static let seconds: Int64 = 900
    private static let perDay = 96

    /// The first quarter that is kept, counted since 1970, the first of a day.
    private let first: Int
    /// Words of one row.
    private let width: Int
    private var days: ContiguousArray<ContiguousArray<UInt64>>

    init(firstDay: Int, days: Int, width: Int) {
        first = firstDay * Self.perDay
        self.width = width
        self.days = ContiguousArray(repeating: [], count: max(0, days))
    }

    /// The quarters that are kept.
    var kept: Range<Int> { first..<first + days.count * Self.perDay }

    /// The quarters that `range` touches; nil where they are not all kept.
    func touched(by range: TimeRange) -> Range<Int>? {
        let quarters = Self.touched(by: range)
        return quarters.lowerBound >= kept.lowerBound && quarters.upperBound <= kept.upperBound ? quarters : nil
    }

    static func touched(by range: TimeRange) -> Range<Int> {
        let low = floor(range.start.seconds)
        let high = range.isEmpty ? low : floor(range.end.seconds - 1) + 1
        return low..<high
    }

    /// The quarters that lie in `range` wholly.
    static func covered(by range: TimeRange) -> Range<Int> {
        let low = floor(range.start.seconds + seconds - 1)
        return low..<max(low, floor(range.end.seconds))
    }

    private static func floor(_ seconds: Int64) -> Int { Int(seconds).floored(by: Int(Self.seconds)) }

    static func range(of quarter: Int) -> TimeRange {
        let start = Instant(seconds: Int64(quarter) * seconds)
        return TimeRange(start: start, end: start.adding(seconds))
    }

    func isTaken(_ quarter: Int, slot: Int) -> Bool {
        let row = row(of: quarter)
        guard !days[row.day].isEmpty else { return false }
        return days[row.day][row.offset + slot >> 6] & 1 << UInt64(slot & 63) != 0
    }

    mutating func set(_ quarters: Range<Int>, slot: Int, taken: Bool) {
        let bit: UInt64 = 1 << UInt64(slot & 63)
        for quarter in quarters.clamped(to: kept) {
            let row = row(of: quarter)
            if days[row.day].isEmpty {
                guard taken else { continue }
                days[row.day] = ContiguousArray(repeating: 0, count: Self.perDay * width)
            }
            let word = row.offset + slot >> 6
            if taken { days[row.day][word] |= bit } else { days[row.day][word] &= ~bit }
        }
    }

    /// Adds to `result` who is taken in one of `quarters`, which are all kept.
    func collect(_ quarters: Range<Int>, into result: inout ContiguousArray<UInt64>) {
        result.withUnsafeMutableBufferPointer { result in
            for quarter in quarters {
                let row = row(of: quarter)
                days[row.day].withUnsafeBufferPointer { day in
                    guard !day.isEmpty else { return }
                    for word in 0..<width { result[word] |= day[row.offset + word] }
                }
            }
        }
    }

    private func row(of quarter: Int) -> (day: Int, offset: Int) {
        let (day, rest) = (quarter - first).quotientAndRemainder(dividingBy: Self.perDay)
        return (day, rest * width)
    }
}

extension Int {
    fileprivate func floored(by divisor: Int) -> Int {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
