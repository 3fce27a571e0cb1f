/// How long something took, counted by class.
public struct DurationHistogram: Sendable, Equatable {
    /// The longest of each class but the last, in seconds.
    public static let bounds: [Double] = [
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// One for each bound and one for what took longer.
    public private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    /// Seconds.
    public private(set) var sum = 0.0

    public init() {}

    public var count: UInt64 { counts.reduce(0, &+) }

    public mutating func record(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let length = Double(seconds) + Double(attoseconds) / 1e18
        let place = Self.bounds.firstIndex { length <= $0 } ?? Self.bounds.count
        counts[place] &+= 1
        sum += max(0, length)
    }
}
