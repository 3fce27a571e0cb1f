import Foundation

/// Numbers that a seed repeats (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    /// Those of one run: `CRENEAU_SEED` alone, else `count` from a random one on, many with `CRENEAU_SOAK=1`.
    static func seeds(_ count: Int) -> [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["CRENEAU_SEED"].flatMap(UInt64.init) { return [seed] }
        let first = UInt64.random(in: 0..<1_000_000)
        return (0..<(environment["CRENEAU_SOAK"] == "1" ? 60 : count)).map { first &+ UInt64($0) }
    }
}
