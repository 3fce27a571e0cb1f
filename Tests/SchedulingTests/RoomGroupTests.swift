import BookingCore
import CalendarTime
import ICalendar
import Scheduling
import StoreContract
import Testing

/// An address of a group of rooms: the one that fits best answers, under the group's address.
@Suite struct RoomGroupTests {
    static func town() async throws -> TestTown {
        func room(_ id: String, _ capacity: Int) -> Resource {
            var room = TestTown.room(id)
            room.capacity = capacity
            return room
        }
        let town = try await TestTown([room("petite", 4), room("moyenne", 8), room("grande", 30)])
        try await town.bookings.saveRoomGroup(
            RoomGroup(
                id: "salles", names: LocalizedText(fr: "Une salle", en: "Any room"), address: "salles@ville.example",
                members: ["grande", "moyenne", "petite"]),
            as: Principal(person: TestTown.admin), door: .json)
        return town
    }

    private func location(_ name: String, in town: TestTown) async throws -> String? {
        try CalendarObject(parsing: Array(try await town.object(name).text.utf8)).master?.location
    }

    private func holders(_ uid: String, in town: TestTown) async throws -> [String] {
        var found: [String] = []
        for room in ["petite", "moyenne", "grande"] where try await town.booking(room, uid)?.state.holdsTime == true {
            found.append(room)
        }
        return found
    }

    @Test func `the smallest free room that holds the people answers by its name`() async throws {
        let town = try await Self.town()
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["salles"], people: ["bruno"]))
        #expect(try await holders("one", in: town) == ["petite"])
        #expect(try await town.answers("salles", in: "one") == ["ACCEPTED"])
        #expect(try await location("one", in: town) == "Salle petite")
        #expect(try await town.booking("petite", "one")?.requestedAs == "salles@ville.example")
        let reply = try #require(try await town.inbox(of: TestTown.camille).first)
        #expect(reply.text.contains("salles@ville.example"))
        #expect(reply.text.contains("Salle petite"))
        // Bruno's invitation says where.
        #expect(try await town.inbox(of: TestTown.bruno).contains { $0.text.contains("LOCATION:Salle petite") })
        let copies = try await town.calendars.objects(
            in: .calendar(of: .resource("petite")), names: nil, as: Principal(person: TestTown.admin))
        let copy = try CalendarObject(parsing: Array(try #require(copies.first).text.utf8))
        #expect(copy.attendees.contains { $0.address.normalized == "petite@ville.example" })
        #expect(copy.master?.location == "Salle petite")
        // The next one gets the next larger room, a third the largest, a fourth none.
        try await town.put("two", TestTown.event("two", at: 9, rooms: ["salles"]))
        #expect(try await holders("two", in: town) == ["moyenne"])
        try await town.put("three", TestTown.event("three", at: 9, rooms: ["salles"]))
        #expect(try await holders("three", in: town) == ["grande"])
        try await town.put("four", TestTown.event("four", at: 9, rooms: ["salles"]))
        #expect(try await holders("four", in: town) == [])
        #expect(try await town.answers("salles", in: "four") == ["DECLINED"])
        #expect(try await location("four", in: town) == nil)
    }

    @Test func `a booking moves to whichever room of a group is free`() async throws {
        let town = try await Self.town()
        let camille = Principal(person: TestTown.camille)
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["grande"], more: "LOCATION:Salle grande"))
        try await town.put("two", TestTown.event("two", at: 9, rooms: ["petite"]))
        var change = BookingChange()
        change.resource = "salles"
        let answer = try await town.bookings.change(
            try await town.booked("grande", "one").id, change, ifMatch: nil, as: camille, door: .json)
        #expect(answer.isBooked)
        #expect(try await holders("one", in: town) == ["moyenne"])
        #expect(try await town.booked("grande", "one").state == .cancelled)
        #expect(try await town.booked("moyenne", "one").requestedAs == "salles@ville.example")
        #expect(try await location("one", in: town) == "Salle moyenne")
        #expect(try await town.answers("salles", in: "one") == ["ACCEPTED"])
        // It is one of them already.
        let again = try await town.bookings.change(
            try await town.booked("moyenne", "one").id, change, ifMatch: nil, as: camille, door: .json)
        #expect(again.isBooked)
        #expect(try await holders("one", in: town) == ["moyenne"])
        // The room that it has may be the one that fits best.
        let held = try await town.booked("petite", "two").id
        guard
            case .booked(let views) = try await town.bookings.change(
                held, change, ifMatch: nil, as: camille, door: .json)
        else {
            Issue.record("not booked")
            return
        }
        #expect(views.map(\.booking.resource) == ["petite"] && views.map(\.booking.state) == [.confirmed])
        change.resource = "nulle-part"
        await #expect(throws: SchedulingError.self) {
            _ = try await town.bookings.change(held, change, ifMatch: nil, as: camille, door: .json)
        }
    }

    @Test func `the number of people decides`() async throws {
        let town = try await Self.town()
        let people = (0..<6).map { "x\($0)" }
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["salles"], people: people))
        #expect(try await holders("one", in: town) == ["moyenne"])
    }

    @Test func `more people than the room holds get a larger one, where one is free`() async throws {
        let town = try await Self.town()
        let people = (0..<6).map { "x\($0)" }
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["salles"]))
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["salles"], people: people, sequence: 1))
        #expect(try await holders("one", in: town) == ["moyenne"])
        #expect(try await location("one", in: town) == "Salle moyenne")
        // A room that only warns is kept where no other one is free.
        try await town.put("two", TestTown.event("two", at: 11, rooms: ["salles"]))
        try await town.put("three", TestTown.event("three", at: 11, rooms: ["moyenne", "grande"]))
        try await town.put("two", TestTown.event("two", at: 11, rooms: ["salles"], people: people, sequence: 1))
        #expect(try await holders("two", in: town) == ["petite"])
    }

    @Test func `people who are invited by JSON keep the room of a group`() async throws {
        let town = try await Self.town()
        let draft = BookingDraft(
            resources: ["salles"], title: "Comité", start: .utc(Instant(rfc3339: "2027-03-02T08:00:00Z")!),
            end: .utc(Instant(rfc3339: "2027-03-02T09:00:00Z")!))
        let camille = Principal(person: TestTown.camille)
        guard case .booked(let views) = try await town.bookings.submit(draft, as: camille, door: .json) else {
            Issue.record("not booked")
            return
        }
        var change = BookingChange()
        change.attendees = ["bruno@ville.example"]
        _ = try await town.bookings.change(views[0].booking.id, change, ifMatch: nil, as: camille, door: .json)
        #expect(try await holders(views[0].booking.uid, in: town) == ["petite"])
        change.attendees = (0..<6).map { "x\($0)@ville.example" }
        _ = try await town.bookings.change(views[0].booking.id, change, ifMatch: nil, as: camille, door: .json)
        #expect(try await holders(views[0].booking.uid, in: town) == ["moyenne"])
    }

    @Test func `the room stays where it can, and another one comes where it cannot`() async throws {
        let town = try await Self.town()
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["salles"]))
        try await town.put("two", TestTown.event("two", at: 11, rooms: ["petite"]))
        try await town.put("one", TestTown.event("one", at: 10, rooms: ["salles"], sequence: 1))
        #expect(try await holders("one", in: town) == ["petite"])
        try await town.put("one", TestTown.event("one", at: 11, rooms: ["salles"], sequence: 2))
        #expect(try await holders("one", in: town) == ["moyenne"])
        #expect(try await location("one", in: town) == "Salle moyenne")
        #expect(try await town.answers("salles", in: "one") == ["ACCEPTED"])
        #expect(
            try await town.calendars.objects(
                in: .calendar(of: .resource("petite")), names: nil, as: Principal(person: TestTown.admin)
            ).map(\.uid) == ["two"])
        try await town.delete("one")
        #expect(try await holders("one", in: town) == [])
    }

    @Test func `what a person wrote as place stays before the room's name`() async throws {
        let town = try await Self.town()
        let event = TestTown.event("one", at: 9, rooms: ["salles"], more: "LOCATION:Mairie\\, 2e étage")
        try await town.put("one", event)
        #expect(try await location("one", in: town) == "Mairie, 2e étage, Salle petite")
        // The client sends its own words again: nothing happens.
        let before = try await town.object("one")
        try await town.put("one", event)
        #expect(try await town.object("one").etag == before.etag)
        #expect(try await town.inbox(of: TestTown.camille).count == 1)
    }

    @Test func `a request in JSON names the group's id`() async throws {
        let town = try await Self.town()
        let draft = BookingDraft(
            resources: ["salles"], title: "Comité", start: .utc(Instant(rfc3339: "2027-03-02T08:00:00Z")!),
            end: .utc(Instant(rfc3339: "2027-03-02T09:00:00Z")!))
        let camille = Principal(person: TestTown.camille)
        for room in ["petite", "moyenne", "grande"] {
            guard case .booked(let views) = try await town.bookings.submit(draft, as: camille, door: .json) else {
                Issue.record("no \(room)")
                return
            }
            #expect(views.map(\.booking.resource.rawValue) == [room])
        }
        guard case .refused(let refusal) = try await town.bookings.submit(draft, as: camille, door: .json) else {
            Issue.record("a fourth one was booked")
            return
        }
        #expect(refusal.items.count == 1)
        #expect(!refusal.items[0].alternatives.isEmpty)
    }

    @Test func `a room and a group in one event are two rooms`() async throws {
        let town = try await Self.town()
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["petite", "salles"]))
        #expect(try await holders("one", in: town) == ["petite", "moyenne"])
        #expect(try await town.booking("petite", "one")?.requestedAs == nil)
    }

    @Test func `a manager's no sends the next update to another room`() async throws {
        let town = try await Self.town()
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["salles"]))
        let booking = try #require(try await town.booking("petite", "one"))
        _ = try await town.bookings.cancel(
            booking.id, instance: nil, ifMatch: nil, as: Principal(person: TestTown.bruno), door: .json)
        #expect(try await town.answers("salles", in: "one") == ["DECLINED"])
    }

    @Test func `a series gets the room that has all its dates`() async throws {
        let town = try await Self.town()
        try await town.put("other", TestTown.event("other", at: 9, day: 4, rooms: ["petite"]))
        let series = TestTown.event("one", at: 9, rooms: ["salles"], more: "RRULE:FREQ=DAILY;COUNT=5")
        try await town.put("one", series)
        #expect(try await holders("one", in: town) == ["moyenne"])
        #expect(try await town.answers("salles", in: "one") == ["ACCEPTED"])
    }
}
