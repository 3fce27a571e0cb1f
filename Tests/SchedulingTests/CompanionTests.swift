import BookingCore
import CalendarTime
import ICalendar
import Scheduling
import StoreContract
import Testing

/// A room with a projector that is booked with it, all or nothing, through every door.
@Suite struct CompanionTests {
    private static func town(units: Int = 1) async throws -> TestTown {
        var (jaures, zola) = (TestTown.room("jaures"), TestTown.room("zola"))
        jaures.companions = [Companion("projecteur"), Companion("ecran", isIncluded: false)]
        zola.companions = [Companion("projecteur")]
        return try await TestTown([
            jaures, zola, TestTown.room("projecteur", units: units), TestTown.room("ecran"),
        ])
    }

    private static func copies(_ room: String, in town: TestTown) async throws -> [StoredObject] {
        try await town.calendars.objects(
            in: .calendar(of: .resource(ResourceID(validating: room)!)), names: nil,
            as: Principal(person: TestTown.admin))
    }

    static let slot = ["2027-03-02T08:00:00Z/2027-03-02T09:00:00Z"]

    @Test func `the projector is taken with the room, shown in its calendar, and freed with it`() async throws {
        let town = try await Self.town()
        try await town.put("one", TestTown.event("one", at: 9))
        #expect(try await town.busy("jaures") == Self.slot)
        #expect(try await town.busy("projecteur") == Self.slot)
        #expect(try await town.busy("ecran") == [])
        let copy = try #require(try await Self.copies("projecteur", in: town).first)
        #expect(copy.uid == "one/with/jaures")
        let event = try CalendarObject(parsing: Array(copy.text.utf8))
        #expect(event.attendees.contains { $0.address.normalized == "projecteur@ville.example" })
        #expect(!event.attendees.contains { $0.address.normalized == "jaures@ville.example" })
        #expect(event.master?.attendee(["projecteur@ville.example"])?.participationStatus == .accepted)
        try await town.put("one", TestTown.event("one", at: 11, sequence: 1))
        #expect(try await town.busy("projecteur") == ["2027-03-02T10:00:00Z/2027-03-02T11:00:00Z"])
        try await town.delete("one")
        #expect(try await town.busy("projecteur") == [])
        #expect(try await Self.copies("projecteur", in: town).isEmpty)
    }

    @Test func `without the projector the room is not had either`() async throws {
        let town = try await Self.town()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 9, rooms: ["zola"]))
        #expect(try await town.answers("zola", in: "two") == ["DECLINED"])
        #expect(try await town.busy("zola") == [])
        let booking = try #require(try await town.booking("zola", "two"))
        guard case .partInUse("projecteur", let conflicts)? = booking.reasons.first else {
            Issue.record("\(booking.reasons)")
            return
        }
        #expect(conflicts.map(\.range) == booking.instances.map(\.range))
    }

    @Test func `an update that cannot have the projector gives the room back, and the projector with it`() async throws
    {
        let town = try await Self.town()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 11, rooms: ["zola"]))
        try await town.put("two", TestTown.event("two", at: 9, rooms: ["zola"], sequence: 1))
        #expect(try await town.answers("zola", in: "two") == ["DECLINED"])
        #expect(try await town.busy("zola") == [])
        #expect(try await town.busy("projecteur") == Self.slot)
    }

    @Test func `a JSON change that cannot have the projector changes nothing`() async throws {
        let town = try await Self.town()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 11, rooms: ["zola"]))
        let booking = try #require(try await town.booking("zola", "two"))
        var change = BookingChange()
        change.start = .utc(Instant(rfc3339: "2027-03-02T08:00:00Z")!)
        change.end = .utc(Instant(rfc3339: "2027-03-02T09:00:00Z")!)
        let answer = try await town.bookings.change(
            booking.id, change, ifMatch: nil, as: Principal(person: TestTown.camille), door: .json)
        guard case .refused(let refusal) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(refusal.items[0].names["projecteur"]?.fr == "Salle projecteur")
        #expect(
            try await town.busy("projecteur") == Self.slot + ["2027-03-02T10:00:00Z/2027-03-02T11:00:00Z"])
    }

    @Test func `a projector that the event invites by itself answers for itself and is booked once`() async throws {
        let town = try await Self.town()
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["jaures", "projecteur"]))
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.answers("projecteur", in: "one") == ["ACCEPTED"])
        #expect(try await town.booking("projecteur", "one/with/jaures") == nil)
        // It is left out of the event: it goes with the room again.
        try await town.put("one", TestTown.event("one", at: 9, sequence: 1))
        #expect(try await town.busy("projecteur") == Self.slot)
        #expect(try await town.booking("projecteur", "one/with/jaures")?.state == .confirmed)
        #expect(try await town.booking("projecteur", "one")?.state == .cancelled)
        // And it is invited by itself once more.
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["projecteur", "jaures"], sequence: 2))
        #expect(try await town.answers("projecteur", in: "one") == ["ACCEPTED"])
        #expect(try await town.booking("projecteur", "one/with/jaures")?.state == .cancelled)
        #expect(try await town.busy("projecteur") == Self.slot)
    }

    @Test func `a change of room takes the projector along`() async throws {
        let town = try await Self.town()
        let draft = BookingDraft(
            resources: ["jaures"], title: "Comité", start: .utc(Instant(rfc3339: "2027-03-02T08:00:00Z")!),
            end: .utc(Instant(rfc3339: "2027-03-02T09:00:00Z")!))
        let camille = Principal(person: TestTown.camille)
        guard case .booked(let views) = try await town.bookings.submit(draft, as: camille, door: .json) else {
            Issue.record("not booked")
            return
        }
        var change = BookingChange()
        change.resource = "zola"
        let answer = try await town.bookings.change(views[0].booking.id, change, ifMatch: nil, as: camille, door: .json)
        #expect(answer.isBooked)
        #expect(try await town.busy("jaures") == [])
        #expect(try await town.busy("zola") == Self.slot)
        #expect(try await town.busy("projecteur") == Self.slot)
        #expect(try await town.booking("projecteur", views[0].booking.uid + "/with/zola")?.state == .confirmed)
        #expect(try await town.booking("projecteur", views[0].booking.uid + "/with/jaures")?.state == .cancelled)
    }

    /// What everybody is told who would change the projector's booking by itself.
    private static func expectRefusal(_ body: () async throws -> Void) async {
        let error = await #expect(throws: SchedulingError.self) { try await body() }
        guard case .goesWith(_, let name)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(name.fr == "Salle jaures")
    }

    @Test func `nobody changes the projector alone, by any door, and the room is left as it was`() async throws {
        let town = try await Self.town()
        try await town.put("one", TestTown.event("one", at: 9))
        let id = try #require(try await town.booking("projecteur", "one/with/jaures")).id
        var change = BookingChange()
        change.title = "Autre"
        for person in [TestTown.camille, TestTown.bruno] {
            let principal = Principal(person: person)
            await Self.expectRefusal {
                _ = try await town.bookings.change(id, change, ifMatch: nil, as: principal, door: .json)
            }
            await Self.expectRefusal {
                _ = try await town.bookings.cancel(id, instance: nil, ifMatch: nil, as: principal, door: .json)
            }
            await Self.expectRefusal {
                _ = try await town.bookings.decline(id, comment: nil, as: principal, door: .json)
            }
            await Self.expectRefusal {
                _ = try await town.bookings.transfer(id, to: "admin", as: principal, door: .json)
            }
        }
        let copy = try #require(try await town.copy("projecteur", "one/with/jaures"))
        await Self.expectRefusal {
            try await town.calendars.delete(
                copy.name, in: copy.collection, if: .init(), scheduleReply: true, as: Principal(person: TestTown.bruno))
        }
        await Self.expectRefusal {
            _ = try await town.putBack(copy) { $0.replacing("ACCEPTED", with: "DECLINED") }
        }
        #expect(try await town.busy("jaures") == Self.slot)
        #expect(try await town.busy("projecteur") == Self.slot)
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
    }

    @Test func `who has nothing to say about the projector's booking is told nothing of it`() async throws {
        let town = try await Self.town()
        try await town.put("one", TestTown.event("one", at: 9))
        let id = try #require(try await town.booking("projecteur", "one/with/jaures")).id
        let eve = Principal(person: Person(id: "eve", name: "Eve", addresses: ["eve@ville.example"]))
        let error = await #expect(throws: SchedulingError.self) {
            _ = try await town.bookings.cancel(id, instance: nil, ifMatch: nil, as: eve, door: .json)
        }
        guard case .notFound? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a manager who declines the room frees the projector`() async throws {
        let town = try await Self.town()
        try await town.put("one", TestTown.event("one", at: 9))
        let room = try #require(try await town.booking("jaures", "one"))
        _ = try await town.bookings.cancel(
            room.id, instance: nil, ifMatch: nil, as: Principal(person: TestTown.bruno), door: .json)
        #expect(try await town.busy("projecteur") == [])
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        #expect(try await Self.copies("projecteur", in: town).isEmpty)
    }

    @Test func `two projectors serve two rooms and not three`() async throws {
        let town = try await Self.town(units: 2)
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 9, rooms: ["zola"]))
        #expect(try await town.answers("zola", in: "two") == ["ACCEPTED"])
        try await town.put("three", TestTown.event("three", at: 9, rooms: ["projecteur"]))
        #expect(try await town.answers("projecteur", in: "three") == ["DECLINED"])
    }

    @Test func `many at once on rooms that share a projector end, and it is never had twice`() async throws {
        let town = try await Self.town()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<24 {
                group.addTask {
                    let room = ["jaures", "zola", "projecteur"][number % 3]
                    _ = try? await town.put(
                        "c\(number)", TestTown.event("c\(number)", at: 8 + number % 4, rooms: [room]))
                }
            }
        }
        // Four hours in a row, each had once.
        #expect(try await town.busy("projecteur") == ["2027-03-02T07:00:00Z/2027-03-02T11:00:00Z"])
        let bookings = try await RandomCheck.bookings(of: town).filter(\.state.holdsTime)
        #expect(bookings.count { $0.resource == "projecteur" } == 4)
        for companion in bookings where companion.companionOf != nil {
            let room = bookings.first { $0.id == companion.companionOf }
            #expect(room?.instances.map(\.range) == companion.instances.map(\.range))
        }
        #expect(bookings.count { $0.resource != "projecteur" } == bookings.count { $0.companionOf != nil })
    }
}
