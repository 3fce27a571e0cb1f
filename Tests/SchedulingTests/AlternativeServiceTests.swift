import BookingCore
import CalendarTime
import StoreContract
import Testing
import Wording

@testable import Scheduling

/// What the doors offer to somebody whose request is refused.
@Suite struct AlternativeServiceTests {
    private static let paris = TestTown.zones.zone(named: "Europe/Paris")!
    private static let camille = Principal(person: TestTown.camille)
    private static let bruno = Principal(person: TestTown.bruno)

    private static func room(
        _ id: String, _ capacity: Int = 10, floor: String = "1", _ change: (inout Resource) -> Void = { _ in }
    ) -> Resource {
        var room = TestTown.room(id)
        room.capacity = capacity
        (room.site, room.building, room.floor) = ("mairie", "hotel", floor)
        change(&room)
        return room
    }

    private static func draft(
        _ resources: [ResourceID] = ["jaures"], hour: Int = 10, day: Int = 2, title: String = "Point",
        rule: String? = nil
    ) -> BookingDraft {
        func time(_ hour: Int) -> EventTime {
            .zoned(CivilDateTime(date: CivilDate(year: 2027, month: 3, day: day)!, hour: hour)!, paris)
        }
        return BookingDraft(
            resources: resources, title: title, start: time(hour), end: time(hour + 1),
            recurrence: rule.flatMap { try? RecurrenceRule(parsing: $0) }.map { [$0] } ?? [])
    }

    private func book(_ town: TestTown, _ draft: BookingDraft, as principal: Principal = bruno) async throws -> Booking
    {
        guard case .booked(let views) = try await town.bookings.submit(draft, as: principal, door: .json) else {
            throw SchedulingError.notFound
        }
        return views[0].booking
    }

    private func refusal(
        _ town: TestTown, _ draft: BookingDraft = draft(), as principal: Principal = camille
    ) async throws -> BookingRefusal.Item {
        let answer = try await town.bookings.submit(draft, as: principal, door: .json)
        guard case .refused(let refusal) = answer else {
            Issue.record("not refused: \(answer)")
            throw SchedulingError.notFound
        }
        return try #require(refusal.items.first)
    }

    private func words(_ item: BookingRefusal.Item, _ language: Language = .fr) -> [String] {
        Wording.sentences(for: item.alternatives, names: item.names, language: language, zone: Self.paris)
    }

    @Test func `another time of the same room, and other rooms, in words`() async throws {
        let town = try await TestTown([
            Self.room("jaures"), Self.room("zola", 12), Self.room("ferry", 12, floor: "2"), Self.room("sand", 4),
        ])
        _ = try await book(town, Self.draft())
        let item = try await refusal(town)
        #expect(
            words(item) == [
                "Salle jaures est libre le mardi 2 mars 2027 de 11 h 00 à 12 h 00.",
                "Autre salle libre : Salle zola (12 places, même étage).",
                "Autre salle libre : Salle ferry (12 places, même bâtiment).",
            ])
        #expect(
            words(item, .en) == [
                "Room jaures is free on Tuesday 2 March 2027, 11:00–12:00.",
                "Another free room: Room zola (12 places, same floor).",
                "Another free room: Room ferry (12 places, same building).",
            ])
    }

    @Test func `of a series a room for every date, or for the refused one`() async throws {
        let town = try await TestTown([Self.room("jaures"), Self.room("zola", 12)])
        _ = try await book(town, Self.draft(rule: "FREQ=WEEKLY;COUNT=4"))
        let item = try await refusal(town, Self.draft(rule: "FREQ=WEEKLY;COUNT=5"))
        #expect(words(item) == ["Autre salle libre à toutes les dates : Salle zola (12 places, même étage)."])
        _ = try await book(town, Self.draft(hour: 15, day: 10))
        let partial = try await refusedDate(town, Self.draft(hour: 15, day: 3, rule: "FREQ=WEEKLY;COUNT=4"))
        #expect(
            partial == [
                "Pour la date refusée du mercredi 10 mars 2027 : "
                    + "Salle jaures est libre le mercredi 10 mars 2027 de 16 h 00 à 17 h 00.",
                "Autre salle libre pour la date refusée : Salle zola (12 places, même étage), "
                    + "mercredi 10 mars 2027 de 15 h 00 à 16 h 00.",
                "Pour la date refusée du mercredi 10 mars 2027 : "
                    + "Salle jaures est libre le mercredi 10 mars 2027 de 14 h 00 à 15 h 00.",
            ])
    }

    /// What is said beside a series that is booked but for some dates.
    private func refusedDate(_ town: TestTown, _ draft: BookingDraft) async throws -> [String] {
        guard case .booked(let views) = try await town.bookings.submit(draft, as: Self.camille, door: .json),
            let view = views.first
        else { return [] }
        return Wording.sentences(
            for: view.alternatives, names: [:], language: .fr, zone: Self.paris
        ).map { $0.replacing("jaures", with: "Salle jaures").replacing("zola", with: "Salle zola") }
    }

    @Test func `the answer to an invitation carries what could be had`() async throws {
        let town = try await TestTown([Self.room("jaures"), Self.room("zola", 12)])
        _ = try await book(town, Self.draft())
        try await town.put("one", TestTown.event("one", at: 10))
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        let comment = try await town.comment("one")
        #expect(comment.contains("Salle jaures est libre le mardi 2 mars 2027 de 11 h 00 à 12 h 00."))
        #expect(comment.contains("Autre salle libre : Salle zola (12 places, même étage)."))
    }

    @Test func `what the event invites besides is not offered`() async throws {
        let town = try await TestTown([Self.room("jaures"), Self.room("zola", 12), Self.room("sand", 14)])
        _ = try await book(town, Self.draft())
        try await town.put("one", TestTown.event("one", at: 10, rooms: ["jaures", "zola"]))
        let said = try await town.inbox(of: TestTown.camille).map { $0.text.replacing("\r\n ", with: "") }.joined()
        #expect(said.contains("Autre salle libre : Salle sand") && !said.contains("Autre salle libre : Salle zola"))
        let item = try await refusal(town, Self.draft(["jaures", "zola"], day: 2), as: Self.camille)
        #expect(!item.alternatives.contains { $0.resource == "zola" })
    }

    @Test func `rooms that the organizer may not book are not named, and no title is`() async throws {
        let town = try await TestTown([
            Self.room("jaures"), Self.room("reservee") { $0.policy.bookInPolicy = Audience(members: ["bruno"]) },
            Self.room("fermee") { $0.disabled = true }, Self.room("muette") { $0.policy.autoSchedule = .declineAlways },
        ])
        _ = try await book(town, Self.draft(title: "SECRET-MARKER"))
        _ = try await book(town, Self.draft(hour: 11, title: "SECRET-MARKER"))
        let item = try await refusal(town)
        #expect(item.alternatives.allSatisfy { $0.resource == "jaures" })
        #expect(words(item).first == "Salle jaures est libre le mardi 2 mars 2027 de 9 h 00 à 10 h 00.")
        #expect(!"\(item.alternatives) \(words(item)) \(item.names)".contains("SECRET-MARKER"))
        #expect(!"\(item.alternatives) \(words(item))".contains("bruno"))
        // Who may have the room is offered it.
        let manager = try await refusal(town, Self.draft(), as: Self.bruno)
        #expect(manager.alternatives.contains { $0.resource == "reservee" })
    }

    @Test func `a refused change does not offer the time that one keeps, a refused event does`() async throws {
        let town = try await TestTown([Self.room("jaures")])
        let own = try await book(town, Self.draft(hour: 9), as: Self.camille)
        _ = try await book(town, Self.draft(hour: 10))
        var change = BookingChange()
        change.start = Self.draft(hour: 10).start
        let answer = try await town.bookings.change(own.id, change, ifMatch: nil, as: Self.camille, door: .json)
        guard case .refused(let refusal) = answer else {
            Issue.record("not refused")
            return
        }
        #expect(
            refusal.items.flatMap { words($0) } == [
                "Salle jaures est libre le mardi 2 mars 2027 de 11 h 00 à 12 h 00.",
                "Salle jaures est libre le mardi 2 mars 2027 de 8 h 45 à 9 h 45.",
            ])
        try await town.put("two", TestTown.event("two", at: 14))
        _ = try await book(town, Self.draft(hour: 15))
        _ = try await book(town, Self.draft(hour: 16))
        try await town.put("two", TestTown.event("two", at: 15, sequence: 1))
        #expect(try await town.comment("two").contains("de 14 h 00 à 15 h 00"))
    }

    @Test func `what goes with a room must be free, and quotas count`() async throws {
        var beamer = Self.room("beamer")
        beamer.kind = .equipment
        let town = try await TestTown([
            Self.room("jaures"), Self.room("avec") { $0.companions = [Companion("beamer")] },
            Self.room("limitee", 11) { $0.policy.quotas.futureBookings = 1 }, Self.room("zola", 12), beamer,
        ])
        _ = try await book(town, Self.draft())
        #expect(try await refusal(town).alternatives.map(\.resource) == ["jaures", "avec", "limitee"])
        _ = try await book(town, Self.draft(["beamer"]))
        #expect(try await refusal(town).alternatives.map(\.resource) == ["jaures", "limitee", "zola"])
        _ = try await book(town, Self.draft(["limitee"], day: 20), as: Self.camille)
        #expect(try await refusal(town).alternatives.map(\.resource) == ["jaures", "zola", "jaures"])
    }

    @Test func `every offer is accepted through the same door`() async throws {
        let town = try await TestTown([
            Self.room("jaures"), Self.room("zola", 12), Self.room("hall", 40) { $0.parts = ["jaures", "sand"] },
            Self.room("sand"),
        ])
        _ = try await book(town, Self.draft())
        _ = try await book(town, Self.draft(["sand"], hour: 12))
        let item = try await refusal(town)
        #expect(item.alternatives.map(\.resource) == ["jaures", "sand", "zola"])
        for alternative in item.alternatives {
            var draft = Self.draft([alternative.resource])
            if case .otherTime(let range) = alternative.offer {
                (draft.start, draft.end) = (.utc(range.start), .utc(range.end))
            }
            let booking = try await book(town, draft, as: Self.camille)
            #expect(booking.state == .confirmed)
        }
    }

    @Test func `looking for alternatives writes nothing and takes no lock`() async throws {
        let town = try await TestTown([Self.room("jaures"), Self.room("zola", 12)])
        let booking = try await book(town, Self.draft())
        let environment = town.environment
        let offered = try await town.store.withSnapshot { snapshot in
            var request = BookingRequest(
                booking: BookingID(rawValue: 7), resource: "jaures",
                organizer: BookingOrganizer(personID: "camille", address: "camille@ville.example"), isInternal: true,
                series: booking.series)
            request.organizerIDs = ["camille"]
            let service = AlternativeService(snapshot: snapshot, environment: environment, now: environment.now())
            let context = try service.context(
                of: try snapshot.resource("jaures") ?? TestTown.room("jaures"), for: request, invited: [])
            let decision = BookingEngine.decide(request, in: context, now: environment.now())
            let found = try service.alternatives(for: request, refused: decision, uid: "x")
            #expect(try service.alternatives(for: request, refused: decision, in: context, uid: "x") == found)
            #expect(Set(try service.names(of: found).keys) == Set(found.map(\.resource)))
            let accepted = BookingDecision(verdict: .accepted, instances: [])
            #expect(try service.alternatives(for: request, refused: accepted, uid: "x").isEmpty)
            return found
        }
        #expect(offered.map(\.resource) == ["jaures", "zola", "jaures"])
    }
}
