import BookingCore
import Scheduling
import Testing

/// Random operations where managers answer, requests wait and expire, and the server works by itself (QUALITY I1, I3, I4,
/// I5). `CRENEAU_SEED` replays one run, `CRENEAU_SOAK=1` makes many.
@Suite struct ManagedOperationTests {
    private static let seeds = SeededNumbers.seeds(3)

    @Test(arguments: seeds)
    func `whatever managers and the clock do, answers, bookings, free busy and copies agree`(seed: UInt64) async throws
    {
        let town = try await RandomPlayer.ruledTown()
        var player = RandomPlayer(town, seed: seed)
        player.hasManagers = true
        let check = RandomCheck(town: town)
        for number in 0..<60 {
            let put = try await player.step()
            var problems: [String]
            do { problems = try await check.problems() } catch { problems = ["\(error)"] }
            if let put {
                // What the request freed or took is settled first: that is no repetition.
                try await player.runDue()
                let before = try await check.footprint()
                town.clock.advance(by: 60)
                try await RandomPlayer.carryOut(put, in: town)
                try await player.runDue()
                let after = try await check.footprint()
                if after != before {
                    let changes = Set(after).symmetricDifference(before).sorted().prefix(4).map { $0.prefix(700) }
                    problems.append("a repeated PUT changed something:\n\(changes.joined(separator: "\n"))")
                }
            }
            guard problems.isEmpty else {
                let story = player.log.suffix(8).joined(separator: "\n")
                Issue.record(
                    "CRENEAU_SEED=\(seed), step \(number): \(problems.prefix(6).joined(separator: "\n"))\nafter\n\(story)"
                )
                return
            }
        }
    }

    @Test func `sixteen at once with managers leave no contradiction`() async throws {
        let seed = Self.seeds[0]
        let town = try await RandomPlayer.ruledTown()
        let logs = try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 0..<16 {
                group.addTask {
                    var player = RandomPlayer(town, seed: seed &+ UInt64(number), name: "p\(number)")
                    player.hasManagers = true
                    for _ in 0..<15 { _ = try await player.step() }
                    return player.log
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let problems = try await RandomCheck(town: town).problems()
        let story = try await RandomCheck(town: town).story(logs, about: problems)
        #expect(problems.isEmpty, "CRENEAU_SEED=\(seed): \(problems.prefix(6).joined(separator: "\n"))\n\(story)")
    }
}
