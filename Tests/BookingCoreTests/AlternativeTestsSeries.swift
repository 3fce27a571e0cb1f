import CalendarTime
import Testing

@testable import BookingCore

/// What is offered for series.
@Suite struct AlternativeSeriesTests {
    private typealias House = AlternativeHouse

    private func offers(_ house: House, _ series: RecurrenceSet, limit: Int = 3) -> [String] {
        house.alternatives(to: house.request(series), limit: limit).offers.map(house.words)
    }

    private func weekly(_ house: House, _ text: String = "10:00-11:00", count: Int? = 4) -> RecurrenceSet {
        House.series(house.range(text), "FREQ=WEEKLY" + (count.map { ";COUNT=\($0)" } ?? ""))
    }

    @Test func `of a refused series the rooms that are free on every date`() {
        var house = House([
            House.room("jaures"), House.room("zola"), House.room("ferry", floor: "2"), House.room("hugo", 12),
            House.room("sand", floor: "3"),
        ])
        for day in [0, 7, 14] { house.take("jaures", "10:00-11:00", day: day) }
        house.take("zola", "10:30-11:00", day: 21)
        #expect(offers(house, weekly(house)) == ["hugo for all", "ferry for all", "sand for all"])
        house.rooms["ferry"]?.policy.allowRecurring = false
        #expect(offers(house, weekly(house)).prefix(2) == ["hugo for all", "sand for all"])
    }

    @Test func `where no room has every date, rooms for the refused dates`() {
        var house = House([House.room("jaures"), House.room("zola"), House.room("hugo", 12)])
        for day in [0, 7, 14] { house.take("jaures", "10:00-11:00", day: day) }
        house.take("zola", "10:00-11:00", day: 21)
        house.take("hugo", "10:00-11:00", day: 21)
        #expect(
            offers(house, weekly(house)) == [
                "zola for 10:00-11:00, 7d 10:00-11:00, 14d 10:00-11:00",
                "hugo for 10:00-11:00, 7d 10:00-11:00, 14d 10:00-11:00",
            ])
    }

    @Test func `one refused date is answered like a single event`() {
        var house = House([House.room("jaures"), House.room("zola"), House.room("hugo", 12)])
        house.take("jaures", "10:00-11:00", day: 7)
        #expect(
            offers(house, weekly(house)) == [
                "7d 10:00-10:00 → 7d 11:00-12:00",
                "zola for 7d 10:00-11:00", "hugo for 7d 10:00-11:00",
            ])
    }

    @Test func `several refused dates are shared among rooms, and what is left is moved`() {
        var house = House([House.room("jaures"), House.room("zola"), House.room("hugo", 12), House.room("sand", 14)])
        let series = weekly(house, count: 12)
        for day in [7, 14, 21, 28] { house.take("jaures", "10:00-11:00", day: day) }
        house.take("zola", "10:00-11:00", day: 7)
        house.take("zola", "10:00-11:00", day: 14)
        house.take("hugo", "10:00-11:00", day: 7)
        house.take("hugo", "10:00-11:00", day: 21)
        house.take("sand", "10:00-11:00", day: 7)
        house.take("sand", "10:00-11:00", day: 28)
        #expect(
            offers(house, series) == [
                "zola for 21d 10:00-11:00, 28d 10:00-11:00", "hugo for 14d 10:00-11:00",
                "7d 10:00-10:00 → 7d 11:00-12:00",
            ])
        house.rooms["libre"] = House.room("libre", floor: "9")
        #expect(
            offers(house, series) == ["libre for 7d 10:00-11:00, 14d 10:00-11:00, 21d 10:00-11:00, 28d 10:00-11:00"])
    }

    @Test func `a moved date keeps clear of the other dates of its series`() {
        var house = House()
        house.take("jaures", "10:00-11:00", day: 7)
        var series = weekly(house)
        series.dates = [
            .period(
                start: .utc(house.range("11:00-12:00", day: 7).start),
                end: .utc(house.range("11:00-12:00", day: 7).end))
        ]
        #expect(offers(house, series) == ["7d 10:00-10:00 → 7d 09:00-10:00", "7d 10:00-10:00 → 7d 12:00-13:00"])
    }

    @Test func `where one conflict is too many, moving it saves the series`() {
        var house = House()
        house.jaures.policy.maximumConflictInstances = 0
        house.take("jaures", "10:00-11:00", day: 7)
        #expect(
            offers(house, weekly(house)) == ["7d 10:00-10:00 → 7d 11:00-12:00", "7d 10:00-10:00 → 7d 09:00-10:00"])
        // Two are too many whichever of them moves.
        house.take("jaures", "10:00-11:00", day: 14)
        #expect(offers(house, weekly(house)) == [])
    }

    @Test func `an endless series is looked at inside the window, and its later clashes count`() throws {
        var house = House([House.room("jaures"), House.room("zola"), House.room("hugo", 12)])
        for day in stride(from: 0, to: 400, by: 7) { house.take("jaures", "10:00-11:00", day: Int(day)) }
        let series = weekly(house, count: nil)
        #expect(offers(house, series) == ["zola for all", "hugo for all"])
        // A series that begins in two years, every year on 1 January at ten: a Monday in 2035.
        var later = RecurrenceSet(
            single: TimeRange(
                start: Instant(rfc3339: "2029-01-01T10:00:00Z")!, end: Instant(rfc3339: "2029-01-01T11:00:00Z")!))
        later.rules = [try RecurrenceRule(parsing: "FREQ=YEARLY")]
        house.takeOpen("zola", later)
        #expect(offers(house, series).first == "hugo for all")
        house.rooms["hugo"]?.policy.enforceSchedulingHorizon = true
        #expect(!offers(house, series).contains("hugo for all"))
    }

    @Test func `a series that nothing can be done about has no alternatives`() {
        var house = House([House.room("jaures"), House.room("zola")])
        house.take("jaures", "10:00-11:00")
        #expect(offers(house, House.series(house.range("10:00-10:01"), "FREQ=MINUTELY")) == [])
        #expect(offers(house, House.series(house.range("10:00-10:01"), "FREQ=HOURLY")) == [])
        #expect(offers(house, House.series(house.range("05:00-06:00", day: -30), "FREQ=DAILY;COUNT=3")) == [])
    }

    @Test func `past dates of a running series are not offered again`() {
        var house = House([House.room("jaures"), House.room("zola")])
        house.take("jaures", "10:00-11:00", day: 7)
        let series = House.series(house.range("10:00-11:00", day: -14), "FREQ=WEEKLY;COUNT=6")
        #expect(
            offers(house, series) == [
                "7d 10:00-10:00 → 7d 11:00-12:00", "zola for 7d 10:00-11:00",
                "7d 10:00-10:00 → 7d 09:00-10:00",
            ])
    }
}
