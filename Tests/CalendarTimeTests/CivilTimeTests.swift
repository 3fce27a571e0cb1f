import CalendarTime
import Testing

@Suite struct CivilTimeTests {
    @Test func `knows the calendar`() throws {
        #expect(CivilDate(year: 2026, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2024, month: 2, day: 29) != nil)
        #expect(CivilDate(year: 1900, month: 2, day: 29) == nil)
        #expect(CivilDate(icalendar: "20260230") == nil)
        let today = try #require(CivilDate(iso8601: "2026-11-23"))
        #expect(today.weekday == .monday)
        #expect(today.adding(days: 8).icalendar == "20261201")
        for day in stride(from: -719_528, through: 2_932_896, by: 97) {
            #expect(CivilDate(daysSinceEpoch: day).daysSinceEpoch == day)
        }
        #expect(CivilDate(daysSinceEpoch: .max).iso8601 == "9999-12-31")
        #expect(CivilDate(daysSinceEpoch: .min).iso8601 == "0000-01-01")
    }

    @Test(arguments: [
        ("2026-11-23T09:00:00+01:00", "2026-11-23T08:00:00Z"), ("2026-11-23T08:00:00Z", "2026-11-23T08:00:00Z"),
        ("2026-11-23T08:00:00.000Z", "2026-11-23T08:00:00Z"), ("1969-12-31T23:59:60Z", "1969-12-31T23:59:59Z"),
    ])
    func `reads RFC 3339`(text: String, wanted: String) throws {
        #expect(try #require(Instant(rfc3339: text)).rfc3339 == wanted)
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23T09:00:00", "2026-11-23T09:00:00.5Z", "2026-02-30T09:00:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T09:00:00+1:00", "2026-11-23T09:00:00Zx", "2026-11-23T09:00:00+25:00",
    ])
    func `refuses other texts`(text: String) { #expect(Instant(rfc3339: text) == nil) }

    @Test(arguments: [
        ("P1D", 1, 0), ("PT1H30M", 0, 5400), ("-P1W", -7, 0), ("P2DT12H", 2, 43200), ("PT0S", 0, 0), ("+PT15M", 0, 900),
        ("PT1H0M5S", 0, 3605), ("P15DT5H0M20S", 15, 18020),
    ])
    func `reads durations and writes them back`(text: String, days: Int, seconds: Int64) throws {
        let duration = try #require(EventDuration(icalendar: text))
        #expect(duration == EventDuration(days: days, seconds: seconds))
        #expect(EventDuration(icalendar: duration.icalendar) == duration)
    }

    @Test(arguments: ["", "P", "PT", "1D", "P1", "P1DT", "PT1M1H", "P1H", "P1D1H", "PT9999999999S", "P1Y"])
    func `refuses what is no duration`(text: String) { #expect(EventDuration(icalendar: text) == nil) }

    @Test func `ranges are half-open, and an empty one overlaps nothing`() {
        func range(_ low: Int64, _ high: Int64) -> TimeRange {
            TimeRange(start: Instant(seconds: low), end: Instant(seconds: high))
        }
        #expect(!range(0, 10).overlaps(range(10, 20)))
        #expect(range(0, 11).overlaps(range(10, 20)))
        #expect(!range(5, 5).overlaps(range(0, 10)))
        #expect(range(0, 10).intersection(range(5, 20)) == range(5, 10))
        #expect(range(0, 10).intersection(range(10, 20)) == nil)
        #expect(range(0, 10).widened(before: 3, after: 4) == range(-3, 14))
        #expect(TimeRange(checking: Instant(seconds: 2), end: Instant(seconds: 1)) == nil)
        #expect(Instant(seconds: .max).adding(5).seconds == .max)
        #expect(Instant(seconds: .min) - Instant(seconds: 5) == .min)
    }
}
