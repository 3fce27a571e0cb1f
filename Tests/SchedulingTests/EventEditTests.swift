import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

/// Edits that calendar clients make, and what the rooms in the event make of them.
@Suite struct EventEditTests {
    private static let weekly = TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=4")

    private static func exception(
        _ uid: String, day: Int, at hour: Int, rooms: [String] = ["jaures"], range: String = "", more: String = ""
    ) -> String {
        let id = "RECURRENCE-ID\(range);TZID=Europe/Paris:202703\(day < 10 ? "0" : "")\(day)T090000"
        return TestTown.event(
            uid, at: hour, day: day, rooms: rooms, more: more.isEmpty ? id : id + "\n" + more, sequence: 1)
    }

    @Test func `an event made transparent frees the room, made opaque again it takes it`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("one", TestTown.event("one", at: 9, more: "TRANSP:TRANSPARENT"))
        #expect(try await town.busy("jaures") == [])
        try await town.put("two", TestTown.event("two", at: 9))
        #expect(try await town.answers("jaures", in: "two") == ["ACCEPTED"])
        try await town.put("one", TestTown.event("one", at: 9, more: "TRANSP:OPAQUE"))
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        try await town.delete("two")
        try await town.put("one", TestTown.event("one", at: 9, more: "TRANSP:OPAQUE\nLOCATION:Jaurès"))
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.busy("jaures").count == 1)
    }

    @Test func `a cancelled event frees the room, a revived one asks again`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("one", TestTown.event("one", at: 9, more: "STATUS:CANCELLED"))
        #expect(try await town.busy("jaures") == [])
        try await town.put("two", TestTown.event("two", at: 9))
        try await town.put("one", TestTown.event("one", at: 9, more: "STATUS:CONFIRMED"))
        #expect(try await town.answers("jaures", in: "two") == ["ACCEPTED"])
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        #expect(try await town.busy("jaures").count == 1)
    }

    @Test func `a series that moves takes the overrides along that were only there for an answer`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9, day: 9))
        try await town.put("weekly", Self.weekly)
        let stored = try await town.object("weekly").text
        #expect(stored.contains("RECURRENCE-ID"))
        // The client moves the series and puts back the override that the server had added.
        let parts = stored.components(separatedBy: "RRULE")
        let moved =
            parts[0].replacingOccurrences(of: "20270302T090000", with: "20270302T140000")
            .replacingOccurrences(of: "20270302T100000", with: "20270302T150000") + "RRULE"
            + parts.dropFirst().joined(separator: "RRULE")
        _ = try await town.calendars.put(
            Array(moved.utf8), name: "weekly.ics", in: .calendar(of: .person("camille")), if: .init(),
            as: Principal(person: TestTown.camille))
        #expect(try await town.answers("jaures", in: "weekly") == ["ACCEPTED"])
        #expect(
            try await town.busy("jaures") == [
                "2027-03-02T13:00:00Z/2027-03-02T14:00:00Z", "2027-03-09T08:00:00Z/2027-03-09T09:00:00Z",
                "2027-03-09T13:00:00Z/2027-03-09T14:00:00Z", "2027-03-16T13:00:00Z/2027-03-16T14:00:00Z",
                "2027-03-23T13:00:00Z/2027-03-23T14:00:00Z",
            ])
    }

    @Test func `a room invited to one date only books that date only`() async throws {
        let town = try await TestTown()
        let master = TestTown.event("weekly", at: 9, rooms: ["zola"], more: "RRULE:FREQ=WEEKLY;COUNT=4")
        try await town.put(
            "weekly", master + "\n" + Self.exception("weekly", day: 9, at: 9, rooms: ["zola", "jaures"]))
        #expect(try await town.answers("jaures", in: "weekly") == ["absent", "20270309T090000 ACCEPTED"])
        #expect(try await town.answers("zola", in: "weekly") == ["ACCEPTED", "20270309T090000 ACCEPTED"])
        #expect(try await town.busy("jaures") == ["2027-03-09T08:00:00Z/2027-03-09T09:00:00Z"])
        #expect(try await town.busy("zola").count == 4)
        // Out of that date again.
        try await town.put("weekly", master + "\n" + Self.exception("weekly", day: 9, at: 9, rooms: ["zola"]))
        #expect(try await town.busy("jaures") == [])
        #expect(try await town.busy("zola").count == 4)
    }

    @Test func `a room taken out of one date is free on that date`() async throws {
        let town = try await TestTown()
        try await town.put("weekly", Self.weekly)
        try await town.put("weekly", Self.weekly + "\n" + Self.exception("weekly", day: 9, at: 9, rooms: ["zola"]))
        #expect(try await town.busy("jaures").count == 3)
        #expect(try await town.busy("zola").count == 1)
        try await town.put("one", TestTown.event("one", at: 9, day: 9))
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        try await town.put("weekly", Self.weekly)
        #expect(try await town.answers("jaures", in: "weekly") == ["ACCEPTED", "20270309T090000 DECLINED"])
        #expect(try await town.busy("zola") == [])
    }

    @Test func `an exception for this and all later dates moves them`() async throws {
        let town = try await TestTown()
        try await town.put("weekly", Self.weekly)
        try await town.put(
            "weekly", Self.weekly + "\n" + Self.exception("weekly", day: 16, at: 14, range: ";RANGE=THISANDFUTURE"))
        #expect(
            try await town.busy("jaures") == [
                "2027-03-02T08:00:00Z/2027-03-02T09:00:00Z", "2027-03-09T08:00:00Z/2027-03-09T09:00:00Z",
                "2027-03-16T13:00:00Z/2027-03-16T14:00:00Z", "2027-03-23T13:00:00Z/2027-03-23T14:00:00Z",
            ])
    }

    /// RFC 5545 §3.2.13, RFC 5546 §3.2.2: the room is asked for the date and for every later one.
    @Test(arguments: ["", "STATUS:CANCELLED\n"])
    func `a room that is invited from a date on is booked from that date on`(status: String) async throws {
        let town = try await TestTown()
        try await town.put("other", TestTown.event("other", at: 9, day: 23))
        let master = Self.weekly.replacingOccurrences(
            of: "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jaures@ville.example\n", with: ""
        )
        .replacingOccurrences(of: "SUMMARY:", with: status + "SUMMARY:")
        let before =
            status.isEmpty
            ? master
            : master.replacingOccurrences(of: "END:VEVENT", with: "ATTENDEE:mailto:jaures@ville.example\nEND:VEVENT")
        let future = Self.exception("weekly", day: 9, at: 9, range: ";RANGE=THISANDFUTURE")
        try await town.put("weekly", before + "\n" + future)
        let own = ["2027-03-09T08:00:00Z/2027-03-09T09:00:00Z", "2027-03-16T08:00:00Z/2027-03-16T09:00:00Z"]
        #expect(try await town.busy("jaures") == own + ["2027-03-23T08:00:00Z/2027-03-23T09:00:00Z"])
        #expect(
            try await town.answers("jaures", in: "weekly").dropFirst()
                == ["20270309T090000 ACCEPTED", "20270323T090000 DECLINED"])
        try await town.put("third", TestTown.event("third", at: 9, day: 16))
        #expect(try await town.answers("jaures", in: "third") == ["DECLINED"])
        let copy = try await town.calendars.objects(
            in: .calendar(of: .resource("jaures")), names: nil, as: Principal(person: TestTown.admin)
        ).first { $0.uid == "weekly" }
        let shown = try CalendarObject(parsing: Array(#require(copy).text.utf8))
            .recurrenceSet(zones: TestTown.zones, defaultZone: .utc)
        #expect(shown.first(9).filter { $0.blocks }.map { "\($0.range.start.rfc3339)/\($0.range.end.rfc3339)" } == own)
        // And given back with the override.
        try await town.put("weekly", master)
        #expect(try await town.busy("jaures") == ["2027-03-23T08:00:00Z/2027-03-23T09:00:00Z"])
    }

    /// RFC 5545 §3.6.5: a zone of the object's own is what the object says that it is; another rule is another time.
    @Test(arguments: ["", "RRULE:FREQ=WEEKLY;COUNT=2"])
    func `another rule of the event's own time zone moves the booking`(rule: String) async throws {
        let town = try await TestTown()
        func event(_ offset: String) -> String {
            let zone =
                "BEGIN:VTIMEZONE\nTZID:Own\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:\(offset)\nTZOFFSETTO:\(offset)\nEND:STANDARD\nEND:VTIMEZONE\n"
            return zone
                + TestTown.event("one", at: 12, people: ["bruno"], more: rule).replacingOccurrences(
                    of: "TZID=Europe/Paris", with: "TZID=Own")
        }
        try await town.put("one", event("+0800"))
        #expect(try await town.busy("jaures").first == "2027-03-02T04:00:00Z/2027-03-02T05:00:00Z")
        try await town.put("one", event("+0200"))
        #expect(try await town.busy("jaures").first == "2027-03-02T10:00:00Z/2027-03-02T11:00:00Z")
        #expect(try await PeopleTests.copy(of: TestTown.bruno, in: town).text.contains("TZOFFSETTO:+0200"))
        try await town.put("two", TestTown.event("two", at: 13))
        try await town.put("one", event("+0100"))
        // 11:00 to 12:00 in UTC is free, the hour after it is taken.
        #expect(try await town.answers("jaures", in: "one").first == "ACCEPTED")
        try await town.put("one", event("+0000"))
        #expect(try await town.answers("jaures", in: "one").contains { $0.hasSuffix("DECLINED") })
    }

    @Test func `the same octets again change nothing, whatever the series carries`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9, day: 9))
        let plain = Self.weekly.replacingOccurrences(of: "SEQUENCE:0\n", with: "")
        let moved = plain.replacingOccurrences(of: "T090000", with: "T093000")
        for text in [Self.weekly, plain, moved] {
            let first = try await town.put("weekly", text)
            let inbox = try await town.inbox(of: TestTown.camille).count
            let booking = try await town.booking("jaures", "weekly")
            town.clock.advance(by: 60)
            let again = try await town.put("weekly", text)
            #expect(again.object == first.object)
            #expect(try await town.inbox(of: TestTown.camille).count == inbox)
            #expect(try await town.booking("jaures", "weekly") == booking)
            // And what the server stored, put back as it is.
            town.clock.advance(by: 60)
            let back = try await town.calendars.put(
                Array(first.object.text.utf8), name: "weekly.ics", in: .calendar(of: .person("camille")),
                if: WritePreconditions(ifMatch: .oneOf([first.object.etag])), as: Principal(person: TestTown.camille))
            #expect(back.object == first.object)
            #expect(back.storedAsSent)
            #expect(try await town.inbox(of: TestTown.camille).count == inbox)
        }
    }

    @Test func `an invited person books no room`() async throws {
        let town = try await TestTown()
        let event = TestTown.event("one", at: 9, people: ["bruno"])
        await #expect(throws: SchedulingError.self) { try await town.put("one", event, as: TestTown.bruno) }
        let elsewhere = event.replacingOccurrences(of: "camille@ville", with: "eva@agglo")
        try await town.put("one", elsewhere, as: TestTown.bruno)
        #expect(try await town.busy("jaures") == [])
        #expect(try await town.booking("jaures", "one") == nil)
    }

    @Test func `an event that loses its organizer and attendees frees the room`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let bare = TestTown.event("one", at: 9).split(separator: "\n").filter {
            !$0.hasPrefix("ATTENDEE") && !$0.hasPrefix("ORGANIZER")
        }.joined(separator: "\n")
        try await town.put("one", bare)
        #expect(try await town.busy("jaures") == [])
    }

    /// RFC 5546 §2.1.4.
    @Test func `a human's decline survives an edit of the text, and ends with a new time`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let home = CollectionID.calendar(of: .resource("jaures"))
        let manager = Principal(person: TestTown.bruno)
        let copy = try #require(try await town.calendars.objects(in: home, names: nil, as: manager).first)
        try await town.calendars.delete(copy.name, in: home, if: .init(), scheduleReply: true, as: manager)
        try await town.put("one", TestTown.event("one", at: 9, more: "LOCATION:Jaurès"))
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        #expect(try await town.busy("jaures") == [])
        try await town.put("one", TestTown.event("one", at: 10, sequence: 1))
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
    }

    @Test func `the answer that a foreign UID got cannot be written over`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let event = TestTown.event("one", at: 15).replacingOccurrences(of: "camille", with: "bruno")
        let result = try await town.put("one", event, as: TestTown.bruno)
        let forged = result.object.text.replacingOccurrences(of: "DECLINED", with: "ACCEPTED")
        _ = try await town.calendars.put(
            Array(forged.utf8), name: "one.ics", in: .calendar(of: .person("bruno")),
            if: WritePreconditions(ifMatch: .any), as: Principal(person: TestTown.bruno))
        #expect(try await town.answers("jaures", in: "one", of: TestTown.bruno) == ["DECLINED"])
    }

    /// RFC 5546 §3.2.2.
    @Test func `a wholly past event is left alone, an accepted past stays`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        town.clock.advance(by: 200 * 86_400)
        try await town.put("one", TestTown.event("one", at: 9, more: "LOCATION:Jaurès"))
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.busy("jaures").count == 1)
        let inbox = try await town.inbox(of: TestTown.camille).count
        try await town.put("old", TestTown.event("old", at: 14))
        #expect(try await town.answers("jaures", in: "old") == ["NEEDS-ACTION"])
        #expect(try await town.busy("jaures").count == 1)
        #expect(try await town.inbox(of: TestTown.camille).count == inbox)
    }

    @Test func `wholes that share a part exclude each other`() async throws {
        let town = try await TestTown([
            TestTown.room("est", parts: ["a", "b"]), TestTown.room("ouest", parts: ["b", "c"]), TestTown.room("a"),
            TestTown.room("b"), TestTown.room("c"),
        ])
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["est"]))
        try await town.put("two", TestTown.event("two", at: 9, rooms: ["ouest"]))
        #expect(try await town.answers("est", in: "one") == ["ACCEPTED"])
        #expect(try await town.answers("ouest", in: "two") == ["DECLINED"])
        #expect(try await town.busy("ouest").count == 1)
        try await town.put("three", TestTown.event("three", at: 9, rooms: ["c"]))
        #expect(try await town.answers("c", in: "three") == ["ACCEPTED"])
    }

    /// RFC 5545 §3.3.4.
    @Test func `dates are read in the room's zone, for the answers too`() async throws {
        var island = TestTown.room("fort-de-france")
        island.zone = "America/Martinique"
        let town = try await TestTown([island])
        func day(_ uid: String, _ more: String = "") -> String {
            TestTown.event(uid, at: 9, rooms: ["fort-de-france"], more: more)
                .replacingOccurrences(
                    of: "DTSTART;TZID=Europe/Paris:20270302T090000", with: "DTSTART;VALUE=DATE:20270302"
                )
                .replacingOccurrences(of: "DTEND;TZID=Europe/Paris:20270302T100000", with: "DTEND;VALUE=DATE:20270303")
        }
        try await town.put("one", day("one").replacingOccurrences(of: "2027030", with: "2027031"))
        try await town.put("series", day("series", "RRULE:FREQ=DAILY;COUNT=20"))
        #expect(try await town.answers("fort-de-france", in: "series") == ["ACCEPTED", "20270312 DECLINED"])
        let items = try await town.inbox(of: TestTown.camille)
        let reply = try #require(items.first { $0.uid == "series" })
        #expect(reply.text.contains("RECURRENCE-ID;VALUE=DATE:20270312"))
        #expect(try await town.busy("fort-de-france").first == "2027-03-02T04:00:00Z/2027-03-22T04:00:00Z")
    }

    @Test func `a calendar with many scheduled events can be deleted, and frees all rooms`() async throws {
        let rooms = (1...12).map { TestTown.room("r\($0)") }
        let town = try await TestTown(rooms)
        let other = CollectionID(owner: .person("camille"), name: "projets")
        let camille = Principal(person: TestTown.camille)
        try await town.calendars.makeCalendar(
            CalendarCollection(id: other, displayName: "Projets", createdAt: town.clock.now), as: camille)
        for number in 1...12 {
            let text =
                "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//Test//EN\r\n"
                + TestTown.event("e\(number)", at: 9, rooms: ["r\(number)"]).split(separator: "\n").joined(
                    separator: "\r\n")
                + "\r\nEND:VCALENDAR\r\n"
            _ = try await town.calendars.put(
                Array(text.utf8), name: "e\(number).ics", in: other, if: .init(), as: camille)
        }
        #expect(try await town.busy("r7").count == 1)
        try await town.calendars.deleteCalendar(other, as: camille)
        for number in 1...12 { #expect(try await town.busy("r\(number)") == []) }
    }

    /// RFC 6638 §3.2.4.1.
    @Test func `a scheduling object moves within its home and is copied nowhere`() async throws {
        let town = try await TestTown()
        let other = CollectionID(owner: .person("camille"), name: "projets")
        let own = CollectionID.calendar(of: .person("camille"))
        let camille = Principal(person: TestTown.camille)
        try await town.calendars.makeCalendar(
            CalendarCollection(id: other, displayName: "Projets", createdAt: town.clock.now), as: camille)
        try await town.put("one", TestTown.event("one", at: 9))
        await #expect(throws: SchedulingError.self) {
            try await town.calendars.copy(
                "one.ics", from: own, to: other, newName: "one.ics", overwrite: true, as: camille)
        }
        _ = try await town.calendars.move(
            "one.ics", from: own, to: other, newName: "two.ics", overwrite: true, as: camille)
        #expect(try await town.busy("jaures").count == 1)
        await #expect(throws: SchedulingError.self) { try await town.put("one", TestTown.event("one", at: 10)) }
        try await town.calendars.delete("two.ics", in: other, if: .init(), scheduleReply: true, as: camille)
        #expect(try await town.busy("jaures") == [])
        // A message in the inbox is no event to be kept.
        let item = try #require(try await town.inbox(of: TestTown.camille).first)
        await #expect(throws: SchedulingError.self) {
            try await town.calendars.copy(
                item.name, from: item.collection, to: own, newName: "x.ics", overwrite: true, as: camille)
        }
    }

    @Test func `an invitation does not replace a private event that has the same UID`() async throws {
        let town = try await TestTown()
        let bare = TestTown.event("one", at: 11).split(separator: "\n").filter {
            !$0.hasPrefix("ATTENDEE") && !$0.hasPrefix("ORGANIZER")
        }.joined(separator: "\n")
        try await town.put("mine", bare, as: TestTown.bruno)
        try await town.put("one", TestTown.event("one", at: 9, people: ["bruno"]))
        #expect(try await town.object("mine", of: TestTown.bruno).text.contains("20270302T110000"))
    }

    @Test func `several addresses are one organizer`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let renamed = TestTown.event("one", at: 10, sequence: 1)
            .replacingOccurrences(of: "camille@", with: "c.martin@")
        try await town.put("one", renamed)
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.busy("jaures") == ["2027-03-02T09:00:00Z/2027-03-02T10:00:00Z"])
    }

    @Test func `units written into the event change the booking`() async throws {
        let town = try await TestTown([TestTown.room("projecteur", units: 3)])
        let event = TestTown.event("one", at: 9, rooms: ["projecteur"])
        func units(_ number: Int) -> String {
            event.replacingOccurrences(
                of: "NEEDS-ACTION:mailto:proj", with: "NEEDS-ACTION;X-CRENEAU-UNITS=\(number):mailto:proj")
        }
        try await town.put("one", units(3))
        #expect(try await town.busy("projecteur").count == 1)
        try await town.put("one", units(1))
        #expect(try await town.booking("projecteur", "one")?.units == 1)
        #expect(try await town.busy("projecteur").count == 0)
        try await town.put("one", event)
        #expect(try await town.booking("projecteur", "one")?.units == 1)
    }
}
