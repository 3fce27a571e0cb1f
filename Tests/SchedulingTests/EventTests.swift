import BookingCore
import CalendarTime
import Foundation
import Scheduling
import StoreContract
import Testing

/// Following what happens: nothing is missed, nothing is told twice, nothing is told that may not be seen.
@Suite struct EventTests {
    private static let camille = Principal(person: TestTown.camille)

    private static func service(_ town: TestTown) -> EventService {
        EventService(store: town.store, environment: town.environment)
    }

    private static func follow(
        _ town: TestTown, _ resources: [ResourceID]? = nil, group: String? = nil, from id: String? = nil,
        as principal: Principal = camille
    ) async throws -> EventSubscription {
        try await service(town).subscribe(resources: resources, group: group, lastEventID: id, as: principal)
    }

    @Test func `every change is told once, in its order, with the resource's number`() async throws {
        let town = try await TestTown()
        try await town.put("before", TestTown.event("before", at: 8))
        var subscription = try await Self.follow(town)
        #expect(try await Self.service(town).next(&subscription).news.isEmpty)
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("one", TestTown.event("one", at: 10, sequence: 1))
        try await town.put("busy", TestTown.event("busy", at: 10, sequence: 1))
        try await town.delete("one")
        let page = try await Self.service(town).next(&subscription)
        #expect(page.isLast && !page.isReset)
        #expect(
            page.news.map(\.event.type) == [
                "booking.created", "booking.changed", "booking.declined", "booking.cancelled",
            ])
        let numbers = page.news.map(\.event.number)
        #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
        #expect(try await town.store.withSnapshot { try $0.changeNumber(of: "jaures") } >= numbers.last ?? 0)
        #expect(try await Self.service(town).next(&subscription).news.isEmpty)
    }

    @Test func `whoever comes back misses nothing, wherever they were cut off`() async throws {
        let town = try await TestTown()
        var whole = try await Self.follow(town)
        let start = whole.cursor.description
        for day in 1...9 { try await town.put("day\(day)", TestTown.event("day\(day)", at: 9, day: day)) }
        let all = try await Self.service(town).next(&whole).news.map(\.cursor.description)
        #expect(all.count == 9)
        for (index, id) in ([start] + all).enumerated() {
            var again = try await Self.follow(town, from: id)
            let page = try await Self.service(town).next(&again)
            #expect(!page.isReset)
            #expect(page.news.map(\.cursor.description) == Array(all.dropFirst(index)))
        }
    }

    @Test(arguments: [
        "", "x", "memory", "memory.", "memory.-1", "memory.99", "other.1", ".1", "memory.9223372036854775808",
    ])
    func `an id that says nothing here begins with a reset`(_ id: String) async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        var subscription = try await Self.follow(town, from: id)
        let page = try await Self.service(town).next(&subscription)
        #expect(page.isReset && page.news.isEmpty)
        // From then on nothing is missed.
        try await town.put("two", TestTown.event("two", at: 11))
        #expect(try await Self.service(town).next(&subscription).news.count == 1)
    }

    @Test func `a reader that is too far behind is told to read everything again`() async throws {
        let town = try await TestTown()
        var forgotten = try await Self.follow(town)
        for day in 1...5 { try await town.put("day\(day)", TestTown.event("day\(day)", at: 9, day: day)) }
        try await town.store.withTransaction(locking: []) { try $0.dropEvents(keeping: 2) }
        #expect(try await Self.service(town).next(&forgotten).isReset)
        var far = try await Self.follow(town)
        try await town.store.withTransaction(locking: []) { transaction in
            let number = EventService.longestBacklog + 1
            for each in 1...number {
                try transaction.append(
                    BookingEvent(
                        resource: "jaures", number: each, booking: BookingID(rawValue: 1), action: .bookingChanged,
                        at: Instant(seconds: 0)))
            }
        }
        #expect(try await Self.service(town).next(&far).isReset)
    }

    @Test func `only the resources that were asked for are told`() async throws {
        let town = try await RoomGroupTests.town()
        var one = try await Self.follow(town, ["petite"])
        var group = try await Self.follow(town, group: "salles")
        var none = try await Self.follow(town, [])
        for (index, room) in ["petite", "moyenne", "grande"].enumerated() {
            try await town.put(room, TestTown.event(room, at: 9 + index, rooms: [room]))
        }
        #expect(try await Self.service(town).next(&one).news.map(\.event.resource) == ["petite"])
        #expect(try await Self.service(town).next(&group).news.count == 3)
        #expect(try await Self.service(town).next(&none).news.isEmpty)
        #expect(one.cursor == group.cursor)
        await #expect(throws: SchedulingError.self) { try await Self.follow(town, ["keine"]) }
        await #expect(throws: SchedulingError.self) { try await Self.follow(town, group: "keine") }
    }

    /// A credential, and whether its bearer sees Camille's title and Camille.
    static let viewers: [(Principal, title: Bool, organizer: Bool)] = [
        (Principal(person: TestTown.camille), true, true), (Principal(person: TestTown.bruno), true, true),
        (Principal(person: Person(id: "eve", name: "Eve", addresses: ["eve@ville.example"])), false, true),
        // A display shows what everybody may see, whoever hung it up.
        (Principal(person: TestTown.admin, scopes: [.display]), false, true),
        (Principal(person: TestTown.camille, scopes: [.readFreeBusy]), false, false),
    ]

    @Test(arguments: viewers.indices)
    func `a booking is told as its reader may see it`(_ index: Int) async throws {
        let (principal, title, organizer) = Self.viewers[index]
        var room = TestTown.room("jaures")
        room.policy.privacy = .organizer
        let town = try await TestTown([room])
        var subscription = try await Self.follow(town, ["jaures"], as: principal)
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 11, more: "CLASS:CONFIDENTIAL"))
        let page = try await Self.service(town).next(&subscription)
        #expect(page.news.count == 2)
        let view = try #require(page.news.first?.view)
        #expect(view.showsTitle == title && view.showsOrganizer == organizer)
        #expect(view.booking.title.isEmpty == !title)
        let secret = try #require(page.news.last?.view)
        if !title { #expect(!"\(secret)".contains("Réunion") && !"\(secret)".contains("camille")) }
        await #expect(throws: SchedulingError.self) {
            try await Self.follow(town, as: Principal(person: TestTown.admin, scopes: [.administerResources]))
        }
    }
}
