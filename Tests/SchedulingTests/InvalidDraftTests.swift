import BookingCore
import CalendarTime
import Scheduling
import StoreContract
import Testing

/// Requests that would leave an event without a name, a length or a date.
@Suite struct InvalidDraftTests {
    private static let camille = Principal(person: TestTown.camille)

    private static func zoned(_ text: String) throws -> EventTime {
        .zoned(
            try #require(CivilDateTime(icalendar: text)), try #require(TestTown.zones.zone(named: "Europe/Paris")))
    }

    private static func draft(_ start: EventTime, _ end: EventTime) -> BookingDraft {
        BookingDraft(resources: ["jaures"], title: "Réunion", start: start, end: end)
    }

    /// The field and what is wrong with it.
    private func fault(_ draft: BookingDraft) async throws -> (name: String, problem: FieldProblem)? {
        let town = try await TestTown()
        let error = await #expect(throws: SchedulingError.self) {
            _ = try await town.bookings.submit(draft, as: Self.camille, door: .json)
        }
        #expect(try await RandomCheck.bookings(of: town).isEmpty)
        guard case .invalidField(let name, let problem)? = error else { return nil }
        return (name, problem)
    }

    @Test(arguments: ["", " ", "\u{00A0}\t"])
    func `a UID of nothing is refused`(uid: String) async throws {
        var draft = Self.draft(try Self.zoned("20270302T090000"), try Self.zoned("20270302T100000"))
        draft.uid = uid
        let fault = try #require(try await fault(draft))
        #expect(fault.name == "uid" && fault.problem == .empty)
    }

    @Test func `days from and to the same date are refused`() async throws {
        let day = EventTime.date(try #require(CivilDate(iso8601: "2027-03-02")))
        let fault = try #require(try await fault(Self.draft(day, day)))
        #expect(fault.name == "end" && fault.problem == .noLength)
    }

    @Test(arguments: [
        ("20270302T090000", "20270302T090000"),
        // The clock goes from 2:00 to 3:00.
        ("20270328T023000", "20270328T033000"),
    ])
    func `a range without length is refused`(start: String, end: String) async throws {
        let fault = try #require(try await fault(Self.draft(try Self.zoned(start), try Self.zoned(end))))
        #expect(fault.name == "end" && fault.problem == .noLength)
    }

    @Test func `a series of which every date is left out is refused`() async throws {
        let start = try Self.zoned("20270302T090000")
        var draft = Self.draft(start, try Self.zoned("20270302T100000"))
        draft.recurrence = [try RecurrenceRule(parsing: "FREQ=DAILY;COUNT=2")]
        draft.excluded = [start, try Self.zoned("20270303T090000")]
        let fault = try #require(try await fault(draft))
        #expect(fault.name == "excluded" && fault.problem == .noDate)
    }

    @Test func `a change to a range without length, or without a date left, is refused and changes nothing`()
        async throws
    {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9, more: "RRULE:FREQ=DAILY;COUNT=2"))
        let booking = try await town.booked("jaures", "one")
        var same = BookingChange()
        (same.start, same.end) = (try Self.zoned("20270302T110000"), try Self.zoned("20270302T110000"))
        var none = BookingChange()
        none.excluded = [try Self.zoned("20270302T090000"), try Self.zoned("20270303T090000")]
        for (change, field, problem) in [(same, "end", FieldProblem.noLength), (none, "excluded", .noDate)] {
            let error = await #expect(throws: SchedulingError.self) {
                _ = try await town.bookings.change(booking.id, change, ifMatch: nil, as: Self.camille, door: .json)
            }
            guard case .invalidField(field, problem)? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(try await town.booked("jaures", "one") == booking)
    }

    @Test func `an event of no length that a calendar holds can still be moved`() async throws {
        let town = try await TestTown()
        let event = TestTown.event("one", at: 9).replacing("T100000", with: "T090000")
        try await town.put("one", event)
        let id = try await town.booked("jaures", "one").id
        var change = BookingChange()
        change.start = try Self.zoned("20270302T110000")
        let answer = try await town.bookings.change(id, change, ifMatch: nil, as: Self.camille, door: .json)
        #expect(answer.isBooked)
    }
}
