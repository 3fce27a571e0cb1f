import BookingCore
import CalendarTime
import Foundation
import Scheduling
import StoreContract
import Testing

/// Subscriptions: who may have them, what is written for them, and that it is written with what it tells of.
@Suite struct WebhookTests {
    private static let admin = Principal(person: TestTown.admin)
    private static let bruno = Principal(person: TestTown.bruno)
    private static let camille = Principal(person: TestTown.camille)

    private static func service(_ town: TestTown) -> WebhookService {
        WebhookService(
            store: town.store, environment: town.environment,
            allowance: { WebhookAllowance(hosts: ["ecrans.intern", "10.1.2.3"]) })
    }

    private static func make(
        _ town: TestTown, _ url: String = "https://hook.example/", resources: Set<ResourceID> = [],
        events: Set<String> = [], privacy: Privacy? = nil, as principal: Principal = admin
    ) async throws -> Webhook {
        var draft = WebhookService.Draft()
        draft.url = url
        draft.resources = resources
        draft.events = events
        draft.privacy = privacy
        return try await service(town).create(draft, as: principal, door: .json).webhook
    }

    private static func messages(_ town: TestTown, _ webhook: Webhook) async throws -> [WebhookMessage] {
        try await service(town).messages(of: webhook.id, in: nil, after: 0, limit: 500, as: admin)
    }

    @Test func `what is told is written with the booking, or not at all`() async throws {
        let town = try await TestTown()
        let webhook = try await Self.make(town)
        // Refused whole: the second room is taken, nothing is booked, nothing is told.
        try await town.put("taken", TestTown.event("taken", at: 9, rooms: ["zola"]))
        let before = try await Self.messages(town, webhook)
        #expect(before.map(\.type) == ["booking.created"])
        let times = (Instant(rfc3339: "2027-03-02T08:00:00Z")!, Instant(rfc3339: "2027-03-02T09:00:00Z")!)
        let both = BookingDraft(resources: ["jaures", "zola"], title: "Deux", start: .utc(times.0), end: .utc(times.1))
        guard case .refused = try await town.bookings.submit(both, as: Self.camille, door: .json) else {
            Issue.record("not refused")
            return
        }
        let one = BookingDraft(resources: ["jaures"], title: "Essai", start: .utc(times.0), end: .utc(times.1))
        _ = try await town.bookings.submit(one, as: Self.camille, door: .json, dryRun: true)
        #expect(try await Self.messages(town, webhook) == before)
        let events = try await town.store.withSnapshot { try $0.bookingEvents(after: 0, limit: 99) }
        #expect(events.count == 1)
        _ = try await town.bookings.submit(one, as: Self.camille, door: .json)
        let after = try await Self.messages(town, webhook)
        #expect(after.count == 2)
        #expect(Set(after.map(\.identity)).count == 2)
    }

    @Test func `only what was subscribed to is told`() async throws {
        let town = try await TestTown()
        let room = try await Self.make(town, resources: ["zola"])
        let ends = try await Self.make(town, events: ["booking.cancelled"])
        let off = try await Self.make(town)
        var draft = WebhookService.Draft()
        draft.isEnabled = false
        #expect(
            try await Self.service(town).change(off.id, draft, as: Self.admin, door: .json).disabledBecause == .asked)
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["jaures", "zola"]))
        try await town.delete("one")
        #expect(try await Self.messages(town, room).map(\.type) == ["booking.created", "booking.cancelled"])
        #expect(try await Self.messages(town, room).allSatisfy { $0.resource == "zola" })
        #expect(try await Self.messages(town, ends).map(\.type) == ["booking.cancelled", "booking.cancelled"])
        #expect(try await Self.messages(town, off).isEmpty)
    }

    @Test(arguments: [Privacy.full, .organizer, .busy], [false, true])
    func `no more is told than the subscription shows, and of a private booking nothing`(
        _ privacy: Privacy, isPrivate: Bool
    ) async throws {
        let town = try await TestTown()
        let webhook = try await Self.make(town, privacy: privacy)
        try await town.put("one", TestTown.event("one", at: 9, more: isPrivate ? "CLASS:CONFIDENTIAL" : ""))
        let body = try #require(try await Self.messages(town, webhook).first).body
        #expect(body.contains("Réunion") == (privacy == .full && !isPrivate))
        #expect(body.contains("camille") == (privacy != .busy && !isPrivate))
        #expect(!body.contains("jaures@"))
    }

    @Test func `whoever does not answer for a room any more is told nothing of it`() async throws {
        let town = try await TestTown()
        let webhook = try await Self.make(town, resources: ["jaures"], as: Self.bruno)
        try await town.put("one", TestTown.event("one", at: 9))
        #expect(try await Self.messages(town, webhook).count == 1)
        var room = TestTown.room("jaures")
        room.managers = []
        try await town.bookings.saveResources([room], as: Self.admin, door: .json)
        try await town.put("two", TestTown.event("two", at: 11))
        #expect(try await Self.messages(town, webhook).count == 1)
    }

    @Test func `subscriptions are for those who answer for the rooms, and seen by nobody else`() async throws {
        let town = try await TestTown()
        let webhook = try await Self.make(town, resources: ["jaures"], as: Self.bruno)
        #expect(webhook.owner == "bruno" && webhook.privacy == .busy)
        for principal in [Self.camille, Self.bruno] {
            // All rooms, or one of somebody else's.
            await #expect(throws: SchedulingError.self) { try await Self.make(town, as: principal) }
        }
        await #expect(throws: SchedulingError.self) {
            try await Self.make(town, resources: ["jaures"], as: Self.camille)
        }
        await #expect(throws: SchedulingError.self) { try await Self.make(town, resources: ["keine"]) }
        await #expect(throws: SchedulingError.self) { try await Self.make(town, events: ["booking.eaten"]) }
        let narrow = Principal(person: TestTown.admin, scopes: [.writeBookings])
        await #expect(throws: SchedulingError.self) { try await Self.make(town, as: narrow) }
        let service = Self.service(town)
        #expect(try await service.webhooks(as: Self.camille).isEmpty)
        #expect(try await service.webhooks(as: Self.bruno).map(\.id) == [webhook.id])
        #expect(try await service.webhooks(as: Self.admin).map(\.id) == [webhook.id])
        for call in [
            { _ = try await service.webhook(webhook.id, as: Self.camille) },
            { _ = try await service.rotate(webhook.id, as: Self.camille, door: .json) },
            { _ = try await service.messages(of: webhook.id, in: nil, after: 0, limit: 1, as: Self.camille) },
            { try await service.delete(webhook.id, as: Self.camille, door: .json) },
        ] as [() async throws -> Void] {
            await #expect(throws: SchedulingError.self) { try await call() }
        }
        try await service.delete(webhook.id, as: Self.bruno, door: .json)
        #expect(try await service.webhooks(as: Self.admin).isEmpty)
    }

    @Test(arguments: [
        "", "hook.example", "ftp://hook.example/", "http://hook.example/", "https://", "https://user@hook.example/",
        "https://hook.example/#x", "https://hook.example:0/", "https://hook.example:70000/", "https://hook.example:/",
        "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://[fe80::1]/", "https://[::ffff:10.0.0.1]/",
        "https://localhost/", "https://a.localhost/", "https://hôte.example/", "https://hook.example/ x",
        "https://hook.example\\@10.0.0.1/", "https://169.254.169.254/latest", "https://[hook.example]/",
        "https://hook.example/" + String(repeating: "x", count: 2_000),
    ])
    func `an address that cannot be called is refused`(_ url: String) async throws {
        let town = try await TestTown()
        await #expect(throws: SchedulingError.self) { try await Self.make(town, url) }
        #expect(try await Self.service(town).webhooks(as: Self.admin).isEmpty)
    }

    @Test(arguments: [
        "https://hook.example", "HTTPS://Hook.Example:8443/a?b=c", "https://192.0.78.1/", "https://[2a00:1450::1]:444/",
        "http://ecrans.intern/", "http://ECRANS.intern:8080/x", "http://10.1.2.3/", "https://a-b.example/%C3%A9",
    ])
    func `an address on the internet at large, or one that is allowed, is taken`(_ url: String) async throws {
        let town = try await TestTown()
        #expect(try await Self.make(town, url).url == url)
    }

    @Test(arguments: [
        ("8.8.8.8", true), ("192.0.78.1", true), ("172.15.0.1", true), ("172.32.0.1", true), ("100.63.0.1", true),
        ("0.0.0.0", false), ("10.255.0.1", false), ("100.64.0.1", false), ("127.1.2.3", false),
        ("169.254.169.254", false), ("172.16.0.1", false), ("172.31.255.255", false), ("192.168.1.1", false),
        ("198.18.0.1", false), ("224.0.0.1", false), ("255.255.255.255", false), ("2a00:1450:4007::1", true),
        ("::", false), ("::1", false), ("::ffff:8.8.8.8", true), ("::ffff:192.168.0.1", false), ("fe80::1", false),
        ("fc00::1", false), ("fd12::1", false), ("ff02::1", false), ("2001:db8::1", false), ("2001::1", false),
        ("64:ff9b::a00:1", false), ("2002:a00:1::", false), ("2002:808:808::", true),
    ])
    func `an address is public or not`(_ text: String, _ isPublic: Bool) throws {
        let address = try #require(NetworkAddress(text))
        #expect(address.isPublic == isPublic)
        #expect(NetworkAddress(address.text) == address)
    }
}
