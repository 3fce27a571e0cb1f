import CalendarTime
import Testing

@testable import BookingCore

/// The nearest free time of the same room.
@Suite struct AlternativeTests {
    private typealias House = AlternativeHouse

    private static func hours(_ parts: (Int, Int)...) -> OpeningHours {
        let ranges = parts.compactMap { DailyRange(from: $0.0 * 60, to: $0.1 * 60) }
        return OpeningHours(weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, ranges) }))
    }

    /// Taken ranges, what is asked, what is offered.
    @Test(arguments: [
        (["10:00-11:00"], "10:00-11:00", ["11:00-12:00", "09:00-10:00"]),
        (["09:00-11:00"], "10:00-11:00", ["11:00-12:00", "08:00-09:00"]),
        // The nearer one first.
        (["10:00-13:00"], "10:00-11:00", ["09:00-10:00", "13:00-14:00"]),
        (["10:00-10:30"], "10:00-11:00", ["10:30-11:30", "09:00-10:00"]),
        // On quarter hours where the request is.
        (["10:00-11:05"], "10:00-11:00", ["09:00-10:00", "11:15-12:15"]),
        (["09:10-11:05"], "10:00-11:00", ["11:15-12:15", "08:00-09:00"]),
        (["09:50-11:05"], "10:05-11:05", ["11:05-12:05", "08:50-09:50"]),
        (["09:53-11:07"], "10:05-11:05", ["11:10-12:10", "08:50-09:50"]),
        (["09:53-11:07"], "10:07-11:07", ["11:07-12:07", "08:53-09:53"]),
        // On other minutes where no quarter hour is left that day.
        (["08:00-14:05", "15:05-20:00"], "10:00-11:00", ["14:05-15:05"]),
        (["08:00-14:10", "15:15-20:00"], "10:00-11:00", ["14:15-15:15"]),
        // Not in the night, not before now, and on another day where the day is full.
        (["08:00-20:00"], "10:00-11:00", ["1d 10:00-11:00", "2d 10:00-11:00"]),
        (["08:00-20:00"], "06:30-07:30", []),
        (["08:00-18:00"], "18:00-19:30", []),
        (["08:00-19:00"], "18:00-20:00", ["1d 18:00-20:00", "2d 18:00-20:00"]),
        (["09:00-20:00"], "10:00-11:00", ["08:00-09:00"]),
        // Back to back on both sides.
        (["08:00-10:00", "11:00-12:00", "13:00-20:00"], "11:00-12:00", ["12:00-13:00", "10:00-11:00"]),
        (["08:00-10:00", "10:15-12:00", "13:00-20:00"], "11:00-12:00", ["12:00-13:00"]),
    ])
    func `the nearest time of the day, then of other days`(taken: [String], asked: String, expected: [String]) {
        var house = House()
        for range in taken { house.take("jaures", range) }
        #expect(house.offers(asked) == expected)
    }

    @Test func `a request before opening may be offered the early morning where there are no hours`() {
        var house = House()
        house.take("jaures", "21:00-22:00")
        #expect(house.offers("21:00-22:00") == ["22:00-23:00", "20:00-21:00"])
    }

    @Test func `opening hours are kept to, also where the policy does not ask for it`() {
        var house = House()
        house.jaures.openingHours = Self.hours((8, 12), (14, 18))
        house.take("jaures", "10:00-12:00")
        #expect(house.offers("10:00-11:00") == ["09:00-10:00", "14:00-15:00"])
        house.take("jaures", "08:00-10:00", "14:00-18:00")
        #expect(house.offers("10:00-11:00") == ["1d 10:00-11:00", "2d 10:00-11:00"])
        house.jaures.policy.openingHoursOnly = true
        #expect(house.offers("10:00-11:00") == ["1d 10:00-11:00", "2d 10:00-11:00"])
        #expect(house.offers("12:00-14:00") == ["1d 14:00-16:00", "2d 14:00-16:00"])
        #expect(house.offers("11:30-13:00") == ["1d 10:30-12:00", "2d 10:30-12:00"])
        #expect(house.offers("11:30-12:30", day: 1) == ["1d 11:00-12:00", "1d 14:00-15:00"])
    }

    @Test func `a closed day is passed over, and exceptional hours hold`() {
        var house = House()
        house.jaures.openingHours = Self.hours((9, 11))
        let wednesday = CivilDate(year: 2027, month: 1, day: 6)!
        house.jaures.openingHours?.exceptions[wednesday] = DailyRange(from: 900, to: 960).map { [$0] }
        house.jaures.closures = [
            Closure(
                from: CivilDate(year: 2027, month: 1, day: 5)!, through: CivilDate(year: 2027, month: 1, day: 5)!,
                names: LocalizedText("Fête"))
        ]
        house.take("jaures", "09:00-11:00")
        #expect(house.offers("10:00-11:00") == ["2d 15:00-16:00", "3d 10:00-11:00"])
        #expect(house.offers("10:00-11:00", day: 1) == ["2d 15:00-16:00", "3d 10:00-11:00"])
        #expect(house.offers("10:30-11:30", day: 1) == ["2d 10:30-11:30", "11:00-12:00"])
        house.take("jaures", "15:00-15:15", day: 2)
        #expect(house.offers("09:00-10:00", day: 1) == ["3d 09:00-10:00", "4d 09:00-10:00"])
    }

    @Test func `buffers lie between`() {
        var house = House()
        house.jaures.setup = 600
        house.jaures.teardown = 900
        house.take("jaures", "10:00-11:00")
        #expect(house.offers("10:00-11:00") == ["11:30-12:30", "08:30-09:30"])
        #expect(house.offers("10:01-11:00") == ["11:25-12:24", "08:36-09:35"])
    }

    @Test func `the units that are asked for are free`() {
        var house = House()
        house.jaures.units = 3
        house.take("jaures", "10:00-12:00", units: 2)
        house.take("jaures", "11:00-13:00")
        #expect(house.offers("11:00-12:00") == ["12:00-13:00", "10:00-11:00"])
        #expect(house.offers("11:00-12:00", units: 2) == ["12:00-13:00", "09:00-10:00"])
        #expect(house.offers("11:00-12:00", units: 3) == ["13:00-14:00", "09:00-10:00"])
        #expect(house.offers("11:00-12:00", units: 4) == [])
    }

    @Test func `parts and wholes are free as well`() {
        var house = House()
        house.jaures.parts = ["nord", "sud"]
        house.rooms["nord"] = House.room("nord", 5) { $0.setup = 1_800 }
        house.rooms["sud"] = House.room("sud", 5)
        house.take("nord", "10:00-11:00")
        house.take("sud", "11:00-12:00")
        #expect(house.offers("10:00-11:00") == ["08:30-09:30", "12:00-13:00"])
    }

    @Test func `notice, window, and lengths`() {
        var house = House()
        house.jaures.policy.minimumNotice = 2 * 3_600
        #expect(house.offers("09:00-09:30") == ["10:00-10:30"])
        house.jaures.policy.bookingWindow = 6 * 86_400
        #expect(house.offers("09:00-10:00", day: 7) == ["4d 09:00-10:00", "3d 09:00-10:00"])
        #expect(house.offers("09:00-10:00", day: 6) == ["6d 07:00-08:00"])
        house.take("jaures", "08:00-20:00", day: 4)
        #expect(house.offers("09:00-10:00", day: 4) == ["4d 07:00-08:00"])
        house.jaures.policy.minimumDuration = 7_200
        #expect(house.offers("09:00-10:00", day: 4) == [])
        #expect(house.offers("09:00-11:00", day: 4) == ["3d 09:00-11:00", "2d 09:00-11:00"])
    }

    @Test func `no time where none can help`() {
        var house = House()
        house.take("jaures", "10:00-11:00")
        house.jaures.disabled = true
        #expect(house.offers("10:00-11:00") == [])
        house.jaures.disabled = false
        house.jaures.policy.autoSchedule = .declineAlways
        #expect(house.offers("10:00-11:00") == [])
        house.jaures.policy.autoSchedule = .automatic
        house.jaures.policy.enforceCapacity = .decline
        #expect(house.offers("10:00-11:00", people: 11) == [])
        #expect(house.offers("10:00-11:00", people: 10) == ["11:00-12:00", "09:00-10:00"])
        #expect(house.offers("05:00-06:00", day: 1, people: 11) == [])
    }

    @Test func `what was accepted has no alternatives, and none are given for a date in the past`() {
        var house = House([House.room("jaures"), House.room("zola")])
        #expect(house.offers("10:00-11:00") == [])
        house.take("jaures", "06:00-07:00")
        #expect(house.offers("06:00-07:00") == [])
    }

    @Test func `whole days stay whole days, also where one has 25 hours`() {
        var house = House()
        house.zone = House.paris
        #expect(house.range("00:00-24:00", day: 300).duration == 25 * 3_600)
        house.take("jaures", "09:00-10:00", day: 300)
        #expect(house.offers("00:00-24:00", day: 300) == ["301d 00:00-302d 00:00", "299d 00:00-300d 00:00"])
        house.take("jaures", "00:00-24:00", day: 299)
        house.take("jaures", "23:00-24:00", day: 301)
        #expect(house.offers("00:00-24:00", day: 301) == ["302d 00:00-303d 00:00", "303d 00:00-304d 00:00"])
        #expect(house.offers("00:00-24:00", day: 299) == ["298d 00:00-299d 00:00", "297d 00:00-298d 00:00"])
    }

    @Test func `the wall clock of the room is meant`() {
        var house = House()
        house.zone = House.paris
        house.take("jaures", "08:00-19:45")
        #expect(house.offers("10:00-11:00") == ["1d 10:00-11:00", "2d 10:00-11:00"])
        house.take("jaures", "10:00-11:00", day: 90)
        #expect(house.offers("10:00-11:00", day: 90) == ["90d 11:00-12:00", "90d 09:00-10:00"])
    }

    @Test func `open series take their time`() {
        var house = House()
        house.takeOpen("jaures", House.series(house.range("11:00-12:00", day: -7), "FREQ=DAILY"))
        house.take("jaures", "10:00-11:00")
        #expect(house.offers("10:00-11:00") == ["09:00-10:00", "12:00-13:00"])
    }

    @Test func `a working day is not moved to the weekend where there are no hours`() {
        var house = House()
        house.take("jaures", "07:00-20:00", day: 4)
        house.take("jaures", "07:00-20:00", day: 3)
        #expect(house.offers("10:00-11:00", day: 4) == ["2d 10:00-11:00", "7d 10:00-11:00"])
        house.take("jaures", "10:00-11:00", day: 5)
        #expect(house.offers("10:00-11:00", day: 5) == ["5d 11:00-12:00", "5d 09:00-10:00"])
        house.take("jaures", "07:00-20:00", day: 5)
        #expect(house.offers("10:00-11:00", day: 5) == ["6d 10:00-11:00", "7d 10:00-11:00"])
    }

    @Test func `times at the ends of the calendar end the search and nothing else`() {
        let house = House()
        for (start, end) in [(Int64.min, Int64.max), (.max - 10, .max), (.min, .min + 3_600), (0, .max)] {
            let range = TimeRange(start: Instant(seconds: start), end: Instant(seconds: end))
            #expect(house.alternatives(to: house.request(RecurrenceSet(single: range))).offers.isEmpty)
            let request = house.request(RecurrenceSet(single: house.range("10:00-11:00")))
            let window = TimeSearch.settledWindow(around: range, now: house.now)
            #expect(window.start <= house.now || start > 0)
            var judge = OfferJudge(now: house.now)
            let search = TimeSearch(
                range, of: range.start, request, in: house.context(of: "jaures")!, now: house.now)
            _ = search.nearest(&judge)
            #expect(judge.decisions <= TimeSearch.greatestDecisions)
        }
    }

    @Test func `at most fourteen days away`() {
        var house = House()
        for day in 0...13 { house.take("jaures", "00:00-24:00", day: day) }
        #expect(house.offers("10:00-11:00") == ["14d 10:00-11:00"])
        house.take("jaures", "09:45-24:00", day: 14)
        #expect(house.offers("10:00-11:00") == ["14d 08:45-09:45"])
        house.take("jaures", "00:00-24:00", day: 14)
        #expect(house.offers("10:00-11:00") == [])
    }

    @Test func `one's own former time is free, and no offer where one keeps it`() {
        var house = House()
        let former = house.take("jaures", [house.range("09:00-10:00")])
        house.take("jaures", "10:00-11:00")
        var request = house.request(RecurrenceSet(single: house.range("10:00-11:00")))
        request.booking = former.id
        request.previous = former
        #expect(house.alternatives(to: request).offers.map(house.words) == ["11:00-12:00", "09:00-10:00"])
        let kept = house.alternatives(to: request, keptTimes: [house.range("09:00-10:00")]).offers
        #expect(kept.map(house.words) == ["11:00-12:00", "08:45-09:45"])
    }

    @Test func `a time that a manager decides is offered as such, when it is free`() {
        var house = House()
        house.jaures.policy.autoSchedule = .declineIfBusy
        house.take("jaures", "10:00-11:00")
        #expect(house.offers("10:00-11:00") == ["11:00-12:00 on request", "09:00-10:00 on request"])
        house.jaures.policy.autoSchedule = .acceptAlways
        house.jaures.policy.maximumDuration = 3_600
        house.jaures.policy.minimumNotice = 4 * 3_600
        // Conflicts are taken there, and are no offer.
        house.take("jaures", "12:00-13:00")
        #expect(house.offers("11:00-12:00") == ["13:00-14:00"])
    }

    @Test func `what goes with the room is free as well`() {
        var house = House([House.room("jaures"), House.room("son", nil, kind: .equipment)])
        house.companions["jaures"] = ["son"]
        house.jaures.companions = [Companion("son")]
        house.take("son", "10:00-12:00")
        #expect(house.offers("10:00-11:00") == ["09:00-10:00", "12:00-13:00"])
    }

    @Test func `a quota of a week is kept to`() {
        var house = House()
        house.jaures.policy.quotas.hoursPerWeek = 7_200
        var own = house.take("jaures", [house.range("14:00-16:00")])
        own.organizer = house.request(own.series).organizer
        house.others["jaures"] = [own]
        #expect(house.offers("10:00-11:00", day: 3) == ["7d 10:00-11:00", "8d 10:00-11:00"])
        house.jaures.policy.quotas.futureBookings = 1
        #expect(house.offers("10:00-11:00", day: 3) == [])
    }
}
