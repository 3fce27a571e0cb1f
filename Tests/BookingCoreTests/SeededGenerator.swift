import Glibc

/// SplitMix64: small, and the same everywhere, so that a printed seed replays a run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A new seed, or that of `CRENEAU_SEED`; printed, so that a failure can be run again.
    static func printed(_ test: String) -> SeededGenerator {
        let given = getenv("CRENEAU_SEED").flatMap { UInt64(String(cString: $0)) }
        let seed = given ?? UInt64.random(in: 0..<1_000_000_000)
        print("\(test): CRENEAU_SEED=\(seed)")
        return SeededGenerator(seed: seed)
    }

    /// Whether the long form of the randomised tests is asked for.
    static var isSoak: Bool { getenv("CRENEAU_SOAK").map { String(cString: $0) == "1" } ?? false }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
