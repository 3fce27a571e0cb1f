import CalendarTime
import Foundation
import Synchronization
import Testing

@testable import Importing

@Suite struct BookingFileTests {
    private static let zones = ZoneDatabase(version: "test") { name in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name).map(Array.init)
    }

    /// Pieces of a text, as long as `lengths` says over and over.
    private func pieces(_ text: String, _ lengths: [Int] = [4_096]) -> PieceReader {
        let octets = Array(text.utf8)
        var (place, turn) = (0, 0)
        return {
            guard place < octets.count else { return nil }
            let end = min(octets.count, place + lengths[turn % lengths.count])
            defer { (place, turn) = (end, turn + 1) }
            return Array(octets[place..<end])
        }
    }

    private func csv(_ text: String, _ lengths: [Int] = [4_096]) throws -> [Result<ImportedBooking, ImportFault>] {
        var reader = try CSVBookings(pieces(text, lengths))
        var found: [Result<ImportedBooking, ImportFault>] = []
        while let one = try reader.next() { found.append(one) }
        return found
    }

    private func ics(_ text: String, _ lengths: [Int] = [4_096]) throws -> [Result<ImportedBooking, ImportFault>] {
        var reader = try ICSBookings(zones: Self.zones) { pieces(text, lengths) }
        var found: [Result<ImportedBooking, ImportFault>] = []
        while let one = try reader.next() { found.append(one) }
        return found
    }

    private func fault(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [[4_096], [1], [1, 2, 3, 7]])
    func `rows are read as they are written, however the file comes`(lengths: [Int]) throws {
        let text = """
            \u{feff}Ressource;Titre;Début;Fin;organisateur;UID;Id\r
            salle-a;"Réunion ""A""; suite\r
            et fin";2026-12-01 9:00;2026-12-01 10:30;a@town.example;u1;77\r
            \r
            salle-b;'=1+1;24/12/2026;25/12/2026;;;\r

            """
        let found = try csv(text, lengths).map { try $0.get() }
        #expect(found.count == 2)
        #expect(found[0].resources == ["salle-a"])
        #expect(found[0].title == "Réunion \"A\"; suite\r\net fin")
        #expect(found[0].start == "2026-12-01T09:00:00")
        #expect(found[0].end == "2026-12-01T10:30:00")
        #expect(found[0].organizer == "a@town.example")
        #expect(found[0].uid == "u1")
        #expect(found[0].line == 2)
        #expect(found[1].title == "=1+1")
        #expect(found[1].start == "2026-12-24")
        #expect(found[1].organizer == nil)
        #expect(found[1].line == 5)
    }

    @Test(arguments: [
        ("", "line 1: the file is empty"),
        ("title\n", "line 1: start: the column is missing"),
        ("start,end,start\n", "line 1: start: the column is there twice"),
        ("start,end\n\"a", "line 2: a quote is opened and not closed"),
    ])
    func `a table that cannot be read is refused with its line`(text: String, told: String) {
        #expect(fault { _ = try csv(text) } == told)
    }

    @Test func `a column that nobody knows is named`() {
        #expect(
            fault { _ = try csv("start,end,colour\n") }.hasPrefix(
                "line 1: colour: no such column; name them: dates, desc"))
    }

    @Test func `a row that is no booking does not hold up the others`() throws {
        let text = "start,end,units\n2026-12-01 09:00,,\na b c,d,\n1,2,0\n2026-12-01,2026-12-02,2\n1,2,3,4\n"
        let found = try csv(text)
        let told = found.map { result in
            if case .failure(let fault) = result { fault.description } else { "booked" }
        }
        #expect(
            told == [
                "line 2: end: the cell is empty", "line 3: start: write a time like 2026-11-24 09:00",
                "line 4: units: write a whole number from 1 to 10000", "booked",
                "line 6: the row has more cells than there are columns",
            ])
    }

    @Test func `a hundred thousand rows are read with one piece in memory`() throws {
        let asked = Mutex(0)
        var row = -1
        // Made as they are asked for: what is read ahead is what was asked for and not yet given.
        var reader = try CSVBookings {
            row += 1
            asked.withLock { $0 = row }
            if row == 0 { return Array("resource,title,start,end\n".utf8) }
            return row <= 100_000 ? Array("r,t \(row),2026-12-01 09:00,2026-12-01 10:00\n".utf8) : nil
        }
        var count = 0
        while let one = try reader.next() {
            count += 1
            let booking = try one.get()
            guard booking.title == "t \(count)", asked.withLock({ $0 }) <= count + 1 else {
                Issue.record("row \(count) is \(booking), read up to \(asked.withLock { $0 })")
                return
            }
        }
        #expect(count == 100_000)
    }

    private static let calendar = """
        BEGIN:VCALENDAR\r
        VERSION:2.0\r
        PRODID:x\r
        BEGIN:VEVENT\r
        UID:series\r
        RECURRENCE-ID;TZID=Europe/Paris:20261208T090000\r
        DTSTART;TZID=Europe/Paris:20261208T140000\r
        DTEND;TZID=Europe/Paris:20261208T150000\r
        SUMMARY:Later\r
        END:VEVENT\r
        BEGIN:VEVENT\r
        UID:one\r
        DTSTART:20261201T080000Z\r
        DURATION:PT90M\r
        SUMMARY:A long title that goes on over the end of its line because it is fo\r
         lded\\, as lines are\r
        CLASS:PRIVATE\r
        ORGANIZER;CN=Ada:MAILTO:Ada@Town.example\r
        ATTENDEE;CUTYPE=INDIVIDUAL:mailto:bob@town.example\r
        ATTENDEE;CUTYPE=ROOM:mailto:room-a@town.example\r
        LOCATION:Room A\r
        BEGIN:VALARM\r
        ACTION:DISPLAY\r
        TRIGGER:-PT5M\r
        DESCRIPTION:x\r
        END:VALARM\r
        END:VEVENT\r
        BEGIN:VEVENT\r
        UID:series\r
        DTSTART;TZID=Romance Standard Time:20261201T090000\r
        DTEND;TZID=Romance Standard Time:20261201T100000\r
        RRULE:FREQ=WEEKLY;COUNT=4\r
        EXDATE;TZID=Europe/Paris:20261215T090000\r
        SUMMARY:Weekly\r
        END:VEVENT\r
        BEGIN:VEVENT\r
        UID:day\r
        DTSTART;VALUE=DATE:20261224\r
        END:VEVENT\r
        BEGIN:VEVENT\r
        UID:gone\r
        STATUS:CANCELLED\r
        DTSTART:20261201T080000Z\r
        DTEND:20261201T090000Z\r
        END:VEVENT\r
        BEGIN:VEVENT\r
        UID:broken\r
        DTSTART:never\r
        END:VEVENT\r
        END:VCALENDAR\r

        """

    @Test(arguments: [[4_096], [1], [3, 5]])
    func `events are read as bookings, and a changed date of a series as one of its own`(lengths: [Int]) throws {
        let found = try ics(Self.calendar, lengths)
        let bookings = found.compactMap { try? $0.get() }
        let faults = found.compactMap { result in
            if case .failure(let fault) = result { fault } else { nil as ImportFault? }
        }
        #expect(
            bookings.map(\.title) == [
                "A long title that goes on over the end of its line because it is folded, as lines are", "", "Weekly",
                "Later",
            ])
        let one = try #require(bookings.first)
        #expect(Set(one.resources) == ["room-a@town.example", "bob@town.example"] && one.place == "Room A")
        #expect((one.start, one.end, one.timeZone) == ("2026-12-01T08:00:00Z", "2026-12-01T09:30:00Z", "UTC"))
        #expect(one.organizer == "ada@town.example")
        #expect(one.isPrivate)
        #expect((bookings[1].start, bookings[1].end) == ("2026-12-24", "2026-12-25"))
        let series = bookings[2]
        #expect((series.start, series.end) == ("2026-12-01T09:00:00", "2026-12-01T10:00:00"))
        #expect(series.timeZone == "Europe/Paris")
        #expect(series.recurrence == ["FREQ=WEEKLY;COUNT=4"])
        #expect(series.excluded == ["2026-12-15T09:00:00", "2026-12-08T09:00:00"])
        #expect(bookings[3].start == "2026-12-08T14:00:00")
        #expect(bookings[3].uid == "series/20261208T090000")
        #expect(faults.map(\.line) == [46])
    }

    @Test(arguments: [
        ("", "line 1: there is no event in the file"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n", "line 2: VEVENT has no end"),
    ])
    func `a calendar that cannot be read is refused with its line`(text: String, told: String) {
        #expect(fault { _ = try ics(text) } == told)
    }
}
