import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

@Suite struct InvitationTests {
    /// RFC 6638 §3.2.1, 5546 §3.2.3.
    @Test func `a free room accepts in the same request, and everything agrees`() async throws {
        let town = try await TestTown()
        let result = try await town.put("one", TestTown.event("one", at: 9))
        #expect(result.created)
        #expect(!result.storedAsSent)
        #expect(result.object.scheduleTag != nil)
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(result.object.text.contains("SCHEDULE-STATUS=2.0"))
        #expect(try await town.busy("jaures") == ["2027-03-02T08:00:00Z/2027-03-02T09:00:00Z"])
        #expect(try await town.booking("jaures", "one")?.state == .confirmed)
        #expect(try await town.inbox(of: TestTown.camille).count == 1)
    }

    /// RFC 6638 §3.2.1, 5546 §3.2.3.
    @Test func `a taken room declines and the event is stored all the same`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let event = TestTown.event("two", at: 9).replacingOccurrences(of: "camille", with: "bruno")
        try await town.put("two", event, as: TestTown.bruno)
        #expect(try await town.answers("jaures", in: "two", of: TestTown.bruno) == ["DECLINED"])
        #expect(try await town.busy("jaures") == ["2027-03-02T08:00:00Z/2027-03-02T09:00:00Z"])
        #expect(try await town.booking("jaures", "two")?.reasons.map(\.code) == ["conflict"])
    }

    @Test func `a moved event is decided again and frees where it was`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("one", TestTown.event("one", at: 14, sequence: 1))
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.busy("jaures") == ["2027-03-02T13:00:00Z/2027-03-02T14:00:00Z"])
    }

    /// RFC 6638 §3.2.1.3.
    @Test func `a deleted event frees the room`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.delete("one")
        #expect(try await town.busy("jaures") == [])
        #expect(try await town.booking("jaures", "one")?.state == .cancelled)
        try await town.put("two", TestTown.event("two", at: 9))
        #expect(try await town.answers("jaures", in: "two") == ["ACCEPTED"])
    }

    @Test func `a room taken out is free, another one put in answers`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["zola"]))
        #expect(try await town.answers("zola", in: "one") == ["ACCEPTED"])
        #expect(try await town.busy("jaures") == [])
        #expect(try await town.busy("zola").count == 1)
    }

    @Test func `the same octets again change nothing`() async throws {
        let town = try await TestTown()
        let first = try await town.put("one", TestTown.event("one", at: 9))
        town.clock.advance(by: 60)
        let again = try await town.put("one", TestTown.event("one", at: 9))
        #expect(again.object == first.object)
        #expect(!again.created)
        #expect(try await town.inbox(of: TestTown.camille).count == 1)
    }

    /// RFC 6638 §3.2.8.
    @Test func `an answer that the client wrote for the room means nothing`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let forged = TestTown.event("two", at: 9).replacingOccurrences(
            of: "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jaures", with: "ATTENDEE;PARTSTAT=ACCEPTED:mailto:jaures")
        try await town.put("two", forged)
        #expect(try await town.answers("jaures", in: "two") == ["DECLINED"])
        let unserved = forged.replacingOccurrences(
            of: "ATTENDEE;PARTSTAT=ACCEPTED:mailto:jaures",
            with: "ATTENDEE;SCHEDULE-AGENT=CLIENT;PARTSTAT=ACCEPTED:mailto:jaures"
        ).replacingOccurrences(of: "UID:two", with: "UID:three")
        try await town.put("three", unserved)
        #expect(try await town.answers("jaures", in: "three") == ["NEEDS-ACTION"])
        #expect(try await town.booking("jaures", "three") == nil)
    }

    /// RFC 5546 §2.1.4.
    @Test func `an edit without a change of time keeps the decision`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let edited = TestTown.event("one", at: 9).replacingOccurrences(of: "Réunion one", with: "Nouveau titre")
        try await town.put("one", edited)
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.booking("jaures", "one")?.title == "Nouveau titre")
        #expect(try await town.busy("jaures").count == 1)
    }

    @Test func `a refused update frees the old slot and says so`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 14))
        try await town.put("one", TestTown.event("one", at: 14, sequence: 1))
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        #expect(try await town.busy("jaures") == ["2027-03-02T13:00:00Z/2027-03-02T14:00:00Z"])
    }

    /// RFC 5546 §3.2.2.1.
    @Test func `once the blocker is gone the next update is accepted`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 9))
        #expect(try await town.answers("jaures", in: "two") == ["DECLINED"])
        try await town.delete("one")
        let edited = TestTown.event("two", at: 9).replacingOccurrences(of: "Réunion two", with: "Encore")
        try await town.put("two", edited)
        #expect(try await town.answers("jaures", in: "two") == ["ACCEPTED"])
    }

    @Test func `a room is known by an alias too`() async throws {
        var room = TestTown.room("jaures")
        room.aliases = ["salle8@ville.example"]
        let town = try await TestTown([room])
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["salle8"]))
        #expect(try await town.answers("salle8", in: "one") == ["ACCEPTED"])
        try await town.put("two", TestTown.event("two", at: 9))
        #expect(try await town.answers("jaures", in: "two") == ["DECLINED"])
        try await town.put("one", TestTown.event("one", at: 9))
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.busy("jaures").count == 1)
    }

    @Test func `the room's own calendar shows what it decided`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 9))
        let copies = try await town.calendars.objects(
            in: .calendar(of: .resource("jaures")), names: nil, as: Principal(person: TestTown.bruno))
        let transparency = try copies.map { copy in
            let event = try CalendarObject(parsing: Array(copy.text.utf8)).master
            return "\(event?.uid ?? "") \(event?.transparent == true)"
        }
        #expect(transparency.sorted() == ["one false", "two true"])
        #expect(
            try await town.calendars.objects(
                in: .inbox(of: .resource("jaures")), names: nil, as: Principal(person: TestTown.bruno)
            ).isEmpty)
    }

    @Test func `a UID belongs to the organizer who first used it on the room`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let event = TestTown.event("one", at: 15).replacingOccurrences(of: "camille", with: "bruno")
        try await town.put("one", event, as: TestTown.bruno)
        #expect(try await town.answers("jaures", in: "one", of: TestTown.bruno) == ["DECLINED"])
        #expect(try await town.busy("jaures") == ["2027-03-02T08:00:00Z/2027-03-02T09:00:00Z"])
    }

    /// RFC 6638 §3.2.2.3, 5546 §3.2.3.
    @Test func `people get the invitation, answer, and the organizer sees it`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9, people: ["bruno"]))
        let copies = try await town.calendars.objects(
            in: .calendar(of: .person("bruno")), names: nil, as: Principal(person: TestTown.bruno))
        let copy = try #require(copies.first)
        #expect(try await town.inbox(of: TestTown.bruno).count == 1)
        let accepted = copy.text.replacingOccurrences(
            of: "PARTSTAT=NEEDS-ACTION:mailto:bruno@ville.example", with: "PARTSTAT=ACCEPTED:mailto:bruno@ville.example"
        )
        let before = try await town.object("one").scheduleTag
        _ = try await town.calendars.put(
            Array(accepted.utf8), name: copy.name, in: copy.collection, if: .init(),
            as: Principal(person: TestTown.bruno))
        #expect(try await town.answers("bruno", in: "one") == ["ACCEPTED"])
        #expect(try await town.object("one").scheduleTag == before)
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
    }

    /// RFC 6638 §3.2.9.
    @Test func `unknown addresses in an owned domain, and people elsewhere, get their status`() async throws {
        let town = try await TestTown()
        let more = "ATTENDEE:mailto:personne@ville.example\nATTENDEE:mailto:eva@agglo.example"
        let result = try await town.put("one", TestTown.event("one", at: 9, more: more))
        let parsed = try CalendarObject(parsing: Array(result.object.text.utf8))
        func status(_ address: String) -> String? { parsed.master?.attendee([address])?.scheduleStatus?.code }
        #expect(status("personne@ville.example") == "3.7")
        #expect(status("eva@agglo.example") == "1.1")
        let outbox = try await town.store.withSnapshot { try $0.pendingOutbox(limit: 10) }
        #expect(outbox.map(\.recipient) == ["eva@agglo.example"])
    }

    @Test func `a manager who takes an event out of the room's calendar declines it`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let home = CollectionID.calendar(of: .resource("jaures"))
        let manager = Principal(person: TestTown.bruno)
        let copy = try #require(try await town.calendars.objects(in: home, names: nil, as: manager).first)
        try await town.calendars.delete(copy.name, in: home, if: .init(), scheduleReply: true, as: manager)
        #expect(try await town.answers("jaures", in: "one") == ["DECLINED"])
        #expect(try await town.busy("jaures") == [])
        await #expect(throws: SchedulingError.self) {
            try await town.calendars.delete(
                copy.name, in: home, if: .init(), scheduleReply: true, as: Principal(person: TestTown.camille))
        }
    }
}
