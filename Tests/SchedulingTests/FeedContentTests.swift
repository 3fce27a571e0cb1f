import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

/// Both forms of a feed hold the booking's own instances, no more and no less (QUALITY I7).
@Suite struct FeedContentTests {
    private static let paris = TestTown.zones.zone(named: "Europe/Paris")!

    private static func ranges(_ town: TestTown, expanded: Bool) async throws -> [TimeRange] {
        let feed = try #require(
            try await town.feeds.feeds(of: .resource("jaures"), as: Principal(person: TestTown.bruno)).first)
        let answer = try await town.feeds.render(
            token: try await town.feeds.token(of: feed), language: nil, form: expanded ? .instances : .series,
            ifNoneMatch: [])
        guard case .content(let text, _, _) = answer else { return [] }
        let object = try CalendarObject(parsing: Array(text.utf8))
        var result: [TimeRange] = []
        for (_, events) in Dictionary(grouping: object.main, by: { $0.uid ?? "" }) {
            var one = object
            one.main = events
            let set = try one.recurrenceSet(zones: TestTown.zones, defaultZone: Self.paris)
            result += set.instances().prefix(60).filter(\.blocks).map(\.range)
        }
        return result.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }

    static let shapes: [String] = [
        "RRULE:FREQ=WEEKLY;COUNT=6",
        "RRULE:FREQ=WEEKLY;COUNT=6\nEXDATE;TZID=Europe/Paris:20270309T090000,20270316T090000",
        "RRULE:FREQ=WEEKLY;UNTIL=20270415T000000Z",
        "RRULE:FREQ=WEEKLY;UNTIL=20270330",
        "RRULE:FREQ=WEEKLY;COUNT=3\nRDATE;TZID=Europe/Paris:20270304T150000",
        "RRULE:FREQ=WEEKLY;COUNT=3\nRDATE;VALUE=PERIOD;TZID=Europe/Paris:20270304T150000/PT3H",
        "RRULE:FREQ=WEEKLY;COUNT=3\nRRULE:FREQ=MONTHLY;COUNT=3",
        "RDATE;TZID=Europe/Paris:20270304T150000",
        "RRULE:FREQ=WEEKLY;COUNT=6\n+20270309T090000 20270310T140000 20270310T170000",
        "RRULE:FREQ=WEEKLY;COUNT=6\n+20270302T090000 20270302T000000 20270303T000000",
        "RRULE:FREQ=DAILY;COUNT=30",
    ]

    @Test(arguments: shapes, ["zoned", "utc", "floating", "date"])
    func `both forms give the instances that are booked`(shape: String, form: String) async throws {
        if form != "zoned", shape.contains("TZID") || shape.contains("+") || shape.contains("UNTIL") { return }
        let town = try await TestTown()
        // One date of the series is somebody else's.
        try await town.put("other", TestTown.event("other", at: 9, day: 16))
        let parts = shape.components(separatedBy: "\n+")
        var event = TestTown.event("one", at: 9, more: parts[0])
        if parts.count > 1 {
            let times = parts[1].split(separator: " ").map(String.init)
            event +=
                "\n"
                + TestTown.event("one", at: 9, more: "RECURRENCE-ID;TZID=Europe/Paris:\(times[0])")
                .replacingOccurrences(
                    of: "DTSTART;TZID=Europe/Paris:20270302T090000", with: "DTSTART;TZID=Europe/Paris:\(times[1])"
                )
                .replacingOccurrences(
                    of: "DTEND;TZID=Europe/Paris:20270302T100000", with: "DTEND;TZID=Europe/Paris:\(times[2])")
        }
        switch form {
        case "utc":
            event = event.replacingOccurrences(of: ";TZID=Europe/Paris:20270302T090000", with: ":20270302T080000Z")
                .replacingOccurrences(of: ";TZID=Europe/Paris:20270302T100000", with: ":20270302T090000Z")
        case "floating": event = event.replacingOccurrences(of: ";TZID=Europe/Paris", with: "")
        case "date":
            event = event.replacingOccurrences(of: ";TZID=Europe/Paris:20270302T100000", with: ";VALUE=DATE:20270303")
                .replacingOccurrences(of: ";TZID=Europe/Paris:20270302T090000", with: ";VALUE=DATE:20270302")
        default: break
        }
        try await town.put("one", event)
        let taken = try await town.store.withSnapshot { snapshot in
            try ["one", "other"].flatMap { try snapshot.booking(resource: "jaures", uid: $0)?.instances ?? [] }
                .filter(\.takesTime).map(\.range)
        }.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
        #expect(taken.count > 1)
        #expect(try await Self.ranges(town, expanded: true) == taken)
        #expect(try await Self.ranges(town, expanded: false) == taken)
    }

    @Test func `a last day is written so that every reader counts it`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9, more: "RRULE:FREQ=WEEKLY;UNTIL=20270330"))
        let feed = try #require(
            try await town.feeds.feeds(of: .resource("jaures"), as: Principal(person: TestTown.bruno)).first)
        let answer = try await town.feeds.render(
            token: try await town.feeds.token(of: feed), language: nil, form: .series, ifNoneMatch: [])
        guard case .content(let text, _, _) = answer else { return }
        #expect(text.contains("UNTIL=20270330T215959Z"))
    }

    @Test func `a date of an all-day series that moved to an hour has times`() async throws {
        let town = try await TestTown()
        func dates(_ lines: String, _ from: String, _ to: String) -> String {
            lines.replacingOccurrences(of: "DTSTART;TZID=Europe/Paris:20270302T090000", with: "DTSTART;" + from)
                .replacingOccurrences(of: "DTEND;TZID=Europe/Paris:20270302T100000", with: "DTEND;" + to)
        }
        try await town.put(
            "one",
            dates(
                TestTown.event("one", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=3"), "VALUE=DATE:20270302",
                "VALUE=DATE:20270303")
                + "\n"
                + dates(
                    TestTown.event("one", at: 9, more: "RECURRENCE-ID;VALUE=DATE:20270309"),
                    "TZID=Europe/Paris:20270309T180000", "TZID=Europe/Paris:20270310T000000"))
        #expect(try await Self.ranges(town, expanded: true).count == 3)
        #expect(try await Self.ranges(town, expanded: false) == Self.ranges(town, expanded: true))
    }

    @Test func `private zones of the same name and other rules stay apart`() async throws {
        let town = try await TestTown()
        func zone(_ offset: String) -> String {
            """
            BEGIN:VTIMEZONE
            TZID:Customized Time Zone
            BEGIN:STANDARD
            DTSTART:16010101T000000
            TZOFFSETFROM:\(offset)
            TZOFFSETTO:\(offset)
            END:STANDARD
            END:VTIMEZONE
            """
        }
        for (uid, offset) in [("one", "+0100"), ("two", "+0500")] {
            let event = TestTown.event(uid, at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=2")
                .replacingOccurrences(of: "TZID=Europe/Paris", with: "TZID=Customized Time Zone")
            try await town.put(uid, zone(offset) + "\n" + event)
            #expect(try await town.answers("jaures", in: uid) == ["ACCEPTED"])
        }
        #expect(try await Self.ranges(town, expanded: false) == Self.ranges(town, expanded: true))
    }
}
