import BookingCore
import CalendarTime
import Glibc
import Testing

/// Series, singles and exceptions in 12 zones, decided by the engine and by a model that knows neither an index nor a
/// lazy merge; after each step both must have given the same answers and nothing may be booked twice.
@Suite struct SeriesProofTests {
    /// In the short form; the long form (CRENEAU_SOAK=1) has at least 100,000.
    private static let shares = 8

    @Test(arguments: 0..<shares)
    func `decides every history as the model does`(share: Int) {
        let base = Self.seed
        let total = Self.number("CRENEAU_CASES") ?? (SeededGenerator.isSoak ? 104_000 : 1_600)
        var figures = ProofRun.Figures()
        var failures = 0
        for number in stride(from: share, to: total, by: Self.shares) {
            let seed = base &+ UInt64(number)
            var generator = ProofGenerator(seed: seed)
            let proof = generator.make()
            let (difference, counted) = ProofRun.difference(in: proof)
            figures = figures + counted
            guard difference != nil else { continue }
            let smallest = ProofShrinking.smallest(proof)
            let text = ProofRun.difference(in: smallest).text ?? ""
            Issue.record("CRENEAU_SEED=\(seed)\n\(smallest)\n\(text)")
            failures += 1
            if failures == 3 { break }
        }
        print("series proof, share \(share): \(figures)")
    }

    /// One for all shares: the first case of a run is made from it, so that a failure's seed replays its case.
    private static let seed: UInt64 = {
        let seed = number("CRENEAU_SEED").map(UInt64.init) ?? UInt64.random(in: 0..<1_000_000_000)
        print("series proof: CRENEAU_SEED=\(seed)")
        return seed
    }()

    private static func number(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }
}
