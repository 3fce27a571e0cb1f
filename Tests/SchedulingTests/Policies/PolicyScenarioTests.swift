import Foundation
import Testing

/// Plays Samples/policies through the services in process: JSON requests and calendar objects, with a clock that the
/// scenario moves.
@Suite struct PolicyScenarioTests {
    /// CRENEAU_POLICIES names another folder, for scenarios in the making.
    static let scenarios: [PolicyScenario] = {
        let own = ProcessInfo.processInfo.environment["CRENEAU_POLICIES"].map { URL(filePath: $0) }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return PolicyScenario.scenarios(in: own ?? root.appending(path: "Samples/policies"))
    }()

    @Test(arguments: scenarios)
    func `the rooms answer as the scenario says`(scenario: PolicyScenario) async {
        for door in scenario.doors {
            for problem in await PolicyPlayer.problems(of: scenario, by: door) {
                Issue.record(Comment(rawValue: problem))
            }
        }
    }

    @Test func `no two scenarios have the same title`() {
        let titles = Self.scenarios.map(\.title)
        #expect(Set(titles).count == titles.count)
    }
}
