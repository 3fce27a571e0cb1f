import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

@Suite struct ApprovalTests {
    private static let bruno = Principal(person: TestTown.bruno)
    private static let camille = Principal(person: TestTown.camille)

    /// RFC 6638 §4.1.
    @Test func `a request holds the time, reaches the manager and is approved`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        #expect(try await town.answers("jaures", in: "one") == ["TENTATIVE"])
        let waiting = try await town.bookings.approvals(as: Self.bruno)
        #expect(waiting.map(\.booking.title) == ["Réunion one"])
        #expect(try await town.bookings.approvals(as: Self.camille).isEmpty)
        let request = try #require(try await town.requests().first)
        #expect(request.text.contains("METHOD:REQUEST"))
        #expect(
            try CalendarObject(parsing: Array(request.text.utf8)).master?.attendee(["jaures@ville.example"])?
                .participationStatus == .needsAction)
        town.clock.advance(by: 60)
        let number = try await town.number("jaures")
        _ = try await town.bookings.approve(
            waiting[0].booking.id, comment: "Avec plaisir", as: Self.bruno, door: .json)
        #expect(try await town.number("jaures") == number + 1)
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.requests().isEmpty)
        let reply = try await town.latest("one")
        #expect(reply.method == "REPLY")
        #expect(reply.main.first?.first("DTSTAMP")?.value == town.clock.now.icalendarUTC)
        #expect(
            try await town.comment("one")
                == "Salle jaures : la demande a été validée. Message du gestionnaire : Avec plaisir")
        let booking = try await town.booked("jaures", "one")
        #expect(booking.state == .confirmed && booking.managerComment == "Avec plaisir" && booking.deadline == nil)
        #expect(try await town.actions("jaures").suffix(2) == [.bookingCreated, .bookingApproved])
        #expect(try await town.verdicts(booking) == [.pending, .accepted])
        #expect(try await town.copy("jaures", "one")?.text.contains("PARTSTAT=ACCEPTED") == true)
    }

    @Test func `a request is refused with the manager's words, and cannot be decided twice`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        let id = try await town.booked("jaures", "one").id
        let view = try await town.bookings.decline(id, comment: "Travaux", as: Self.bruno, door: .json)
        #expect(view.booking.state == .declined && view.booking.reasons == [.notApproved])
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        #expect(try await town.comment("one").contains("Message du gestionnaire : Travaux"))
        #expect(try await town.busy("jaures") == [])
        #expect(try await town.requests().isEmpty)
        await #expect {
            _ = try await town.bookings.approve(id, comment: nil, as: Self.bruno, door: .json)
        } throws: {
            guard case SchedulingError.wrongState(.declined)? = $0 as? SchedulingError else { return false }
            return true
        }
        // A human's no stands, whatever else of the event changes.
        try await town.put("one", TestTown.event("one", at: 9, more: "LOCATION:Jaurès"))
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        try await town.put("one", TestTown.event("one", at: 11, sequence: 2))
        #expect(try await town.answers("jaures", in: "one") == ["TENTATIVE"])
    }

    @Test func `only those who answer for the room decide`() async throws {
        let room = TestTown.askedRoom { $0.policy.approval.managers = ["agnes"] }
        let town = try await TestTown([room], people: [TestTown.agnes])
        try await town.put("one", TestTown.event("one", at: 9))
        let id = try await town.booked("jaures", "one").id
        #expect(try await town.requests(of: TestTown.agnes).count == 1)
        #expect(try await town.requests().isEmpty)
        for person in [TestTown.camille, TestTown.bruno] {
            await #expect(throws: SchedulingError.self) {
                _ = try await town.bookings.approve(id, comment: nil, as: Principal(person: person), door: .json)
            }
        }
        await #expect(throws: SchedulingError.self) {
            _ = try await town.bookings.approve(
                id, comment: nil, as: Principal(person: TestTown.agnes, scopes: [.readBookings]), door: .json)
        }
        let answer = try await town.bookings.approve(
            id, comment: nil, as: Principal(person: TestTown.agnes), door: .json)
        guard case .booked(let views) = answer else { throw SchedulingError.notFound }
        #expect(views.map(\.booking.state) == [.confirmed])
    }

    @Test func `approving one declines the other request for the slot, with its reason`() async throws {
        let room = TestTown.askedRoom { $0.policy.approval.pendingBlocks = false }
        let town = try await TestTown([room])
        try await town.put("one", TestTown.event("one", at: 9))
        let other = TestTown.event("two", at: 9).replacingOccurrences(of: "camille", with: "bruno")
        try await town.put("two", other, as: TestTown.bruno)
        #expect(try await town.answers("jaures", in: "two", of: TestTown.bruno) == ["TENTATIVE"])
        #expect(try await town.requests().count == 2)
        _ = try await town.bookings.approve(
            try await town.booked("jaures", "one").id, comment: nil, as: Self.bruno, door: .json)
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.answers("jaures", in: "two", of: TestTown.bruno) == ["DECLINED"])
        let lost = try await town.booked("jaures", "two")
        #expect(lost.state == .declined && lost.reasons.map(\.code) == ["conflict"])
        #expect(try await town.comment("two", of: TestTown.bruno).contains("une autre demande a été validée"))
        #expect(try await town.requests().isEmpty)
        #expect(try await town.busy("jaures") == ["2027-03-02T08:00:00Z/2027-03-02T09:00:00Z"])
    }

    @Test func `one approval declines ten others, each in their organizer's calendar`() async throws {
        let people = (0..<10).map { Person(id: "p\($0)", name: "P\($0)", addresses: ["p\($0)@ville.example"]) }
        let room = TestTown.askedRoom { $0.policy.approval.pendingBlocks = false }
        let town = try await TestTown([room], people: people)
        try await town.put("one", TestTown.event("one", at: 9))
        for person in people {
            let event = TestTown.event("of-" + person.id, at: 9).replacingOccurrences(of: "camille", with: person.id)
            try await town.put("of-" + person.id, event, as: person)
        }
        _ = try await town.bookings.approve(
            try await town.booked("jaures", "one").id, comment: nil, as: Self.bruno, door: .json)
        for person in people {
            #expect(try await town.answers("jaures", in: "of-" + person.id, of: person) == ["DECLINED"])
        }
        #expect(try await town.requests().isEmpty)
    }

    @Test func `a room's request is lost with the projector that goes with it`() async throws {
        let rooms = ["jaures", "zola"].map { id in
            TestTown.askedRoom(id) { room in
                room.policy.approval.pendingBlocks = false
                room.companions = [Companion("projecteur")]
            }
        }
        var projector = TestTown.room("projecteur")
        projector.policy.approval.pendingBlocks = false
        let town = try await TestTown(rooms + [projector])
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 9, rooms: ["zola"]))
        #expect(try await town.booked("zola", "two").state == .tentative)
        _ = try await town.bookings.approve(
            try await town.booked("jaures", "one").id, comment: nil, as: Self.bruno, door: .json)
        let lost = try await town.booked("zola", "two")
        #expect(lost.state == .declined && lost.reasons.map(\.code) == ["partInUse"])
        #expect(try await town.answers("zola", in: "two") == ["DECLINED"])
        #expect(try await town.busy("projecteur") == ["2027-03-02T08:00:00Z/2027-03-02T09:00:00Z"])
    }

    @Test func `what is confirmed meanwhile refuses the approval and changes nothing`() async throws {
        let room = TestTown.room("jaures") { resource in
            resource.policy.autoSchedule = .acceptIfFree
        }
        let town = try await TestTown([room])
        try await town.put("one", TestTown.event("one", at: 9))
        let other = TestTown.event("two", at: 9).replacingOccurrences(of: "camille", with: "bruno")
        try await town.put("two", other, as: TestTown.bruno)
        let request = try await town.booked("jaures", "two")
        #expect(request.state == .tentative)
        let number = try await town.number("jaures")
        let answer = try await town.bookings.approve(request.id, comment: nil, as: Self.bruno, door: .json)
        #expect(answer.codes == ["conflict"])
        #expect(try await town.number("jaures") == number)
        #expect(try await town.requests().count == 1)
        try await town.delete("one")
        let again = try await town.bookings.approve(request.id, comment: nil, as: Self.bruno, door: .json)
        #expect(again.codes == ["not refused"])
        #expect(try await town.answers("jaures", in: "two", of: TestTown.bruno) == ["ACCEPTED"])
    }

    @Test func `a request that nobody answers is declined in time`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        #expect(try await town.booked("jaures", "one").deadline == town.clock.now.adding(2 * 86_400))
        town.clock.advance(by: 2 * 86_400 - 1)
        #expect(try await town.settleDue().isEmpty)
        town.clock.advance(by: 1)
        #expect(try await town.settleDue().count == 1)
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        #expect(try await town.booked("jaures", "one").reasons == [.approvalExpired])
        #expect(try await town.comment("one") == "La demande n’a pas reçu de réponse à temps.")
        #expect(try await town.requests().isEmpty)
        #expect(try await town.settleDue().isEmpty)
        #expect(try await town.lifecycle.nextDeadline() == nil)
    }

    @Test func `a request is declined when its time has come, even where it may wait for ever`() async throws {
        let town = try await TestTown([TestTown.askedRoom { $0.policy.approval.pendingExpiry = nil }])
        try await town.put("one", TestTown.event("one", at: 9))
        try town.move(to: "2027-03-02T07:59:59Z")
        #expect(try await town.settleDue().isEmpty)
        town.clock.advance(by: 1)
        #expect(try await town.settleDue().count == 1)
        #expect(try await town.booked("jaures", "one").reasons == [.approvalExpired])
    }

    @Test func `a request changed by its organizer is changed in the manager's inbox`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("one", TestTown.event("one", at: 14, sequence: 1))
        let requests = try await town.requests()
        #expect(requests.count == 1)
        #expect(requests.first?.text.contains("T140000") == true)
        try await town.delete("one")
        #expect(try await town.requests().isEmpty)
        #expect(try await town.bookings.approvals(as: Self.bruno).isEmpty)
    }

    @Test func `what was accepted is taken back with a manager's words`() async throws {
        let town = try await TestTown([TestTown.waitingRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 9))
        let id = try await town.booked("jaures", "one").id
        for person in [TestTown.camille, TestTown.admin] {
            let isManager = person == TestTown.admin
            do {
                let view = try await town.bookings.decline(
                    id, comment: "Mariage", as: Principal(person: person), door: .json)
                #expect(isManager && view.booking.state == .declined && view.booking.reasons == [.released])
            } catch {
                #expect(!isManager)
            }
        }
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        #expect(try await town.comment("one").contains("Mariage"))
        try await town.settleDue()
        #expect(try await town.answers("jaures", in: "two") == ["ACCEPTED"])
    }

    // MARK: By the manager's calendar client

    /// The object with another answer of the room, as a client writes it.
    private static func answered(_ text: String, _ status: String) -> String {
        guard var object = try? CalendarObject(parsing: Array(text.utf8)) else { return "" }
        object.updateMain { component in
            component.updateAttendee(["jaures@ville.example"]) { $0[parameter: "PARTSTAT"] = status }
        }
        return object.serialized()
    }

    /// RFC 6638 §3.2.2.3.
    @Test func `a manager approves in the room's calendar`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        let member = try #require(try await town.copy("jaures", "one"))
        let result = try await town.putBack(member) { Self.answered($0, "ACCEPTED") }
        #expect(!result.created && !result.storedAsSent)
        #expect(result.object.text.contains("PARTSTAT=ACCEPTED"))
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.booked("jaures", "one").state == .confirmed)
        #expect(try await town.requests().isEmpty)
        // Afterwards they can take it back there as well.
        let accepted = try #require(try await town.copy("jaures", "one"))
        try await town.putBack(accepted) { text in
            Self.answered(text, "DECLINED").replacingOccurrences(
                of: "END:VEVENT", with: "COMMENT:Fuite d'eau\r\nEND:VEVENT")
        }
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        #expect(try await town.booked("jaures", "one").reasons == [.released])
        #expect(try await town.comment("one").contains("Fuite d'eau"))
    }

    @Test func `who answers a request that is answered already is told so`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        let request = try #require(try await town.requests().first)
        try await town.putBack(request) { Self.answered($0, "ACCEPTED") }
        let error = await #expect(throws: SchedulingError.self) {
            try await town.putBack(request) { Self.answered($0, "DECLINED") }
        }
        guard case .wrongState(.confirmed)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try await town.booked("jaures", "one").state == .confirmed)
    }

    @Test func `a manager refuses in the room's calendar, with a comment`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        let member = try #require(try await town.copy("jaures", "one"))
        try await town.putBack(member) { text in
            Self.answered(text, "DECLINED").replacingOccurrences(
                of: "END:VEVENT", with: "COMMENT:Déjà promis\r\nEND:VEVENT")
        }
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        #expect(try await town.booked("jaures", "one").reasons == [.notApproved])
        #expect(try await town.comment("one").contains("Déjà promis"))
    }

    /// RFC 6638 §4.1.
    @Test func `a manager answers the request in their inbox`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 11))
        let requests = try await town.requests()
        for request in requests {
            let status = request.uid == "one" ? "ACCEPTED" : "DECLINED"
            try await town.putBack(request) { Self.answered($0, status) }
        }
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.answers("jaures", in: "two") == ["DECLINED"])
        #expect(try await town.requests().isEmpty)
    }

    @Test func `nothing but the answer may be changed in the room's calendar`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        let member = try #require(try await town.copy("jaures", "one"))
        let changes: [@Sendable (String) -> String] = [
            { $0.replacingOccurrences(of: "T090000", with: "T100000") },
            { $0.replacingOccurrences(of: "SUMMARY:", with: "SUMMARY:Autre ") },
            { Self.answered($0, "ACCEPTED").replacingOccurrences(of: "T100000", with: "T120000") },
            { Self.answered($0, "DELEGATED") },
        ]
        for change in changes {
            await #expect(throws: SchedulingError.self) { try await town.putBack(member, change) }
        }
        await #expect(throws: SchedulingError.self) {
            try await town.putBack(member, as: TestTown.camille) { Self.answered($0, "ACCEPTED") }
        }
        #expect(try await town.answers("jaures", in: "one") == ["TENTATIVE"])
        let same = try await town.putBack(member) { $0 }
        #expect(same.object.etag == member.etag)
    }

    @Test func `a manager takes back one date of a series`() async throws {
        let town = try await TestTown()
        try await town.put("weekly", TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=4"))
        let member = try #require(try await town.copy("jaures", "weekly"))
        var object = try CalendarObject(parsing: Array(member.text.utf8))
        var instance = try #require(object.master)
        for name in ["RRULE"] { instance.remove(name) }
        let zone = [CalendarParameter("TZID", "Europe/Paris")]
        instance.set("RECURRENCE-ID", value: "20270309T090000", parameters: zone)
        instance.set("DTSTART", value: "20270309T090000", parameters: zone)
        instance.set("DTEND", value: "20270309T100000", parameters: zone)
        instance.setAttendee(address: "jaures@ville.example", partstat: .declined, scheduleStatus: nil)
        object.main.append(instance)
        let text = object.serialized()
        try await town.putBack(member) { _ in text }
        #expect(try await town.answers("jaures", in: "weekly") == ["ACCEPTED", "20270309T090000 DECLINED"])
        #expect(try await town.busy("jaures").count == 3)
    }

    @Test func `taking a request out of the room's calendar refuses it`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        let member = try #require(try await town.copy("jaures", "one"))
        try await town.calendars.delete(
            member.name, in: member.collection, if: .init(), scheduleReply: true, as: Self.bruno)
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        #expect(try await town.booked("jaures", "one").reasons == [.notApproved])
        #expect(try await town.requests().isEmpty)
    }

    @Test func `a request made in JSON is pending and approved like any other`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        let paris = try #require(TestTown.zones.zone(named: "Europe/Paris"))
        let start = try #require(CivilDateTime(icalendar: "20270302T090000"))
        let end = try #require(CivilDateTime(icalendar: "20270302T100000"))
        let draft = BookingDraft(
            resources: ["jaures"], title: "Point", start: .zoned(start, paris), end: .zoned(end, paris), uid: "json")
        guard case .pending(let views) = try await town.bookings.submit(draft, as: Self.camille, door: .json) else {
            throw SchedulingError.notFound
        }
        #expect(try await town.requests().count == 1)
        _ = try await town.bookings.approve(views[0].booking.id, comment: nil, as: Self.bruno, door: .commandLine)
        #expect(try await town.booked("jaures", "json").state == .confirmed)
        let agenda = try await town.calendars.objects(
            in: .calendar(of: .person("camille")), names: nil, as: Self.camille)
        #expect(agenda.first?.text.contains("PARTSTAT=ACCEPTED") == true)
    }

    @Test func `requests move to the new managers when the managers change`() async throws {
        let town = try await TestTown([TestTown.askedRoom()], people: [TestTown.agnes])
        try await town.put("one", TestTown.event("one", at: 9))
        var room = TestTown.askedRoom()
        room.managers = ["agnes"]
        try await town.bookings.saveResources([room], as: Principal(person: TestTown.admin), door: .json)
        #expect(try await town.requests().isEmpty)
        #expect(try await town.requests(of: TestTown.agnes).count == 1)
    }

    @Test func `an outsider's request is told by mail`() async throws {
        let room = TestTown.askedRoom()
        let town = try await TestTown([room])
        let paris = try #require(TestTown.zones.zone(named: "Europe/Paris"))
        let start = try #require(CivilDateTime(icalendar: "20270302T090000"))
        let end = try #require(CivilDateTime(icalendar: "20270302T100000"))
        let draft = BookingDraft(
            resources: ["jaures"], title: "Point", start: .zoned(start, paris), end: .zoned(end, paris),
            organizer: "guide@ailleurs.example", uid: "out")
        guard case .pending(let views) = try await town.bookings.submit(draft, as: Self.bruno, door: .json) else {
            throw SchedulingError.notFound
        }
        _ = try await town.bookings.approve(views[0].booking.id, comment: nil, as: Self.bruno, door: .json)
        let mail = try await town.store.withSnapshot { try $0.pendingOutbox(limit: 10) }
        #expect(mail.last?.recipient == "guide@ailleurs.example")
        #expect(mail.last?.body.contains("PARTSTAT=ACCEPTED") == true)
    }
}
