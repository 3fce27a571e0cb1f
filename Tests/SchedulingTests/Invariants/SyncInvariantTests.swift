import Scheduling
import StoreContract
import Testing

/// What a client knows by sync tokens alone is what the server has, whatever happens in between and however short the
/// answers are (QUALITY I6; RFC 6578 §3.2). `CRENEAU_SEED` replays one run.
@Suite struct SyncInvariantTests {
    private static let seeds = SeededNumbers.seeds(3)

    @Test(arguments: seeds)
    func `clients that follow at times have what the server has`(seed: UInt64) async throws {
        let town = try await RandomPlayer.ruledTown()
        var player = RandomPlayer(town, seed: seed)
        player.hasManagers = true
        var numbers = SeededNumbers(seed ^ 0xC0FFEE)
        var mirrors = [SyncMirror(town), SyncMirror(town)]
        for number in 0..<60 {
            _ = try await player.step()
            let position = numbers.below(2)
            guard numbers.chance(60) else { continue }
            try await mirrors[position].follow(limit: 1 + numbers.below(4))
            let problems = try await mirrors[position].differences()
            guard problems.isEmpty else {
                Issue.record("CRENEAU_SEED=\(seed), step \(number): \(problems.prefix(4).joined(separator: "\n"))")
                return
            }
        }
    }

    @Test func `clients that follow while eight write lose nothing`() async throws {
        let seed = Self.seeds[0]
        let town = try await RandomPlayer.ruledTown()
        let mirrors = try await withThrowingTaskGroup(of: SyncMirror?.self) { group in
            for number in 0..<8 {
                group.addTask {
                    var player = RandomPlayer(town, seed: seed &+ UInt64(number), name: "p\(number)")
                    player.hasManagers = true
                    for _ in 0..<15 { _ = try await player.step() }
                    return nil
                }
            }
            for number in 0..<32 {
                group.addTask {
                    var mirror = SyncMirror(town)
                    for _ in 0..<6 {
                        try await mirror.follow(limit: 1 + number % 5)
                        await Task.yield()
                    }
                    return mirror
                }
            }
            var mirrors: [SyncMirror] = []
            for try await mirror in group { if let mirror { mirrors.append(mirror) } }
            return mirrors
        }
        #expect(mirrors.count == 32)
        for var mirror in mirrors {
            try await mirror.follow(limit: 3)
            let problems = try await mirror.differences()
            #expect(problems.isEmpty, "CRENEAU_SEED=\(seed): \(problems.prefix(4).joined(separator: "\n"))")
        }
    }
}
