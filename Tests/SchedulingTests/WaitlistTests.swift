import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

@Suite struct WaitlistTests {
    private static let bruno = Principal(person: TestTown.bruno)

    /// The same hour, asked for by several people, one after the other in the same second.
    private func crowd(_ names: [String] = ["two", "three"], on town: TestTown) async throws {
        try await town.put("one", TestTown.event("one", at: 9))
        for name in names { try await town.put(name, TestTown.event(name, at: 9)) }
    }

    @Test func `who is refused waits, and the first gets what is freed, told why`() async throws {
        let town = try await TestTown([TestTown.waitingRoom()])
        try await crowd(on: town)
        #expect(try await town.answers("jaures", in: "two") == ["DECLINED"])
        #expect(try await town.booked("jaures", "two").state == .waitlisted)
        #expect(try await town.settleDue().isEmpty)
        town.clock.advance(by: 60)
        try await town.delete("one")
        #expect(try await town.settleDue().count == 1)
        #expect(try await town.answers("jaures", in: "two") == ["ACCEPTED"])
        #expect(try await town.answers("jaures", in: "three") == ["DECLINED"])
        #expect(try await town.comment("two").hasPrefix("Salle jaures : le créneau que vous attendiez s’est libéré."))
        let promoted = try await town.booked("jaures", "two")
        #expect(promoted.state == .confirmed && promoted.waitingSince == nil)
        #expect(try await town.verdicts(promoted) == [.waitlisted, .accepted])
        #expect(try await town.actions("jaures").last == .bookingPromoted)
        #expect(try await town.settleDue().isEmpty)
        try await town.delete("two")
        try await town.settleDue()
        #expect(try await town.answers("jaures", in: "three") == ["ACCEPTED"])
    }

    @Test func `who leaves the list as their turn comes passes it on`() async throws {
        func waiting(_ id: String, parts: [String] = []) -> Resource {
            var room = TestTown.room(id, parts: parts)
            room.policy.waitlist = true
            return room
        }
        let town = try await TestTown([waiting("hall", parts: ["zola"]), waiting("zola"), TestTown.room("annexe")])
        // One event has the hall and waits for its part.
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["hall", "zola"]))
        #expect(try await town.booked("zola", "one").state == .waitlisted)
        try await town.put("two", TestTown.event("two", at: 9, rooms: ["zola"]))
        town.clock.advance(by: 60)
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["annexe"]))
        try await town.settleDue()
        #expect(try await town.answers("zola", in: "two") == ["ACCEPTED"])
    }

    @Test(arguments: ["caldav", "json"])
    func `nobody who asks later overtakes those who wait for what is freed`(door: String) async throws {
        let town = try await TestTown([TestTown.waitingRoom()])
        try await crowd(on: town)
        town.clock.advance(by: 60)
        try await town.delete("one")
        // The server has not got round to it yet.
        if door == "caldav" {
            try await town.put("late", TestTown.event("late", at: 9))
            #expect(try await town.booked("jaures", "late").state == .waitlisted)
        } else {
            let draft = BookingDraft(
                resources: ["jaures"], title: "Tard", start: .utc(Instant(rfc3339: "2027-03-02T08:00:00Z")!),
                end: .utc(Instant(rfc3339: "2027-03-02T09:00:00Z")!))
            let answer = try await town.bookings.submit(draft, as: Self.bruno, door: .json)
            guard case .waitlisted(let views) = answer else {
                Issue.record("does not wait")
                return
            }
            #expect(views.map(\.booking.state) == [.waitlisted])
        }
        #expect(try await town.booked("jaures", "two").state == .confirmed)
        #expect(try await town.answers("jaures", in: "two") == ["ACCEPTED"])
        #expect(try await town.booked("jaures", "three").state == .waitlisted)
    }

    @Test func `the order holds within one second, for as many as come`() async throws {
        let town = try await TestTown([TestTown.waitingRoom()])
        let names = (2...9).map { "w\($0)" }
        try await crowd(names, on: town)
        var last = "one"
        for name in names {
            try await town.delete(last)
            try await town.settleDue()
            #expect(try await town.booked("jaures", name).state == .confirmed)
            last = name
        }
    }

    @Test(arguments: ["move", "shorten", "decline", "end", "release", "json"])
    func `time that is freed in any way is offered`(way: String) async throws {
        let room = TestTown.waitingRoom { $0.policy.checkIn.required = way == "release" }
        let town = try await TestTown([room])
        try await town.put(
            "one", TestTown.event("one", at: 9).replacingOccurrences(of: "T100000", with: "T120000"))
        try await town.put("two", TestTown.event("two", at: 11))
        #expect(try await town.booked("jaures", "two").state == .waitlisted)
        let id = try await town.booked("jaures", "one").id
        switch way {
        case "move": try await town.put("one", TestTown.event("one", at: 14, sequence: 1))
        case "shorten": try await town.put("one", TestTown.event("one", at: 9, sequence: 1))
        case "decline":
            let member = try #require(try await town.copy("jaures", "one"))
            try await town.calendars.delete(
                member.name, in: member.collection, if: .init(), scheduleReply: true, as: Self.bruno)
        case "end":
            try town.move(to: "2027-03-02T08:30:00Z")
            _ = try await town.bookings.end(id, instance: nil, as: Principal(person: TestTown.camille), door: .web)
        case "release":
            try town.move(to: "2027-03-02T08:15:00Z")
            #expect(try await town.settleDue().count == 2)
        default:
            _ = try await town.bookings.cancel(
                id, instance: nil, ifMatch: nil, as: Principal(person: TestTown.camille), door: .json)
        }
        try await town.settleDue()
        #expect(try await town.answers("jaures", in: "two") == ["ACCEPTED"])
    }

    @Test func `who waits for something else is passed over`() async throws {
        let town = try await TestTown([TestTown.waitingRoom()])
        try await town.put("long", TestTown.event("long", at: 9))
        try await town.put("late", TestTown.event("late", at: 10))
        // Waits for both hours.
        try await town.put("both", TestTown.event("both", at: 9).replacingOccurrences(of: "T100000", with: "T110000"))
        try await town.put("first", TestTown.event("first", at: 9))
        try await town.delete("long")
        try await town.settleDue()
        #expect(try await town.booked("jaures", "both").state == .waitlisted)
        #expect(try await town.answers("jaures", in: "first") == ["ACCEPTED"])
        try await town.delete("late")
        try await town.delete("first")
        try await town.settleDue()
        #expect(try await town.answers("jaures", in: "both") == ["ACCEPTED"])
    }

    @Test func `who cancels waits no more, and what is over is not waited for`() async throws {
        let town = try await TestTown([TestTown.waitingRoom()])
        try await crowd(["two", "three", "four"], on: town)
        try await town.delete("two")
        #expect(try await town.booked("jaures", "two").state == .cancelled)
        try await town.delete("one")
        try await town.settleDue()
        #expect(try await town.answers("jaures", in: "three") == ["ACCEPTED"])
        try town.move(to: "2027-03-02T09:00:00Z")
        let events = try await town.settleDue()
        #expect(events.count == 1)
        let over = try await town.booked("jaures", "four")
        #expect(over.state == .declined && over.deadline == nil)
        #expect(try await town.verdicts(over) == [.waitlisted])
        #expect(try await town.settleDue().isEmpty)
    }

    @Test func `who changes the time begins again at the end of the list`() async throws {
        let town = try await TestTown([TestTown.waitingRoom()])
        try await crowd(on: town)
        try await town.put("two", TestTown.event("two", at: 9, more: "LOCATION:Jaurès"))
        try await town.put("other", TestTown.event("other", at: 10))
        try await town.put(
            "three",
            TestTown.event("three", at: 9, sequence: 1).replacingOccurrences(of: "T100000", with: "T103000"))
        try await town.put("four", TestTown.event("four", at: 9))
        try await town.put(
            "two", TestTown.event("two", at: 9, sequence: 2).replacingOccurrences(of: "T090000", with: "T091500"))
        let order = try await town.store.withSnapshot { try $0.waiting(on: "jaures").map(\.uid) }
        #expect(order == ["three", "four", "two"])
    }

    @Test func `a series that waits is booked as a whole`() async throws {
        let town = try await TestTown([
            TestTown.waitingRoom { $0.policy.maximumConflictInstances = 0 }
        ])
        try await town.put("one", TestTown.event("one", at: 9, day: 9))
        try await town.put("weekly", TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=4"))
        #expect(try await town.booked("jaures", "weekly").state == .waitlisted)
        try await town.delete("one")
        try await town.settleDue()
        #expect(try await town.answers("jaures", in: "weekly") == ["ACCEPTED"])
        #expect(try await town.busy("jaures").count == 4)
    }

    @Test func `a hall waits for its part`() async throws {
        let town = try await TestTown([
            TestTown.waitingRoom("hall") { $0.parts = ["nord"] }, TestTown.room("nord"),
        ])
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["nord"]))
        try await town.put("two", TestTown.event("two", at: 9, rooms: ["hall"]))
        #expect(try await town.booked("hall", "two").state == .waitlisted)
        try await town.delete("one")
        try await town.settleDue()
        #expect(try await town.answers("hall", in: "two") == ["ACCEPTED"])
    }

    @Test func `a room waits for what goes with it`() async throws {
        let town = try await TestTown([
            TestTown.waitingRoom { $0.companions = [Companion("projecteur")] }, TestTown.room("projecteur"),
        ])
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["projecteur"]))
        try await town.put("two", TestTown.event("two", at: 9))
        #expect(try await town.booked("jaures", "two").state == .waitlisted)
        try await town.delete("one")
        try await town.settleDue()
        #expect(try await town.answers("jaures", in: "two") == ["ACCEPTED"])
        #expect(try await town.busy("projecteur").count == 1)
    }

    @Test func `a request in JSON waits, and reaches the agenda when it is promoted`() async throws {
        let town = try await TestTown([TestTown.waitingRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        let paris = try #require(TestTown.zones.zone(named: "Europe/Paris"))
        let start = try #require(CivilDateTime(icalendar: "20270302T090000"))
        let end = try #require(CivilDateTime(icalendar: "20270302T100000"))
        let draft = BookingDraft(
            resources: ["jaures"], title: "Point", start: .zoned(start, paris), end: .zoned(end, paris), uid: "json")
        let answer = try await town.bookings.submit(draft, as: Self.bruno, door: .json)
        guard case .waitlisted = answer else {
            Issue.record("not on the waitlist: \(answer)")
            return
        }
        try await town.delete("one")
        try await town.settleDue()
        #expect(try await town.booked("jaures", "json").state == .confirmed)
        let agenda = try await town.calendars.objects(
            in: .calendar(of: .person("bruno")), names: nil, as: Self.bruno)
        #expect(agenda.first?.text.contains("PARTSTAT=ACCEPTED") == true)
    }
}
