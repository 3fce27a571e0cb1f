import BookingCore
import CalendarTime
import ICalendar
import Scheduling
import StoreContract
import Testing

/// A UID belongs to the organizer who first used it on the room; another one is told so and learns nothing else.
@Suite struct ForeignUIDTests {
    @Test(arguments: [("fr", "utilise déjà cet identifiant"), ("en", "already uses this identifier")])
    func `the second organizer gets a reply that says why`(language: String, words: String) async throws {
        let agnes = Person(
            id: "agnes", name: "Agnès Roux", addresses: ["agnes@ville.example"], language: language)
        let town = try await TestTown(people: [agnes])
        try await town.put("one", TestTown.event("one", at: 9))
        let held = try await town.booked("jaures", "one")
        let copied = TestTown.event("one", at: 14).replacing("camille", with: "agnes")
            .replacing("Réunion one", with: "Autre")
        try await town.put("copy", copied, as: agnes)
        #expect(try await town.answers("jaures", in: "copy", of: agnes) == ["DECLINED"])
        let reply = try await town.latest("one", of: agnes)
        #expect(reply.method == "REPLY")
        #expect(reply.master?.attendee(["jaures@ville.example"])?.participationStatus == .declined)
        #expect(try await town.comment("one", of: agnes).contains(words))
        #expect(!reply.serialized().contains("Réunion") && !reply.serialized().contains("camille"))
        // The first one's booking is as it was, and they hear nothing.
        #expect(try await town.booked("jaures", "one") == held)
        #expect(try await town.inbox(of: TestTown.camille).count == 1)
        // Taking the copy away asks for nothing and is not answered.
        try await town.delete("copy", as: agnes)
        #expect(try await town.inbox(of: agnes).count == 1)
        #expect(try await town.booked("jaures", "one") == held)
    }

    /// RFC 6638 §3.2.9: 1.2 says that the message was delivered, 3.8 that it could not be for want of the right to.
    @Test func `a person who has the UID of another organizer is told of nothing, and so is the sender`() async throws {
        let agnes = Person(id: "agnes", name: "Agnès Roux", addresses: ["agnes@ville.example"])
        let town = try await TestTown(people: [agnes])
        let invitation = TestTown.event("one", at: 9, rooms: [], people: ["agnes"])
        try await town.put("one", invitation)
        #expect(try Self.status(of: "agnes", in: try await town.object("one")) == "1.2")
        let held = try await PeopleTests.copy(of: agnes, in: town)
        let inbox = try await town.inbox(of: agnes).count
        for title in ["Autre", "Encore"] {
            let other = invitation.replacing("camille", with: "bruno").replacing("Réunion one", with: title)
            try await town.put("own", other, as: TestTown.bruno)
            let stored = try await town.object("own", of: TestTown.bruno)
            #expect(try Self.status(of: "agnes", in: stored) == "3.8")
        }
        #expect(try await PeopleTests.copy(of: agnes, in: town) == held)
        #expect(try await town.inbox(of: agnes).count == inbox)
    }

    private static func status(of person: String, in stored: StoredObject) throws -> String? {
        let object = try CalendarObject(parsing: Array(stored.text.utf8))
        return object.master?.attendee([person + "@ville.example"])?.scheduleStatus?.code
    }
}
