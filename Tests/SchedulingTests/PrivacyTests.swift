import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

/// What others may see of an event in a room's calendar (QUALITY I13, I14).
@Suite struct PrivacyTests {
    @Test func `a private event shows nothing in a room's calendar that everybody may read`() async throws {
        var open = TestTown.room("jaures")
        open.policy.privacy = .full
        let town = try await TestTown([open])
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put(
            "two",
            TestTown.event("two", at: 14, more: "CLASS:PRIVATE\nDESCRIPTION:SECRET-MARKER\nLOCATION:SECRET-MARKER")
                .replacingOccurrences(of: "Réunion two", with: "SECRET-MARKER"))
        let eve = Principal(person: Person(id: "eve", name: "Eve", addresses: ["eve@ville.example"]))
        let home = CollectionID.calendar(of: .resource("jaures"))
        let seen = try await town.calendars.objects(in: home, names: nil, as: eve)
        #expect(seen.count == 2)
        #expect(seen.contains { $0.text.contains("Réunion one") })
        let hidden = try #require(seen.first { $0.uid == "two" })
        #expect(!hidden.text.contains("SECRET-MARKER"))
        #expect(!hidden.text.contains("camille"))
        #expect(hidden.text.contains("DTSTART;TZID=Europe/Paris:20270302T140000"))
        #expect(try await town.calendars.object(hidden.name, in: home, as: eve).text == hidden.text)
        #expect(try await town.calendars.objects(in: home, names: [hidden.name], as: eve).first?.text == hidden.text)
        let window = TimeRange(start: .minDateTime, end: .maxDateTime)
        let query = ObjectQuery(component: "VEVENT", window: window)
        let listing = try await town.calendars.outlines(in: home, matching: query, as: eve)
        #expect(listing.outlines.count == 2)
        #expect(listing.isVeiled)
        let (changes, _) = try await town.calendars.changes(in: home, since: nil, limit: 100, as: eve)
        #expect(changes.changed.allSatisfy { !$0.text.contains("SECRET-MARKER") })
        // The room's manager and the organizer see it all.
        let manager = Principal(person: TestTown.bruno)
        #expect(try await town.calendars.object(hidden.name, in: home, as: manager).text.contains("SECRET-MARKER"))
        let raw = try await town.calendars.object(hidden.name, in: home, as: Principal(person: TestTown.camille))
        #expect(raw.text.contains("SECRET-MARKER"))
        #expect(raw.etag != hidden.etag)
    }

    @Test func `a room's inbox is its managers' alone`() async throws {
        var open = TestTown.room("jaures")
        open.policy.privacy = .full
        let town = try await TestTown([open])
        let eve = Principal(person: Person(id: "eve", name: "Eve", addresses: ["eve@ville.example"]))
        await #expect(throws: SchedulingError.self) {
            try await town.calendars.objects(in: .inbox(of: .resource("jaures")), names: nil, as: eve)
        }
    }

    @Test func `since when and until when a private request waits is nobody else's business`() async throws {
        let town = try await TestTown([TestTown.askedRoom { $0.policy.privacy = .full }])
        try await town.put("one", TestTown.event("one", at: 9, more: "CLASS:PRIVATE"))
        try await town.put("two", TestTown.event("two", at: 14))
        let eve = Principal(person: Person(id: "eve", name: "Eve", addresses: ["eve@ville.example"]))
        func view(_ uid: String, _ viewer: Principal) async throws -> Booking {
            try await town.bookings.booking(try await town.booked("jaures", uid).id, as: viewer).booking
        }
        let hidden = try await view("one", eve)
        #expect(hidden.waitingSince == nil && hidden.deadline == nil)
        for viewer in [Principal(person: TestTown.camille), Principal(person: TestTown.bruno)] {
            let shown = try await view("one", viewer)
            #expect(shown.waitingSince != nil && shown.deadline != nil)
        }
        #expect(try await view("two", eve).waitingSince != nil)
    }
}
