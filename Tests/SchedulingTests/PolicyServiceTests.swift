import BookingCore
import CalendarTime
import Scheduling
import StoreContract
import Testing

/// Policies that several resources share by a name.
@Suite struct PolicyServiceTests {
    static let admin = Principal(person: TestTown.admin)

    @Test func `a change of a shared policy reaches all that share it, their own overrides on top`() async throws {
        let town = try await TestTown()
        var policy = BookingPolicy()
        policy.maximumDuration = 7_200
        #expect(try await town.bookings.savePolicy("salles", policy, as: Self.admin, door: .json).version == 1)
        var (jaures, zola) = (TestTown.room("jaures"), TestTown.room("zola"))
        (jaures.policyName, zola.policyName) = ("salles", "salles")
        zola.policyOverrides.privacy = .full
        zola.policyOverrides.maximumDuration = .some(nil)
        try await town.bookings.saveResources([jaures, zola], as: Self.admin, door: .json)
        var read = try await town.bookings.resource("jaures", as: Self.admin)
        #expect(read.policy.maximumDuration == 7_200)
        #expect(read.policyVersion == 1)
        policy.minimumNotice = 600
        #expect(try await town.bookings.savePolicy("salles", policy, as: Self.admin, door: .json).version == 2)
        read = try await town.bookings.resource("jaures", as: Self.admin)
        #expect((read.policy.minimumNotice, read.policyVersion) == (600, 2))
        read = try await town.bookings.resource("zola", as: Self.admin)
        #expect((read.policy.minimumNotice, read.policyVersion) == (600, 2))
        #expect(read.policy.privacy == .full)
        #expect(read.policy.maximumDuration == nil)
        let versions = try await town.bookings.policyVersions("salles", as: Self.admin)
        #expect(versions.map(\.version) == [1, 2])
        #expect(versions[0].policy.minimumNotice == 0)
        #expect(try await town.bookings.policies(as: Self.admin).map(\.version) == [2])
        let audit = try await town.store.withSnapshot { try $0.auditRecords(of: "zola", limit: 10) }
        #expect(audit.filter { $0.action == .resourceSaved }.count == 3)
        #expect(audit.first?.actor == "admin")
    }

    @Test func `the same policy again makes no version`() async throws {
        let town = try await TestTown()
        for _ in 0..<2 { try await town.bookings.savePolicy("salles", BookingPolicy(), as: Self.admin, door: .json) }
        #expect(try await town.bookings.policyVersions("salles", as: Self.admin).count == 1)
    }

    @Test func `an unknown name, a policy that cannot be and a person who may not are refused`() async throws {
        let town = try await TestTown()
        var room = TestTown.room("jaures")
        room.policyName = "nulle-part"
        await #expect(throws: SchedulingError.self) {
            try await town.bookings.saveResources([room], as: Self.admin, door: .json)
        }
        var policy = BookingPolicy()
        policy.conflictPercentageAllowed = 101
        await #expect(throws: SchedulingError.self) {
            try await town.bookings.savePolicy("salles", policy, as: Self.admin, door: .json)
        }
        await #expect(throws: SchedulingError.self) {
            try await town.bookings.savePolicy("Salles !", BookingPolicy(), as: Self.admin, door: .json)
        }
        let camille = Principal(person: TestTown.camille)
        await #expect(throws: SchedulingError.self) {
            try await town.bookings.savePolicy("salles", BookingPolicy(), as: camille, door: .json)
        }
        await #expect(throws: SchedulingError.self) { try await town.bookings.policies(as: camille) }
        await #expect(throws: SchedulingError.self) { try await town.bookings.policy("salles", as: Self.admin) }
    }

    @Test func `a shared policy with overrides that contradict each other is refused`() async throws {
        let town = try await TestTown()
        var policy = BookingPolicy()
        policy.minimumDuration = 7_200
        try await town.bookings.savePolicy("salles", policy, as: Self.admin, door: .json)
        var room = TestTown.room("jaures")
        room.policyName = "salles"
        room.policyOverrides.maximumDuration = .some(3_600)
        await #expect(throws: SchedulingError.self) {
            try await town.bookings.saveResources([room], as: Self.admin, door: .json)
        }
    }
}
