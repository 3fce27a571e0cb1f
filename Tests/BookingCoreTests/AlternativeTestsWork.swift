import CalendarTime
import Testing

@testable import BookingCore

/// The work is bounded, by counting.
@Suite struct AlternativeWorkTests {
    private typealias House = AlternativeHouse

    private func single(_ house: House, _ text: String = "10:00-11:00") -> BookingRequest {
        house.request(RecurrenceSet(single: house.range(text)))
    }

    @Test func `a room with a hundred thousand bookings costs what one with ten does`() {
        var few = House()
        few.take("jaures", "09:00-12:00", "12:30-16:00")
        var many = few
        let day = House.midnight.adding(20 * 86_400)
        let ranges = (0..<100_000).map { number in
            let start = day.adding(Int64(number) * 3_600)
            return TimeRange(start: start, end: start.adding(1_800))
        }
        many.take("jaures", ranges)
        let (offers, search) = few.alternatives(to: single(few))
        let (sameOffers, sameSearch) = many.alternatives(to: single(many))
        #expect(offers == sameOffers)
        #expect(search.judge.decisions == sameSearch.judge.decisions && search.judge.decisions < 20)
    }

    @Test func `a room that is full to the minute ends the search`() {
        var house = House()
        house.jaures.policy.minimumDuration = 0
        house.jaures.openingHours = OpeningHours(
            weekly: Dictionary(
                uniqueKeysWithValues: Weekday.allCases.map { ($0, [DailyRange(from: 0, to: 1_440)!]) }))
        let ranges = (0..<30_000).map { number in
            let start = House.midnight.adding(Int64(number) * 60)
            return TimeRange(start: start, end: start.adding(60))
        }
        house.take("jaures", ranges)
        let request = house.request(
            RecurrenceSet(single: TimeRange(start: house.now.adding(7_200), end: house.now.adding(7_260))))
        let (offers, search) = house.alternatives(to: request)
        #expect(offers.isEmpty)
        #expect(search.judge.decisions <= AlternativeFinder.greatestTimeDecisions)
    }

    @Test func `of five hundred rooms forty are decided about`() {
        var house = House()
        house.take("jaures", "10:00-11:00")
        for number in 0..<500 {
            let room = House.room("salle-\(number)", 10 + number)
            house.rooms[room.id] = room
            house.take(room.id, "10:00-11:00")
        }
        var looked = 0
        let request = single(house)
        let offers = AlternativeFinder.alternatives(
            to: request, decided: house.decide(request), in: house.context(of: "jaures")!,
            among: house.rooms.values.sorted { $0.id < $1.id }, now: house.now
        ) { room in
            looked += 1
            return house.context(of: room.id)
        }
        #expect(offers.map(house.words) == ["11:00-12:00", "09:00-10:00"])
        #expect(looked == AlternativeFinder.greatestCandidates)
        // Free rooms end the search where enough are found.
        looked = 0
        house.schedules = ["jaures": house.schedules["jaures"] ?? ResourceSchedule()]
        _ = AlternativeFinder.alternatives(
            to: request, decided: house.decide(request), in: house.context(of: "jaures")!,
            among: house.rooms.values.sorted { $0.id < $1.id }, now: house.now
        ) { room in
            looked += 1
            return house.context(of: room.id)
        }
        #expect(looked == 2)
    }

    /// Rules, and how many instances lie in the window.
    @Test(arguments: [("FREQ=DAILY", 400), ("FREQ=HOURLY;COUNT=2900", 2_900), ("FREQ=WEEKLY", 58)])
    func `long and endless series cost a bounded number of instances`(rule: String, count: Int) {
        var house = House()
        for number in 0..<60 {
            let room = House.room("salle-\(number)", 10 + number)
            house.rooms[room.id] = room
            house.take(room.id, "10:00-10:30", day: 14 + number % 3)
        }
        house.jaures.policy.maximumConflictInstances = 0
        house.take("jaures", "10:00-11:00", day: 7)
        house.take("jaures", "10:00-11:00", day: 14)
        let request = house.request(House.series(house.range("10:00-10:45"), rule))
        let (_, search) = house.alternatives(to: request)
        // Candidates, and each of up to three dates that are moved, decided with the rest.
        #expect(search.judge.instances <= AlternativeFinder.greatestInstances + 3 * 2 * (count + 100))
        #expect(search.judge.decisions <= 2 * 2 * AlternativeFinder.greatestCandidates + 3 * 200)
    }

    @Test func `few candidates are compared with all series without end`() {
        var house = House()
        for number in 0..<60 {
            let room = House.room("salle-\(number)", 10 + number)
            house.rooms[room.id] = room
            // Clashes in 2030 and later: the window is free.
            let start = Instant(rfc3339: "2030-01-07T10:00:00Z")!
            house.takeOpen(
                room.id, House.series(TimeRange(start: start, end: start.adding(3_600)), "FREQ=WEEKLY"))
        }
        house.jaures.policy.maximumConflictInstances = 0
        house.take("jaures", "10:00-11:00", day: 7)
        let request = house.request(House.series(house.range("10:00-11:00"), "FREQ=WEEKLY"))
        let (offers, search) = house.alternatives(to: request)
        #expect(!offers.contains { $0.offer == .otherResourceForSeries })
        #expect(search.judge.endlessDecisions <= 2 * AlternativeFinder.greatestEndlessDecisions)
    }

    @Test func `a group of rooms is tried forty times`() {
        var house = House()
        for number in 0..<100 {
            let room = House.room("salle-\(number)", 10)
            house.rooms[room.id] = room
            house.take(room.id, "10:00-11:00")
        }
        var looked = 0
        let fit = AlternativeFinder.bestFit(
            among: house.rooms.values.sorted { $0.id < $1.id }.filter { $0.id != "jaures" }, for: single(house),
            needs: ResourceNeeds(people: 10), now: house.now
        ) { room in
            looked += 1
            return house.context(of: room.id)
        }
        #expect(fit?.resource.id == "salle-0" && looked == AlternativeFinder.greatestCandidates)
    }
}
