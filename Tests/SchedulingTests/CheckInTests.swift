import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

@Suite struct CheckInTests {
    private static let camille = Principal(person: TestTown.camille)
    private static let bruno = Principal(person: TestTown.bruno)
    private static let display = Principal(
        person: Person(id: "agnes", name: "Écran", addresses: ["ecran@ville.example"]), scopes: [.display])

    private static let instance = Instant(rfc3339: "2027-03-02T08:00:00Z")!

    private func town(_ change: (inout Resource) -> Void = { _ in }, more: String = "") async throws -> TestTown {
        let town = try await TestTown([TestTown.checkedRoom("jaures", change)], people: [TestTown.agnes])
        try await town.put("one", TestTown.event("one", at: 9, people: ["agnes"], more: more))
        return town
    }

    @Test func `one checks in from a quarter of an hour before until a quarter of an hour after the start`()
        async throws
    {
        let town = try await town()
        let id = try await town.booked("jaures", "one").id
        #expect(try await town.booked("jaures", "one").deadline == Self.instance.adding(900))
        try town.move(to: "2027-03-02T07:44:59Z")
        await #expect {
            _ = try await town.bookings.checkIn(id, instance: nil, as: Self.camille, door: .json)
        } throws: {
            guard case SchedulingError.outsideCheckIn(let from, let to, _)? = $0 as? SchedulingError else {
                return false
            }
            return from == Self.instance.adding(-900) && to == Self.instance.adding(900)
        }
        town.clock.advance(by: 1)
        let number = try await town.number("jaures")
        let view = try await town.bookings.checkIn(id, instance: nil, as: Self.camille, door: .json)
        #expect(view.booking.state == .checkedIn)
        #expect(view.booking.instances.first?.checkedInAt == town.clock.now)
        #expect(try await town.number("jaures") == number + 1)
        #expect(try await town.actions("jaures").last == .bookingCheckedIn)
        try town.move(to: "2027-03-02T08:15:00Z")
        #expect(try await town.settleDue().isEmpty)
        // A second time changes nothing.
        _ = try await town.bookings.checkIn(id, instance: nil, as: Self.camille, door: .json)
        #expect(try await town.number("jaures") == number + 1)
        let booking = try await town.booked("jaures", "one")
        #expect(booking.state(at: town.clock.now) == .checkedIn)
        #expect(booking.state(at: Self.instance.adding(3_600)) == .ended)
    }

    @Test func `a no-show is released, told, and its time is free`() async throws {
        let town = try await town()
        try town.move(to: "2027-03-02T08:14:59Z")
        #expect(try await town.settleDue().isEmpty)
        town.clock.advance(by: 1)
        #expect(try await town.settleDue().count == 1)
        let booking = try await town.booked("jaures", "one")
        #expect(booking.state == .released && booking.reasons == [.released] && booking.deadline == nil)
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        #expect(
            try await town.comment("one")
                == "Salle jaures : personne n’a confirmé sa présence, le créneau est libéré "
                + "(mardi 2 mars 2027 de 9 h 00 à 10 h 00).")
        #expect(try await town.busy("jaures") == [])
        #expect(try await town.actions("jaures").last == .bookingReleased)
        #expect(try await town.verdicts(booking) == [.accepted, .declined])
        try await town.put("two", TestTown.event("two", at: 9))
        #expect(try await town.answers("jaures", in: "two") == ["ACCEPTED"])
        await #expect(throws: SchedulingError.self) {
            _ = try await town.bookings.checkIn(booking.id, instance: nil, as: Self.camille, door: .json)
        }
    }

    @Test func `who gets the time of a no-show is there already`() async throws {
        let town = try await town { $0.policy.waitlist = true }
        try await town.put("two", TestTown.event("two", at: 9))
        try town.move(to: "2027-03-02T08:15:02Z")
        #expect(try await town.settleDue().count == 2)
        let promoted = try await town.booked("jaures", "two")
        #expect(promoted.state == .confirmed && promoted.deadline == nil)
        try town.move(to: "2027-03-02T08:30:00Z")
        #expect(try await town.settleDue().isEmpty)
        let view = try await town.bookings.checkIn(promoted.id, instance: nil, as: Self.camille, door: .json)
        #expect(view.booking.state == .checkedIn)
    }

    @Test func `of a series only the date is released to which nobody came`() async throws {
        let town = try await town(more: "RRULE:FREQ=WEEKLY;COUNT=3")
        let id = try await town.booked("jaures", "one").id
        try town.move(to: "2027-03-02T08:00:00Z")
        #expect(
            try await town.bookings.checkIn(id, instance: nil, as: Self.camille, door: .json).booking.state
                == .checkedIn)
        try town.move(to: "2027-03-02T09:00:00Z")
        try await town.settleDue()
        #expect(try await town.booked("jaures", "one").state == .confirmed)
        try town.move(to: "2027-03-09T08:20:00Z")
        #expect(try await town.settleDue().count == 1)
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED", "20270309T090000 DECLINED"])
        let booking = try await town.booked("jaures", "one")
        #expect(booking.state == .confirmed)
        #expect(booking.instances.map(\.verdict) == [.accepted, .declined([.released]), .accepted])
        // The organizer's next edit does not bring it back.
        let event = TestTown.event("one", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=3\nLOCATION:Jaurès")
        try await town.put("one", event)
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED", "20270309T090000 DECLINED"])
    }

    @Test(arguments: ["long", "late", "off", "short", "manual"])
    func `who need not check in is not released`(exemption: String) async throws {
        let room = TestTown.checkedRoom { resource in
            switch exemption {
            case "long": resource.policy.checkIn.exemptLongerThan = 3_599
            case "late": resource.policy.checkIn.exemptBookedWithin = 3_600
            case "off": resource.policy.checkIn.autoRelease = false
            case "short": resource.policy.checkIn.after = 3_600
            default: resource.policy.checkIn.required = false
            }
        }
        let town = try await TestTown([room])
        try town.move(to: "2027-03-02T07:30:00Z")
        try await town.put("one", TestTown.event("one", at: 9))
        try town.move(to: "2027-03-02T08:59:00Z")
        #expect(try await town.settleDue().isEmpty)
        #expect(try await town.booked("jaures", "one").state == .confirmed)
    }

    @Test func `the rule that one must check in releases nobody who sits in the room already`() async throws {
        let town = try await TestTown([TestTown.room("jaures")])
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 14))
        try town.move(to: "2027-03-02T08:30:00Z")
        try await town.bookings.saveResources(
            [TestTown.checkedRoom()], as: Principal(person: TestTown.admin), door: .json)
        #expect(try await town.booked("jaures", "two").deadline == Instant(rfc3339: "2027-03-02T13:15:00Z"))
        try await town.settleDue()
        #expect(try await town.booked("jaures", "one").state == .confirmed)
        try town.move(to: "2027-03-02T13:15:00Z")
        try await town.settleDue()
        #expect(try await town.booked("jaures", "two").state == .released)
    }

    @Test func `who may check in`() async throws {
        let town = try await town()
        let id = try await town.booked("jaures", "one").id
        try town.move(to: "2027-03-02T08:00:00Z")
        for principal in [
            Principal(person: Person(id: "x", name: "X", addresses: ["x@ville.example"])),
            Principal(person: TestTown.camille, scopes: [.readBookings]),
        ] {
            await #expect(throws: SchedulingError.self) {
                _ = try await town.bookings.checkIn(id, instance: nil, as: principal, door: .json)
            }
        }
        for principal in [Self.display, Principal(person: TestTown.agnes), Self.bruno, Self.camille] {
            #expect(
                try await town.bookings.checkIn(id, instance: nil, as: principal, door: .web).booking.state
                    == .checkedIn)
        }
    }

    @Test func `a link checks in to one instance, and shows no title`() async throws {
        let town = try await town(more: "RRULE:FREQ=WEEKLY;COUNT=3")
        let id = try await town.booked("jaures", "one").id
        let token = try #require(try await town.bookings.checkInLink(of: id, instance: nil, as: Self.camille))
        #expect(try await town.bookings.checkInPage(token: token).state == .early)
        #expect(try await town.bookings.checkIn(token: token, door: .web).state == .early)
        try town.move(to: "2027-03-02T08:10:00Z")
        let page = try await town.bookings.checkInPage(token: token)
        #expect(page.state == .open)
        #expect(page.resourceName.fr == "Salle jaures")
        #expect(try await town.booked("jaures", "one").state == .confirmed)
        #expect(try await town.bookings.checkIn(token: token, door: .web).state == .done)
        #expect(try await town.booked("jaures", "one").state == .checkedIn)
        let others = try #require(
            try await town.bookings.checkInLink(
                of: id, instance: Self.instance.adding(7 * 86_400), as: Self.camille))
        #expect(try await town.bookings.checkInPage(token: others).state == .early)
        try town.move(to: "2027-03-09T08:30:00Z")
        try await town.settleDue()
        #expect(try await town.bookings.checkIn(token: others, door: .web).state == .gone)
        let wrong = [
            "", "x", token + "0", String(token.dropLast()) + "x", token.replacingOccurrences(of: ".", with: "-"),
            "\(id).\(Self.instance.seconds + 604_800)." + token.split(separator: ".")[2], "..", "\(id)..",
        ]
        for text in wrong {
            await #expect(throws: SchedulingError.self) { _ = try await town.bookings.checkInPage(token: text) }
        }
    }

    // MARK: Ending and extending

    @Test func `a meeting that ends early frees the rest`() async throws {
        let town = try await town()
        let id = try await town.booked("jaures", "one").id
        await #expect(throws: SchedulingError.self) {
            _ = try await town.bookings.end(id, instance: nil, as: Self.camille, door: .json)
        }
        try town.move(to: "2027-03-02T08:05:00Z")
        _ = try await town.bookings.checkIn(id, instance: nil, as: Self.camille, door: .json)
        try town.move(to: "2027-03-02T08:20:00Z")
        let view = try await town.bookings.end(id, instance: nil, as: Self.display, door: .web)
        #expect(view.booking.state == .ended)
        #expect(try await town.busy("jaures") == ["2027-03-02T08:00:00Z/2027-03-02T08:20:00Z"])
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.comment("one").contains("terminée avant l’heure"))
        #expect(try await town.actions("jaures").last == .bookingEnded)
        try await town.put(
            "two",
            TestTown.event("two", at: 9).replacingOccurrences(of: "T090000", with: "T092000"))
        #expect(try await town.answers("jaures", in: "two") == ["ACCEPTED"])
        // An edit of the first does not take the time again.
        try await town.put("one", TestTown.event("one", at: 9, people: ["agnes"], more: "LOCATION:Jaurès"))
        #expect(try await town.busy("jaures").count == 1)
        #expect(try await town.answers("jaures", in: "two") == ["ACCEPTED"])
        #expect(
            try await town.busy("jaures") == ["2027-03-02T08:00:00Z/2027-03-02T09:00:00Z"])
        await #expect(throws: SchedulingError.self) {
            _ = try await town.bookings.end(id, instance: nil, as: Self.camille, door: .json)
        }
    }

    @Test func `a meeting is extended through the organizer's event`() async throws {
        let town = try await town()
        let id = try await town.booked("jaures", "one").id
        try town.move(to: "2027-03-02T08:05:00Z")
        _ = try await town.bookings.checkIn(id, instance: nil, as: Self.camille, door: .json)
        let until = Instant(rfc3339: "2027-03-02T09:30:00Z")!
        let answer = try await town.bookings.extend(id, instance: nil, until: until, as: Self.display, door: .web)
        #expect(answer.codes == ["not refused"])
        #expect(try await town.busy("jaures") == ["2027-03-02T08:00:00Z/2027-03-02T09:30:00Z"])
        #expect(try await town.object("one").text.contains("T103000"))
        let booking = try await town.booked("jaures", "one")
        #expect(booking.state == .checkedIn)
        try town.move(to: "2027-03-02T08:20:00Z")
        #expect(try await town.settleDue().isEmpty)
        for wrong in [until, until.adding(-600)] {
            await #expect(throws: SchedulingError.self) {
                _ = try await town.bookings.extend(id, instance: nil, until: wrong, as: Self.camille, door: .json)
            }
        }
    }

    @Test func `an extension into somebody's time is refused and changes nothing`() async throws {
        let town = try await town()
        try await town.put("two", TestTown.event("two", at: 10))
        let id = try await town.booked("jaures", "one").id
        let before = (try await town.object("one").etag, try await town.number("jaures"))
        let answer = try await town.bookings.extend(
            id, instance: nil, until: Instant(rfc3339: "2027-03-02T09:30:00Z")!, as: Self.camille, door: .json)
        #expect(answer.codes == ["conflict"])
        #expect(try await town.object("one").etag == before.0)
        #expect(try await town.number("jaures") == before.1)
    }

    @Test func `one date of a series is extended, the others stay`() async throws {
        let town = try await town(more: "RRULE:FREQ=WEEKLY;COUNT=3")
        try await town.put("two", TestTown.event("two", at: 10, day: 16))
        let id = try await town.booked("jaures", "one").id
        func extend(_ day: String) async throws -> [String] {
            try await town.bookings.extend(
                id, instance: Instant(rfc3339: "2027-03-\(day)T08:00:00Z"),
                until: Instant(rfc3339: "2027-03-\(day)T09:30:00Z")!, as: Self.camille, door: .json
            ).codes
        }
        #expect(try await extend("09") == ["not refused"])
        #expect(try await extend("16") == ["conflict"])
        #expect(
            try await town.busy("jaures").filter { !$0.contains("-16T") } == [
                "2027-03-02T08:00:00Z/2027-03-02T09:00:00Z", "2027-03-09T08:00:00Z/2027-03-09T09:30:00Z",
            ])
        let answers = try await town.answers("jaures", in: "one")
        #expect(answers == ["ACCEPTED", "20270309T090000 ACCEPTED"])
    }
}
