import BookingCore
import Scheduling
import StoreContract
import Testing

/// Rules and resources name people, groups and resources that there are.
@Suite struct KnownIDTests {
    private static let admin = Principal(person: TestTown.admin)

    private static func town() async throws -> TestTown {
        let town = try await TestTown([TestTown.room("jaures"), TestTown.room("nord")], people: [TestTown.agnes])
        try await town.store.withTransaction(locking: []) { transaction in
            try transaction.save(PersonGroup(id: "accueil", name: "Accueil", members: ["agnes"]))
        }
        return town
    }

    private static func expect(
        _ field: String, _ id: String, _ body: () async throws -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let error = await #expect(throws: SchedulingError.self, sourceLocation: sourceLocation) { try await body() }
        guard case .invalidField(field, .unknownID(id))? = error else {
            Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
            return
        }
    }

    private static let policies: [(String, @Sendable (inout BookingPolicy, [String]) -> Void)] = [
        ("bookInPolicy", { $0.bookInPolicy = Audience(words: $1) }),
        ("requestInPolicy", { $0.requestInPolicy = Audience(words: $1) }),
        ("requestOutOfPolicy", { $0.requestOutOfPolicy = Audience(words: $1) }),
        ("approval.managers", { $0.approval.managers = $1 }),
    ]

    @Test func `a shared policy names people and groups that there are`() async throws {
        let town = try await Self.town()
        for (field, set) in Self.policies {
            var policy = BookingPolicy()
            set(&policy, ["agnes", "accueil", "etat-civill"])
            await Self.expect(field, "etat-civill") {
                try await town.bookings.savePolicy("p", policy, as: Self.admin, door: .json)
            }
            set(&policy, ["agnes", "accueil"])
            try await town.bookings.savePolicy("p", policy, as: Self.admin, door: .json)
        }
        var policy = BookingPolicy()
        policy.bookInPolicy = Audience(words: ["everyone", "internal"])
        try await town.bookings.savePolicy("p", policy, as: Self.admin, door: .json)
    }

    @Test func `a resource's own rules as well, whether alone or on top of shared ones`() async throws {
        let town = try await Self.town()
        try await town.bookings.savePolicy("p", BookingPolicy(), as: Self.admin, door: .json)
        for (field, set) in Self.policies {
            var alone = TestTown.room("jaures")
            set(&alone.policy, ["zz"])
            await Self.expect("policy." + field, "zz") {
                try await town.bookings.saveResources([alone], as: Self.admin, door: .json)
            }
            var sharing = TestTown.room("jaures")
            sharing.policyName = "p"
            sharing.policyOverrides = PolicyOverrides(from: BookingPolicy(), to: alone.policy)
            await Self.expect("overrides." + field, "zz") {
                try await town.bookings.saveResources([sharing], as: Self.admin, door: .json)
            }
        }
    }

    @Test func `managers, parts and companions are there, or come along`() async throws {
        let town = try await Self.town()
        var managed = TestTown.room("jaures")
        managed.managers = ["bruno", "accueil", "nobody"]
        await Self.expect("managers", "nobody") {
            try await town.bookings.saveResources([managed], as: Self.admin, door: .json)
        }
        let whole = TestTown.room("jaures", parts: ["nord", "sud"])
        await Self.expect("parts", "sud") {
            try await town.bookings.saveResources([whole], as: Self.admin, door: .json)
        }
        var equipped = TestTown.room("jaures")
        equipped.companions = [Companion("ecran")]
        await Self.expect("companions", "ecran") {
            try await town.bookings.saveResources([equipped], as: Self.admin, door: .json)
        }
        // Nothing is saved of a list in which one is wrong, and it says which.
        await Self.expect("resources[1].companions", "ecran") {
            try await town.bookings.saveResources([TestTown.room("sud"), equipped], as: Self.admin, door: .json)
        }
        #expect(try await town.bookings.resources(as: Self.admin).map(\.id) == ["jaures", "nord"])
        var screen = TestTown.room("ecran")
        screen.companions = [Companion("jaures", isIncluded: false)]
        try await town.bookings.saveResources([equipped, screen], as: Self.admin, door: .json)
        managed.managers = ["accueil", "agnes"]
        try await town.bookings.saveResources([managed], as: Self.admin, door: .json)
    }
}
