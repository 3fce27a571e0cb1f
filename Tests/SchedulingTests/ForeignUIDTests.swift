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
}
