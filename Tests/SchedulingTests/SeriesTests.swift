import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import Testing

@Suite struct SeriesTests {
    /// Four Tuesdays in March 2027: 2, 9, 16, 23.
    private static let weekly = TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=4")

    /// RFC 5546 §3.2.3, §3.2.6.
    @Test func `one taken date of a series is declined by itself`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9, day: 9))
        try await town.put("weekly", Self.weekly)
        #expect(try await town.answers("jaures", in: "weekly") == ["ACCEPTED", "20270309T090000 DECLINED"])
        #expect(try await town.busy("jaures").count == 4)
        #expect(try await town.inbox(of: TestTown.camille).count == 2)
    }

    @Test func `a series with too many taken dates is declined as a whole`() async throws {
        let town = try await TestTown()
        for day in [2, 9, 16] { try await town.put("d\(day)", TestTown.event("d\(day)", at: 9, day: day)) }
        try await town.put("weekly", Self.weekly)
        #expect(try await town.answers("jaures", in: "weekly") == ["DECLINED"])
        #expect(try await town.busy("jaures").count == 3)
        #expect(try await town.booking("jaures", "weekly")?.reasons.map(\.code) == ["tooManyConflicts"])
    }

    @Test func `an exception moved into a conflict is declined alone, and accepted when it moves back`() async throws {
        let town = try await TestTown()
        try await town.put("weekly", Self.weekly)
        try await town.put("one", TestTown.event("one", at: 14, day: 9))
        func moved(to hour: Int, _ sequence: Int) -> String {
            Self.weekly + "\n"
                + TestTown.event(
                    "weekly", at: hour, day: 9, more: "RECURRENCE-ID;TZID=Europe/Paris:20270309T090000",
                    sequence: sequence)
        }
        try await town.put("weekly", moved(to: 14, 1))
        #expect(try await town.answers("jaures", in: "weekly") == ["ACCEPTED", "20270309T090000 DECLINED"])
        #expect(try await town.busy("jaures").count == 4)
        try await town.put("weekly", moved(to: 11, 2))
        #expect(try await town.answers("jaures", in: "weekly") == ["ACCEPTED", "20270309T090000 ACCEPTED"])
        #expect(try await town.busy("jaures").count == 5)
    }

    @Test func `one cancelled date frees that date only`() async throws {
        let town = try await TestTown()
        try await town.put("weekly", Self.weekly)
        try await town.put(
            "weekly",
            Self.weekly.replacingOccurrences(
                of: "RRULE", with: "EXDATE;TZID=Europe/Paris:20270316T090000\nRRULE"))
        #expect(try await town.busy("jaures").count == 3)
        try await town.put("one", TestTown.event("one", at: 9, day: 16))
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
        #expect(try await town.answers("jaures", in: "weekly") == ["ACCEPTED"])
    }

    @Test func `a cancelled date of a declined series books nothing`() async throws {
        let town = try await TestTown()
        for day in [2, 9, 16] { try await town.put("d\(day)", TestTown.event("d\(day)", at: 9, day: day)) }
        try await town.put("weekly", Self.weekly)
        try await town.put(
            "weekly",
            Self.weekly.replacingOccurrences(
                of: "RRULE", with: "EXDATE;TZID=Europe/Paris:20270323T090000\nRRULE"))
        #expect(try await town.answers("jaures", in: "weekly") == ["DECLINED"])
        #expect(try await town.busy("jaures").count == 3)
    }

    @Test func `an endless series is decided as far as the window reaches, and goes on when the window moves`()
        async throws
    {
        let town = try await TestTown()
        try await town.put("weekly", TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY"))
        let first = try #require(try await town.booking("jaures", "weekly"))
        let decided = try #require(first.decidedThrough)
        #expect(decided <= town.clock.now.adding(400 * 86_400))
        #expect(first.instances.allSatisfy { $0.range.end <= decided })
        town.clock.advance(by: 365 * 86_400)
        // Somebody asks for a date that only now is inside the window: the series has it.
        let later = TestTown.event("late", at: 9).replacingOccurrences(of: "202703", with: "202803")
            .replacingOccurrences(of: "20280302", with: "20280307")
        try await town.put("late", later)
        #expect(try await town.answers("jaures", in: "late") == ["DECLINED"])
        let extended = try #require(try await town.booking("jaures", "weekly"))
        #expect(extended.instances.count > first.instances.count)
    }

    @Test func `two units hold two bookings at once and refuse a third`() async throws {
        let town = try await TestTown([TestTown.room("projecteur", units: 2)])
        for name in ["one", "two", "three"] {
            try await town.put(name, TestTown.event(name, at: 9, rooms: ["projecteur"]))
        }
        #expect(try await town.answers("projecteur", in: "one") == ["ACCEPTED"])
        #expect(try await town.answers("projecteur", in: "two") == ["ACCEPTED"])
        #expect(try await town.answers("projecteur", in: "three") == ["DECLINED"])
        #expect(try await town.booking("projecteur", "three")?.reasons.map(\.code) == ["unitsExhausted"])
        #expect(try await town.busy("projecteur").count == 1)
    }

    @Test func `a hall blocks its parts and each part blocks the hall`() async throws {
        let town = try await TestTown([
            TestTown.room("hall", parts: ["nord", "sud"]), TestTown.room("nord"), TestTown.room("sud"),
        ])
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["nord"]))
        try await town.put("two", TestTown.event("two", at: 9, rooms: ["sud"]))
        try await town.put("three", TestTown.event("three", at: 9, rooms: ["hall"]))
        #expect(try await town.answers("sud", in: "two") == ["ACCEPTED"])
        #expect(try await town.answers("hall", in: "three") == ["DECLINED"])
        #expect(try await town.booking("hall", "three")?.reasons.map(\.code).first == "partInUse")
        #expect(try await town.busy("hall").count == 1)
        try await town.put("four", TestTown.event("four", at: 14, rooms: ["hall"]))
        try await town.put("five", TestTown.event("five", at: 14, rooms: ["nord"]))
        #expect(try await town.answers("hall", in: "four") == ["ACCEPTED"])
        #expect(try await town.answers("nord", in: "five") == ["DECLINED"])
    }

    @Test func `a series without end keeps its own dates when it is edited after the window moved`() async throws {
        let town = try await TestTown()
        try await town.put("weekly", TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY"))
        town.clock.advance(by: 200 * 86_400)
        try await town.put("weekly", TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY\nLOCATION:Jaurès"))
        #expect(try await town.answers("jaures", in: "weekly") == ["ACCEPTED"])
        let booking = try #require(try await town.booking("jaures", "weekly"))
        #expect(booking.instances.filter { !$0.takesTime }.isEmpty)
    }

    @Test func `dates that the window reaches and that are taken are told to the organizer`() async throws {
        let town = try await TestTown()
        // They meet once, on 6 June 2029, long past the window.
        let yearly = TestTown.event("monthly", at: 9, day: 1, more: "RRULE:FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=6;COUNT=4")
        try await town.put("yearly", yearly)
        try await town.put("weekly", TestTown.event("weekly", at: 9, day: 3, more: "RRULE:FREQ=WEEKLY;BYDAY=WE"))
        #expect(try await town.answers("jaures", in: "weekly") == ["ACCEPTED"])
        for _ in 0..<10 {
            town.clock.advance(by: 80 * 86_400)
            let name = "t\(town.clock.now.seconds)"
            try await town.put(name, TestTown.event(name, at: 20).replacingOccurrences(of: "2027030", with: "2029120"))
        }
        let weekly = try #require(try await town.booking("jaures", "weekly"))
        let declined = weekly.instances.filter { if case .declined = $0.verdict { true } else { false } }
        #expect(declined.map(\.recurrenceID.rfc3339) == ["2029-06-06T07:00:00Z"])
        let answers = try await town.answers("jaures", in: "weekly")
        #expect(answers == ["ACCEPTED", "20290606T090000 DECLINED"])
        let inbox = try await town.inbox(of: TestTown.camille)
        #expect(inbox.contains { $0.uid == "weekly" && $0.text.contains("PARTSTAT=DECLINED") })
    }
}
