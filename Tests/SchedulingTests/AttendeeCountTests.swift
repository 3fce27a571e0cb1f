import BookingCore
import CalendarTime
import Scheduling
import StoreContract
import Testing

/// People only, in all their forms.
@Suite struct AttendeeCountTests {
    private static func town() async throws -> TestTown {
        var room = TestTown.room("jaures")
        room.capacity = 3
        room.policy.enforceCapacity = .decline
        let town = try await TestTown([room, TestTown.room("zola")])
        try await town.bookings.saveRoomGroup(
            RoomGroup(
                id: "salles", names: LocalizedText(fr: "Une salle", en: ""), address: "salles@ville.example",
                members: ["zola"]),
            as: Principal(person: TestTown.admin), door: .json)
        try await town.store.withTransaction(locking: []) { transaction in
            try transaction.save(
                PersonGroup(
                    id: "accueil", name: "Accueil", address: "accueil@ville.example", members: ["camille", "bruno"]))
        }
        return town
    }

    static let cases: [(lines: [String], people: Int)] = [
        ([], 1),
        (["ATTENDEE:mailto:bruno@ville.example"], 2),
        // A room is known by its address, whatever the client calls it.
        (["ATTENDEE:mailto:zola@ville.example"], 1),
        (["ATTENDEE:mailto:salles@ville.example"], 1),
        (["ATTENDEE;CUTYPE=RESOURCE:mailto:ecran@ailleurs.example"], 1),
        (["ATTENDEE;CUTYPE=ROOM:mailto:salle@ailleurs.example"], 1),
        (["ATTENDEE;ROLE=NON-PARTICIPANT:mailto:bruno@ville.example"], 1),
        (["ATTENDEE;ROLE=OPT-PARTICIPANT:mailto:bruno@ville.example"], 2),
        (["ATTENDEE;PARTSTAT=DECLINED:mailto:bruno@ville.example"], 1),
        (["ATTENDEE;PARTSTAT=TENTATIVE:mailto:bruno@ville.example"], 2),
        (
            [
                "ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:x@ailleurs.example\":mailto:bruno@ville.example",
                "ATTENDEE:mailto:x@ailleurs.example",
            ], 2
        ),
        // The organizer counts once, under whichever address.
        (["ATTENDEE:MAILTO:C.Martin@ville.example", "ATTENDEE:mailto:camille@ville.example"], 1),
        (["ATTENDEE;PARTSTAT=DECLINED:mailto:c.martin@ville.example", "ATTENDEE:mailto:bruno@ville.example"], 1),
        (["ATTENDEE:mailto:x@ailleurs.example", "ATTENDEE:MAILTO:X@ailleurs.example"], 2),
        // A group that is known counts its members, each person once.
        (["ATTENDEE;CUTYPE=GROUP:mailto:accueil@ville.example"], 2),
        (["ATTENDEE:mailto:accueil@ville.example", "ATTENDEE:mailto:bruno@ville.example"], 2),
        (["ATTENDEE:mailto:accueil@ville.example", "ATTENDEE;PARTSTAT=DECLINED:mailto:bruno@ville.example"], 1),
        (["ATTENDEE;CUTYPE=GROUP:mailto:liste@ailleurs.example"], 2),
        (
            [
                "ATTENDEE:mailto:bruno@ville.example", "ATTENDEE:mailto:a@ailleurs.example",
                "ATTENDEE:mailto:b@ailleurs.example",
            ], 4
        ),
    ]

    private static func event(_ uid: String, _ lines: [String], day: Int = 2, more: [String] = []) -> String {
        ([
            "BEGIN:VEVENT", "UID:\(uid)", "DTSTAMP:20261123T080000Z", "SUMMARY:Réunion",
            "DTSTART;TZID=Europe/Paris:2027030\(day)T090000", "DTEND;TZID=Europe/Paris:2027030\(day)T100000",
            "ORGANIZER:mailto:camille@ville.example", "ATTENDEE:mailto:jaures@ville.example",
        ] + lines + more + ["END:VEVENT"]).joined(separator: "\n")
    }

    @Test(arguments: cases)
    func `counts people`(lines: [String], people: Int) async throws {
        let town = try await Self.town()
        try await town.put("one", Self.event("one", lines))
        let booking = try #require(try await town.booking("jaures", "one"))
        #expect(booking.attendeeCount == people)
        #expect((booking.state == .confirmed) == (people <= 3))
        if people > 3 { #expect(booking.reasons == [.overCapacity(people: people, capacity: 3)]) }
    }

    @Test func `an exception with attendees of its own is judged by its own number`() async throws {
        let town = try await Self.town()
        let crowd = ["bruno@ville.example", "a@ailleurs.example", "b@ailleurs.example"].map { "ATTENDEE:mailto:\($0)" }
        let series = Self.event("one", [], more: ["RRULE:FREQ=DAILY;COUNT=3"])
        let exception = Self.event(
            "one", crowd, day: 3, more: ["RECURRENCE-ID;TZID=Europe/Paris:20270303T090000"])
        try await town.put("one", series + "\n" + exception)
        let booking = try #require(try await town.booking("jaures", "one"))
        #expect(booking.attendeeCount == 1)
        #expect(
            booking.instances.map(\.verdict) == [
                .accepted, .declined([.overCapacity(people: 4, capacity: 3)]), .accepted,
            ])
    }

    @Test func `an exception for this and all later ones counts for each of them`() async throws {
        let town = try await Self.town()
        let crowd = ["bruno@ville.example", "a@ailleurs.example", "b@ailleurs.example"].map { "ATTENDEE:mailto:\($0)" }
        let series = Self.event("one", [], more: ["RRULE:FREQ=DAILY;COUNT=4"])
        let exception = Self.event(
            "one", crowd, day: 4, more: ["RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20270304T090000"])
        try await town.put("one", series + "\n" + exception)
        let booking = try #require(try await town.booking("jaures", "one"))
        let over = InstanceVerdict.declined([.overCapacity(people: 4, capacity: 3)])
        #expect(booking.instances.map(\.verdict) == [.accepted, .accepted, over, over])
    }
}
