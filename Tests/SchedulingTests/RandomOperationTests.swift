import Scheduling
import Testing

/// Random operations through both doors; what is stored is compared with itself after each. `CRENEAU_SEED` replays one
/// run, `CRENEAU_SOAK=1` makes many.
@Suite struct RandomOperationTests {
    private static let seeds = SeededNumbers.seeds(3)

    @Test(arguments: seeds)
    func `whatever is done, answers, bookings, free busy and copies agree`(seed: UInt64) async throws {
        let town = try await RandomPlayer.town()
        var player = RandomPlayer(town, seed: seed)
        let check = RandomCheck(town: town)
        for number in 0..<60 {
            let put = try await player.step()
            var problems: [String]
            do { problems = try await check.problems() } catch { problems = ["\(error)"] }
            if let put {
                let (decisions, replies) = try await check.decisionsAndReplies(put)
                if !player.usesBothDoors(put.name), decisions != replies {
                    problems.append("\(decisions) decisions and \(replies) replies")
                }
                let before = try await check.footprint()
                let stored = try await town.object(put.name, of: put.person).text
                town.clock.advance(by: 60)
                let again = try await RandomPlayer.carryOut(put, in: town).object.text
                if try await check.footprint() != before {
                    problems.append("a repeated PUT changed something:\n\(stored)\ninto\n\(again)")
                }
            }
            guard problems.isEmpty else {
                let story = player.log.suffix(6).joined(separator: "\n")
                Issue.record(
                    "CRENEAU_SEED=\(seed), step \(number): \(problems.prefix(6).joined(separator: "\n"))\nafter\n\(story)"
                )
                return
            }
        }
    }

    @Test func `sixteen at once leave no contradiction`() async throws {
        let seed = Self.seeds[0]
        let town = try await RandomPlayer.town()
        let logs = try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 0..<16 {
                group.addTask {
                    var player = RandomPlayer(town, seed: seed &+ UInt64(number), name: "p\(number)")
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
