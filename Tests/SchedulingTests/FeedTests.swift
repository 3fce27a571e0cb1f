import BookingCore
import CalendarTime
import Foundation
import Scheduling
import StoreContract
import Testing

/// Feeds of rooms, groups of rooms and people: who may make them, what they show, and what an unchanged one costs.
@Suite struct FeedTests {
    private static let admin = Principal(person: TestTown.admin)
    private static let bruno = Principal(person: TestTown.bruno)
    private static let camille = Principal(person: TestTown.camille)

    private static func content(
        _ town: TestTown, _ feed: Feed, form: FeedForm = .series, ifNoneMatch: [String]? = nil,
        ifModifiedSince: Instant? = nil
    ) async throws -> (text: String, etag: String, lastModified: Instant)? {
        let answer = try await town.feeds.render(
            token: try await town.feeds.token(of: feed), language: nil, form: form, ifNoneMatch: ifNoneMatch,
            ifModifiedSince: ifModifiedSince)
        guard case .content(let text, let etag, let lastModified) = answer else { return nil }
        return (text, etag, lastModified)
    }

    /// Whether nothing was found, as for what does not exist.
    private static func isHidden(_ body: () async throws -> Void) async -> Bool {
        do {
            try await body()
            return false
        } catch SchedulingError.notFound {
            return true
        } catch {
            return false
        }
    }

    @Test func `administrators keep other people's feeds, and read no more in them than when somebody is taken`()
        async throws
    {
        let town = try await RoomGroupTests.town()
        let own = try await town.feeds.create(for: .person("camille"), privacy: .full, as: Self.camille, door: .json)
        #expect(town.feeds.shows(own, to: Self.camille) && !town.feeds.shows(own, to: Self.admin))
        let made = try await town.feeds.create(for: .person("camille"), privacy: nil, as: Self.admin, door: .json)
        #expect(made.privacy == .busy && town.feeds.shows(made, to: Self.admin))
        for privacy in [Privacy.full, .organizer] {
            await #expect(throws: SchedulingError.self) {
                _ = try await town.feeds.create(for: .person("camille"), privacy: privacy, as: Self.admin, door: .json)
            }
        }
        #expect(try await town.feeds.feeds(of: .person("camille"), as: Self.admin).count == 2)
        let rotated = try await town.feeds.rotate(own.id, as: Self.admin, door: .json)
        await #expect(throws: SchedulingError.self) { _ = try await Self.content(town, own) }
        #expect(try await Self.content(town, rotated) != nil)
        try await town.feeds.delete(own.id, as: Self.admin, door: .json)
        await #expect(throws: SchedulingError.self) { _ = try await Self.content(town, rotated) }
        #expect(await Self.isHidden { _ = try await town.feeds.feeds(of: .person("nobody"), as: Self.admin) })
        #expect(await Self.isHidden { _ = try await town.feeds.feeds(of: .person("camille"), as: Self.bruno) })
        #expect(await Self.isHidden { try await town.feeds.delete(made.id, as: Self.bruno, door: .json) })
    }

    /// An owner, who makes the feed, and the room on which Camille's event shows in it.
    static let owners: [(PrincipalID, Principal)] = [
        (.resource("petite"), Principal(person: TestTown.bruno)), (.roomGroup("salles"), bruno),
        (.person("camille"), camille),
    ]

    @Test(arguments: owners)
    func `an unchanged feed touches no booking, a changed one has another tag`(
        owner: PrincipalID, principal: Principal
    ) async throws {
        let town = try await RoomGroupTests.town()
        let feed = try await town.feeds.create(for: owner, privacy: .full, as: principal, door: .json)
        let empty = try #require(try await Self.content(town, feed))
        #expect(!empty.text.contains("VEVENT"))
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["petite"]))
        let first = try #require(try await Self.content(town, feed, ifNoneMatch: [empty.etag]))
        #expect(first.text.contains("SUMMARY:Réunion one"))
        #expect(first.text.contains("LOCATION:Salle petite"))
        let reads = town.store.bookingReads.count
        #expect(try await Self.content(town, feed, ifNoneMatch: [first.etag]) == nil)
        #expect(town.store.bookingReads.count == reads)
        try await town.put("one", TestTown.event("one", at: 11, rooms: ["petite"], sequence: 1))
        let moved = try #require(try await Self.content(town, feed, ifNoneMatch: [first.etag]))
        #expect(town.store.bookingReads.count > reads)
        #expect(moved.text.contains("T110000"))
        try await town.delete("one")
        let gone = try #require(try await Self.content(town, feed, ifNoneMatch: [moved.etag, first.etag, empty.etag]))
        #expect(!gone.text.contains("VEVENT"))
    }

    @Test(arguments: owners)
    func `a reader that knows only the time of the last change misses none`(
        owner: PrincipalID, principal: Principal
    ) async throws {
        let town = try await RoomGroupTests.town()
        let feed = try await town.feeds.create(for: owner, privacy: .full, as: principal, door: .json)
        town.clock.advance(by: 60)
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["petite"]))
        // Read within the second of the change: what comes in the same second must not be missed.
        let early = try #require(try await Self.content(town, feed))
        #expect(early.lastModified < town.clock.now)
        try await town.put("two", TestTown.event("two", at: 11, rooms: ["petite"]))
        let both = try #require(try await Self.content(town, feed, ifModifiedSince: early.lastModified))
        #expect(both.text.contains("UID:") && both.text.contains("Réunion two"))
        town.clock.advance(by: 60)
        let later = try #require(try await Self.content(town, feed))
        let reads = town.store.bookingReads.count
        #expect(try await Self.content(town, feed, ifModifiedSince: later.lastModified) == nil)
        #expect(town.store.bookingReads.count == reads)
        // Nothing of what is left in the feed is as young as the cancellation.
        try await town.delete("two")
        #expect(try await Self.content(town, feed, ifModifiedSince: later.lastModified) != nil)
    }

    @Test func `a group's feed changes with its members and shows where`() async throws {
        let town = try await RoomGroupTests.town()
        let feed = try await town.feeds.create(for: .roomGroup("salles"), privacy: nil, as: Self.bruno, door: .json)
        #expect(feed.privacy == .busy)
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["petite", "grande"]))
        let both = try #require(try await Self.content(town, feed))
        #expect(both.text.contains("LOCATION:Salle petite") && both.text.contains("LOCATION:Salle grande"))
        #expect(both.text.contains("X-WR-CALNAME:Une salle"))
        #expect(!both.text.contains("Réunion"))
        try await town.bookings.saveRoomGroup(
            RoomGroup(
                id: "salles", names: LocalizedText(fr: "Une salle", en: "Any room"), address: "salles@ville.example",
                members: ["grande"]), as: Self.admin, door: .json)
        let one = try #require(try await Self.content(town, feed, ifNoneMatch: [both.etag]))
        #expect(!one.text.contains("Salle petite") && one.text.contains("Salle grande"))
    }

    @Test func `a person's feed shows what they booked, and ends with their account`() async throws {
        let town = try await RoomGroupTests.town()
        let feed = try await town.feeds.create(for: .person("camille"), privacy: nil, as: Self.camille, door: .json)
        #expect(feed.privacy == .full)
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["petite"], more: "CLASS:PRIVATE"))
        try await town.put(
            "other",
            TestTown.event("other", at: 11, rooms: ["petite"])
                .replacingOccurrences(of: "camille@ville", with: "bruno@ville"), as: TestTown.bruno)
        let seen = try #require(try await Self.content(town, feed))
        #expect(seen.text.contains("SUMMARY:Occupé") && !seen.text.contains("Réunion"))
        #expect(seen.text.components(separatedBy: "BEGIN:VEVENT").count == 2)
        var closed = TestTown.camille
        closed.isDisabled = true
        let person = closed
        try await town.store.withTransaction(locking: []) { try $0.save(person) }
        #expect(await Self.isHidden { _ = try await Self.content(town, feed) })
    }

    @Test func `feeds belong to those who answer for what they show`() async throws {
        let town = try await RoomGroupTests.town()
        func make(_ owner: PrincipalID, _ principal: Principal) async throws -> Feed {
            try await town.feeds.create(for: owner, privacy: .busy, as: principal, door: .json)
        }
        for owner in [PrincipalID.resource("petite"), .roomGroup("salles"), .person("bruno"), .person("nobody")] {
            #expect(await Self.isHidden { _ = try await make(owner, Self.camille) })
            #expect(await Self.isHidden { _ = try await town.feeds.feeds(of: owner, as: Self.camille) })
        }
        // Nobody's address leads into another person's agenda, an administrator's neither.
        let others = try await make(.person("camille"), Self.admin)
        #expect(others.privacy == .busy)
        #expect(await Self.isHidden { _ = try await make(.roomGroup("none"), Self.admin) })
        #expect(await Self.isHidden { _ = try await make(.group("service"), Self.admin) })
        let feed = try await make(.roomGroup("salles"), Self.bruno)
        for call in [
            { _ = try await town.feeds.feed(feed.id, as: Self.camille) },
            { _ = try await town.feeds.rotate(feed.id, as: Self.camille, door: .json) },
            { try await town.feeds.delete(feed.id, as: Self.camille, door: .json) },
        ] as [() async throws -> Void] {
            #expect(await Self.isHidden(call))
        }
        let narrow = Principal(person: TestTown.bruno, scopes: [.writeBookings])
        await #expect(throws: SchedulingError.self) { try await make(.resource("petite"), narrow) }
    }

    @Test func `an address is dead at once when it is rotated or revoked`() async throws {
        let town = try await RoomGroupTests.town()
        let feed = try await town.feeds.create(for: .roomGroup("salles"), privacy: .busy, as: Self.bruno, door: .json)
        let token = try await town.feeds.token(of: feed)
        let known = try #require(try await Self.content(town, feed))
        let rotated = try await town.feeds.rotate(feed.id, as: Self.bruno, door: .json)
        // A reader that has a copy is told no more than any other.
        #expect(
            await Self.isHidden {
                _ = try await town.feeds.render(token: token, language: nil, ifNoneMatch: [known.etag])
            })
        #expect(try await Self.content(town, rotated) != nil)
        try await town.feeds.delete(feed.id, as: Self.bruno, door: .json)
        #expect(await Self.isHidden { _ = try await Self.content(town, rotated) })
    }

    @Test(arguments: [(-1, 1), (0, 0), (3_661, 1), (0, 3_661), (Int.max, Int.max), (Int.min, Int.min)])
    func `a window outside the limits is refused`(past: Int, future: Int) async throws {
        let town = try await TestTown()
        await #expect(throws: SchedulingError.self) {
            try await town.feeds.create(
                for: .resource("jaures"), privacy: .busy, pastDays: past, futureDays: future, as: Self.bruno,
                door: .json)
        }
    }

    @Test func `a window begins and ends at midnight, and a display shows today and tomorrow by time`() async throws {
        let town = try await TestTown()
        // 1 March 2027, 23:30 in Paris.
        town.clock.advance(by: Instant(rfc3339: "2027-03-01T22:30:00Z")!.seconds - town.clock.now.seconds)
        for day in [3, 2, 4] {
            try await town.put("day\(day)", TestTown.event("day\(day)", at: 9, day: day))
        }
        try await town.put("weekly", TestTown.event("weekly", at: 8, day: 2, more: "RRULE:FREQ=DAILY;COUNT=9"))
        func shown(_ feed: Feed, _ form: FeedForm) async throws -> [String] {
            let text = try #require(try await Self.content(town, feed, form: form)).text
            return text.split(separator: "\r\n").filter { $0.hasPrefix("DTSTART") }.map(String.init)
        }
        let feed = try await town.feeds.create(
            for: .resource("jaures"), privacy: .busy, pastDays: 0, futureDays: 3, as: Self.bruno, door: .json)
        #expect(
            try await shown(feed, .display) == ["DTSTART:20270302T070000Z", "DTSTART:20270302T080000Z"])
        #expect(
            try await shown(feed, .instances) == [
                "DTSTART:20270302T070000Z", "DTSTART:20270302T080000Z", "DTSTART:20270303T070000Z",
                "DTSTART:20270303T080000Z",
            ])
        let before = try #require(try await Self.content(town, feed, form: .display)).etag
        // Past midnight the second day has come.
        town.clock.advance(by: 3_600)
        #expect(try await Self.content(town, feed, form: .display, ifNoneMatch: [before]) != nil)
        #expect(try await shown(feed, .display).count == 4)
    }
}
