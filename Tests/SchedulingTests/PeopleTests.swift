import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import Testing

/// Attendees who are people: their copies follow every answer, and a stale copy that comes back reverts nothing.
/// RFC 6638 §3.2.10.
@Suite struct PeopleTests {
    /// Everybody's answers in one copy, as `bruno ACCEPTED`.
    static func participation(_ text: String) throws -> [String] {
        try CalendarObject(parsing: Array(text.utf8)).main.flatMap { component in
            let id = component.first("RECURRENCE-ID").map { $0.value + " " } ?? ""
            return component.attendees.map { attendee in
                id + attendee.address.normalized.prefix { $0 != "@" } + " " + attendee.participationStatus.text
            }
        }
    }

    static func copy(of person: Person, in town: TestTown) async throws -> StoredObject {
        try #require(
            try await town.calendars.objects(
                in: .calendar(of: .person(person.id)), names: nil, as: Principal(person: person)
            ).first)
    }

    @discardableResult
    static func answer(
        _ status: String, of person: Person, from copy: StoredObject, in town: TestTown,
        if preconditions: WritePreconditions = .init()
    ) async throws -> PutResult {
        var object = try CalendarObject(parsing: Array(copy.text.utf8))
        object.updateMain {
            $0.setAttendee(address: person.addresses[0], partstat: ParticipationStatus(status))
        }
        return try await town.calendars.put(
            Array(object.serialized().utf8), name: copy.name, in: copy.collection, if: preconditions,
            as: Principal(person: person))
    }

    /// RFC 6638 §3.2.1.1.
    @Test func `the invitation says what the room answered`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9, people: ["bruno"]))
        let copy = try await Self.copy(of: TestTown.bruno, in: town)
        #expect(try Self.participation(copy.text) == ["camille ACCEPTED", "jaures ACCEPTED", "bruno NEEDS-ACTION"])
        #expect(!copy.text.contains("SCHEDULE-STATUS"))
        #expect(try await town.inbox(of: TestTown.bruno)[0].text.contains("PARTSTAT=ACCEPTED:mailto:jaures"))
    }

    @Test func `an answer reaches the other copies without a message and with the same tag`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9, people: ["bruno", "admin"]))
        let before = try await Self.copy(of: TestTown.admin, in: town)
        try await Self.answer("ACCEPTED", of: TestTown.bruno, from: Self.copy(of: TestTown.bruno, in: town), in: town)
        let after = try await Self.copy(of: TestTown.admin, in: town)
        let expected = ["camille ACCEPTED", "jaures ACCEPTED", "bruno ACCEPTED", "admin NEEDS-ACTION"]
        #expect(try Self.participation(after.text) == expected)
        #expect(after.scheduleTag == before.scheduleTag)
        #expect(after.etag != before.etag)
        #expect(try await town.inbox(of: TestTown.admin).count == 1)
        let room = try await town.calendars.objects(
            in: .calendar(of: .resource("jaures")), names: nil, as: Principal(person: TestTown.bruno))
        #expect(try Self.participation(room[0].text) == expected)
    }

    /// RFC 5546 §2.1.5: the date that was taken out raised the SEQUENCE of the organizer's series, and only of that.
    @Test func `who answers a series after a date was taken out is heard`() async throws {
        let town = try await TestTown()
        let rule = "RRULE:FREQ=DAILY;COUNT=4"
        try await town.put("one", TestTown.event("one", at: 9, people: ["bruno"], more: rule))
        let excluded = rule + "\nEXDATE;TZID=Europe/Paris:20270303T090000"
        try await town.put("one", TestTown.event("one", at: 9, people: ["bruno"], more: excluded))
        try await Self.answer("TENTATIVE", of: TestTown.bruno, from: Self.copy(of: TestTown.bruno, in: town), in: town)
        let text = try await town.object("one").text
        #expect(text.contains("SEQUENCE:1\r\n"))
        #expect(try Self.participation(text).contains("bruno TENTATIVE"))
    }

    /// RFC 5546 §3.2.2.1: who said maybe to the old dates has not answered for the new ones, those that a room answers by
    /// themselves included.
    @Test func `a moved series asks people anew for every date`() async throws {
        let town = try await TestTown()
        try await town.put("other", TestTown.event("other", at: 14, day: 5))
        let rule = "RRULE:FREQ=DAILY;COUNT=3"
        try await town.put("one", TestTown.event("one", at: 9, people: ["bruno"], more: rule))
        try await Self.answer("TENTATIVE", of: TestTown.bruno, from: Self.copy(of: TestTown.bruno, in: town), in: town)
        try await town.put("one", TestTown.event("one", at: 14, day: 4, people: ["bruno"], more: rule))
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED", "20270305T140000 DECLINED"])
        let copy = try Self.participation(await Self.copy(of: TestTown.bruno, in: town).text)
        #expect(copy.filter { $0.contains("bruno") } == ["bruno NEEDS-ACTION", "20270305T140000 bruno NEEDS-ACTION"])
    }

    @Test func `a copy that comes back after its deletion says what others have answered since`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9, people: ["bruno", "admin"]))
        let old = try await Self.copy(of: TestTown.bruno, in: town)
        try await town.calendars.delete(
            old.name, in: old.collection, if: .init(), scheduleReply: true, as: Principal(person: TestTown.bruno))
        try await Self.answer("TENTATIVE", of: TestTown.admin, from: Self.copy(of: TestTown.admin, in: town), in: town)
        let blank = try await Self.answer("NEEDS-ACTION", of: TestTown.bruno, from: old, in: town)
        #expect(try Self.participation(blank.object.text).suffix(2) == ["bruno DECLINED", "admin TENTATIVE"])
        let put = try await Self.answer("ACCEPTED", of: TestTown.bruno, from: old, in: town)
        #expect(try Self.participation(put.object.text).suffix(2) == ["bruno ACCEPTED", "admin TENTATIVE"])
        #expect(!put.storedAsSent)
        #expect(
            try Self.participation(try await town.object("one").text).suffix(2) == [
                "bruno ACCEPTED", "admin TENTATIVE",
            ])
    }

    /// RFC 5546 §3.2.5: an all-day exception is no exception to a series by the hour that is no more.
    @Test func `of a series that is called off only the dates that are left stay in a copy`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9, people: ["bruno"], more: "RRULE:FREQ=DAILY;COUNT=4"))
        func allDay(_ more: String) -> String {
            TestTown.event("one", at: 9, people: ["bruno"], more: more)
                .replacingOccurrences(
                    of: "DTSTART;TZID=Europe/Paris:20270302T090000", with: "DTSTART;VALUE=DATE:20270304"
                )
                .replacingOccurrences(of: "DTEND;TZID=Europe/Paris:20270302T100000", with: "DTEND;VALUE=DATE:20270305")
        }
        let event =
            allDay("RRULE:FREQ=DAILY;COUNT=2\nSTATUS:CANCELLED") + "\n" + allDay("RECURRENCE-ID;VALUE=DATE:20270304")
        try await town.put("one", event)
        let copy = try await Self.copy(of: TestTown.bruno, in: town)
        let object = try CalendarObject(parsing: Array(copy.text.utf8))
        #expect(object.main.map { $0.first("RECURRENCE-ID")?.value } == ["20270304"])
    }

    @Test func `a stale copy with the matching tag is merged`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9, people: ["bruno", "admin"]))
        let stale = try await Self.copy(of: TestTown.admin, in: town)
        try await Self.answer("ACCEPTED", of: TestTown.bruno, from: Self.copy(of: TestTown.bruno, in: town), in: town)
        let result = try await Self.answer(
            "DECLINED", of: TestTown.admin, from: stale, in: town,
            if: WritePreconditions(ifScheduleTagMatch: stale.scheduleTag))
        #expect(!result.storedAsSent)
        for text in [
            result.object.text, try await Self.copy(of: TestTown.bruno, in: town).text,
            try await town.object("one").text,
        ] {
            #expect(
                try Self.participation(text) == [
                    "camille ACCEPTED", "jaures ACCEPTED", "bruno ACCEPTED", "admin DECLINED",
                ])
        }
    }

    @Test func `what the organizer changed meanwhile makes the tag another one`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9, people: ["bruno"]))
        let stale = try await Self.copy(of: TestTown.bruno, in: town)
        try await town.put("one", TestTown.event("one", at: 10, people: ["bruno"], sequence: 1))
        await #expect(throws: SchedulingError.self) {
            try await Self.answer(
                "ACCEPTED", of: TestTown.bruno, from: stale, in: town,
                if: WritePreconditions(ifScheduleTagMatch: stale.scheduleTag))
        }
    }

    @Test func `what a manager answers later reaches the people who are invited`() async throws {
        var room = TestTown.room("jaures")
        room.policy.autoSchedule = .manual
        let town = try await TestTown([room])
        try await town.put("one", TestTown.event("one", at: 9, people: ["admin"]))
        #expect(try await Self.participation(Self.copy(of: TestTown.admin, in: town).text).contains("jaures TENTATIVE"))
        let booking = try #require(try await town.booking("jaures", "one"))
        let tag = try await Self.copy(of: TestTown.admin, in: town).scheduleTag
        _ = try await town.bookings.approve(
            booking.id, comment: nil, as: Principal(person: TestTown.bruno), door: .json)
        let copy = try await Self.copy(of: TestTown.admin, in: town)
        #expect(try Self.participation(copy.text).contains("jaures ACCEPTED"))
        #expect(copy.scheduleTag == tag)
        #expect(try await town.inbox(of: TestTown.admin).filter { $0.text.contains("METHOD:REQUEST") }.count <= 2)
    }

    /// RFC 6638 §3.2.2.1: an attendee's scheduling object is made by the server.
    @Test func `an invitation in a colleague's name that they never made is refused`() async throws {
        let town = try await TestTown()
        let forged = TestTown.event("forged", at: 9, rooms: [], people: ["bruno"])
        await #expect(throws: SchedulingError.self) { try await town.put("forged", forged, as: TestTown.bruno) }
        let past = forged.replacingOccurrences(of: "202703", with: "202603")
        try await town.put("forged", past, as: TestTown.bruno)
        #expect(try await town.inbox(of: TestTown.camille).isEmpty)
        try await town.put("real", TestTown.event("real", at: 9, rooms: [], people: ["bruno"]))
        let copy = try await town.calendars.objects(
            in: .calendar(of: .person("bruno")), names: nil, as: Principal(person: TestTown.bruno)
        ).first { $0.uid == "real" }
        try await town.calendars.delete(
            #require(copy).name, in: .calendar(of: .person("bruno")), if: .init(), scheduleReply: true,
            as: Principal(person: TestTown.bruno))
        // Whoever deleted an invitation may take it back.
        try await town.put("again", TestTown.event("real", at: 9, rooms: [], people: ["bruno"]), as: TestTown.bruno)
    }
}
