import BookingCore
import Scheduling
import StoreContract
import Testing

/// What a delegate may do, and what stays the owner's (Apple's caldav-proxy §3; BEHAVIOUR, People, rights, privacy).
@Suite struct DelegationTests {
    private static let camille = PrincipalID.person("camille")
    private static let owner = Principal(person: TestTown.camille)
    private static let bruno = Principal(person: TestTown.bruno)

    private func directory(_ town: TestTown) -> DirectoryService {
        DirectoryService(store: town.store, environment: town.environment)
    }

    @Test(
        arguments: [
            (nil, [.readFreeBusy]), (.read, [.readFreeBusy, .read]), (.write, Set(CalendarRight.allCases)),
        ] as [(ProxyAccess?, Set<CalendarRight>)])
    func `rights follow the access, within the scopes of the credential`(
        _ access: ProxyAccess?, _ rights: Set<CalendarRight>
    ) async throws {
        let town = try await TestTown()
        try await directory(town).setAccess(
            access, of: Self.bruno.id, for: "camille", as: Self.owner, door: .caldav)
        let calendar = CollectionID.calendar(of: Self.camille)
        #expect(try await town.calendars.rights(on: calendar, as: Self.bruno) == rights)
        let scoped = Principal(person: TestTown.bruno, scopes: [.readBookings])
        #expect(try await town.calendars.rights(on: calendar, as: scoped).isSubset(of: [.readFreeBusy, .read]))
        // The owner has what they had, and so has who is nobody's delegate.
        #expect(try await town.calendars.rights(on: calendar, as: Self.owner) == Set(CalendarRight.allCases))
        let admin = Principal(person: TestTown.admin)
        #expect(try await town.calendars.rights(on: calendar, as: admin) == [.readFreeBusy])
    }

    @Test func `feeds and delegates stay with the owner`() async throws {
        let town = try await TestTown()
        try await directory(town).setAccess(
            .write, of: Self.bruno.id, for: "camille", as: Self.owner, door: .caldav)
        await #expect(throws: SchedulingError.self) {
            _ = try await town.feeds.create(for: Self.camille, privacy: .full, as: Self.bruno, door: .json)
        }
        await #expect(throws: SchedulingError.self) { _ = try await town.feeds.feeds(of: Self.camille, as: Self.bruno) }
        await #expect(throws: SchedulingError.self) {
            try await directory(town).setAccess(
                .write, of: .person("admin"), for: "camille", as: Self.bruno, door: .caldav)
        }
        await #expect(throws: SchedulingError.self) {
            try await directory(town).delegations(of: "camille", as: Self.bruno)
        }
        #expect(try await town.feeds.create(for: Self.camille, privacy: .full, as: Self.owner, door: .json).id != "")
    }

    @Test func `a person has at most a hundred delegates, and what changes nothing leaves no trace`() async throws {
        let people = (0...100).map {
            Person(id: "p\($0)", name: "P", addresses: ["p\($0)@ville.example"])
        }
        let town = try await TestTown(people: people)
        let service = directory(town)
        let all = people.map { PrincipalID.person($0.id) }
        await #expect(throws: SchedulingError.self) {
            try await service.setDelegates(all, access: .read, of: "camille", as: Self.owner, door: .caldav)
        }
        #expect(try await service.delegations(of: "camille", as: Self.owner).isEmpty)
        let number = try await town.store.withSnapshot { try $0.directoryNumber() }
        try await service.setDelegates([], access: .read, of: "camille", as: Self.owner, door: .caldav)
        #expect(try await town.store.withSnapshot { try $0.directoryNumber() } == number)
        try await service.setDelegates(
            Array(all.dropLast()), access: .read, of: "camille", as: Self.owner, door: .caldav)
        #expect(try await service.delegations(of: "camille", as: Self.owner).count == 100)
    }
}
