import BookingCore
import CalendarTime
import ICalendar
import Scheduling
import StoreContract
import Testing

/// A manager takes back a booking of which some dates were approved and others wait.
@Suite struct TakenBackTests {
    private static func event(_ components: [[String]]) -> String {
        let lines = components.flatMap { component in
            ["BEGIN:VEVENT", "UID:cours", "DTSTAMP:20261123T080000Z", "ORGANIZER:mailto:camille@ville.example"]
                + component + ["END:VEVENT"]
        }
        return (["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN"] + lines + ["END:VCALENDAR", ""])
            .joined(separator: "\r\n")
    }

    private static func times(_ start: String, _ end: String) -> [String] {
        ["DTSTART;TZID=Europe/Paris:202703\(start)", "DTEND;TZID=Europe/Paris:202703\(end)", "SUMMARY:Cours"]
    }

    private func put(_ components: [[String]], in town: TestTown) async throws {
        let put = RandomPlayer.Put(person: TestTown.camille, name: "cours", text: Self.event(components))
        _ = try await RandomPlayer.carryOut(put, in: town)
    }

    private func booking(in town: TestTown) async throws -> Booking? {
        try await RandomCheck.bookings(of: town).first { $0.resource.rawValue == "jaures" }
    }

    @Test(arguments: [true, false])
    func `all of it is taken back, whatever the organizer does next`(_ byCalendar: Bool) async throws {
        let town = try await RandomPlayer.ruledTown()
        let manager = Principal(person: TestTown.bruno)
        let room = "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jaures@ville.example"
        try await put([Self.times("03T103000", "03T110000") + [room, "RRULE:FREQ=DAILY;COUNT=5"]], in: town)
        let asked = try #require(try await booking(in: town))
        _ = try await town.bookings.approve(asked.id, comment: nil, as: manager, door: .json)
        // Moved to begin three days later: two of the dates are those that were approved, the others wait.
        var change = BookingChange()
        change.start = .utc(try #require(Instant(rfc3339: "2027-03-06T09:30:00Z")))
        _ = try await town.bookings.change(asked.id, change, ifMatch: nil, as: manager, door: .json)
        let mixed = try #require(try await booking(in: town))
        #expect(mixed.state == .tentative && mixed.instances.contains { $0.verdict == .accepted })
        town.clock.advance(by: 60)
        if byCalendar {
            let home = CollectionID.calendar(of: .resource(mixed.resource))
            let copies = try await town.store.withSnapshot { try $0.object(uid: "cours", in: home) }
            try await town.calendars.delete(
                try #require(copies).name, in: home, if: .init(), scheduleReply: true, as: manager)
        } else {
            _ = try await town.bookings.cancel(mixed.id, instance: nil, ifMatch: nil, as: manager, door: .json)
        }
        let taken = try #require(try await booking(in: town))
        #expect(!taken.state.holdsTime && !taken.instances.contains(where: \.takesTime))
        #expect(try await RandomCheck(town: town).problems() == [])
        let hall = "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:hall@ville.example"
        try await put([Self.times("03T083000", "03T100000") + [hall, "RRULE:FREQ=DAILY;COUNT=6"]], in: town)
        #expect(try await RandomCheck(town: town).problems() == [])
    }
}
