import BookingCore
import CalendarTime
import Testing

/// How much one organizer may have, and how many people a room.
@Suite struct QuotaTests {
    private typealias Fixture = EngineFixture

    private func range(_ from: Double, _ to: Double, day: Int64 = 1) -> TimeRange { Fixture.range(day: day, from, to) }

    private func other(_ number: Int64, _ ranges: TimeRange...) -> Booking {
        let first = ranges.first ?? range(9, 10)
        return Booking(
            id: BookingID(rawValue: 1_000 + number), resource: "salle", uid: "other-\(number)",
            organizer: BookingOrganizer(personID: "p", address: "p@ville.example"), title: "Other", state: .confirmed,
            series: RecurrenceSet(single: first),
            instances: ranges.map { BookedInstance(recurrenceID: $0.start, range: $0, verdict: .accepted) },
            stamp: first.start, createdAt: first.start, updatedAt: first.start)
    }

    @Test func `future bookings are counted with the one that is asked for, a series once`() {
        var fixture = Fixture()
        fixture.room.policy.quotas.futureBookings = 2
        // Over by now: 7 to 8 of the first day.
        fixture.otherBookings = [other(1, range(7, 8, day: 0))]
        #expect(fixture.decide(range(9, 10)).verdict == .accepted)
        fixture.otherBookings.append(other(2, range(9, 10, day: 2), range(9, 10, day: 3), range(9, 10, day: 4)))
        let (decision, booking) = fixture.book(range(9, 10))
        #expect(decision.verdict == .accepted)
        fixture.otherBookings.append(booking)
        #expect(fixture.decide(range(11, 12)).reasons == [.quotaExceeded(.futureBookings(limit: 2))])
        // A change of one of them is no further one.
        let moved = fixture.book(RecurrenceSet(single: range(10, 11)), previous: booking)
        #expect(moved.decision.verdict == .accepted)
        var declined = other(3, range(9, 10, day: 5))
        declined.state = .declined
        fixture.otherBookings = [other(2, range(9, 10, day: 2)), declined]
        #expect(fixture.decide(range(11, 12)).verdict == .accepted)
    }

    @Test func `hours are counted by weeks from Monday, date by date`() {
        var fixture = Fixture()
        fixture.room.policy.quotas.hoursPerWeek = 3 * Fixture.hour
        fixture.otherBookings = [other(1, range(9, 11, day: 2), range(9, 11, day: 15))]
        let monday = CivilDate(daysSinceEpoch: 20_822)
        #expect(fixture.decide(range(9, 10)).verdict == .accepted)
        #expect(
            fixture.decide(range(9, 10.5)).reasons
                == [.quotaExceeded(.hoursPerWeek(limit: 3 * Fixture.hour, week: monday))])
        let set = Fixture.series(range(9, 10.5), "FREQ=WEEKLY;COUNT=4")
        #expect(fixture.decide(set).letters == "dada")
        // What it gives itself counts: two hours on each day of the second week.
        let daily = Fixture.series(range(9, 11, day: 7), "FREQ=DAILY;COUNT=3")
        #expect(fixture.decide(daily).letters == "add")
    }

    @Test func `a night over Sunday counts in both weeks, by the resource's clock`() {
        var fixture = Fixture()
        fixture.room.policy.quotas.hoursPerWeek = 2 * Fixture.hour
        #expect(fixture.decide(range(22, 26, day: 6)).verdict == .accepted)
        #expect(fixture.decide(range(22, 26.5, day: 6)).reasons.map(\.code) == ["quotaExceeded"])
        #expect(fixture.decide(range(22, 26, day: 5)).reasons.map(\.code) == ["quotaExceeded"])
    }

    @Test func `a series is held to its hours as the window moves`() {
        var fixture = Fixture()
        fixture.room.policy.quotas.hoursPerWeek = Fixture.hour
        let booking = fixture.book(Fixture.series(range(9, 10), "FREQ=WEEKLY")).booking
        fixture.otherBookings = [other(1, range(11, 12, day: 1 + 7 * 57))]
        fixture.now = fixture.now.adding(14 * Fixture.day)
        fixture.extendOpenSeries()
        let added = fixture.bookings[booking.id]?.instances.suffix(2).map(\.codes)
        #expect(added == [["quotaExceeded"], []])
    }

    @Test func `people of one date are counted for that date`() {
        var fixture = Fixture()
        fixture.room.capacity = 8
        fixture.room.policy.enforceCapacity = .decline
        let set = Fixture.series(range(9, 10), "FREQ=WEEKLY;COUNT=3")
        fixture.instancePeople = [range(9, 10, day: 8).start: 9]
        let decision = fixture.decide(set, people: 5)
        #expect(decision.letters == "ada")
        #expect(decision.instances[1].verdict == .declined([.overCapacity(people: 9, capacity: 8)]))
        #expect(fixture.decide(set, people: 10).reasons == [.overCapacity(people: 10, capacity: 8)])
        fixture.room.policy.enforceCapacity = .warn
        let warned = fixture.decide(set, people: 5)
        #expect(warned.verdict == .accepted)
        #expect(warned.notes == [.overCapacity(people: 9, capacity: 8)])
        fixture.room.policy.enforceCapacity = .decline
        // Every date has its own number, so that the whole's says nothing.
        let single = RecurrenceSet(single: range(9, 10))
        fixture.instancePeople = [range(9, 10).start: 3]
        #expect(fixture.decide(single, people: 10).verdict == .accepted)
    }

    @Test func `people that come to a booking are looked at again, and those that were there are not`() {
        var fixture = Fixture()
        fixture.room.capacity = 8
        let set = Fixture.series(range(9, 10), "FREQ=WEEKLY;COUNT=3")
        let old = fixture.book(set, people: 9).booking
        fixture.room.policy.enforceCapacity = .decline
        #expect(fixture.book(set, people: 9, previous: old).decision.verdict == .accepted)
        let fuller = fixture.book(set, people: 10, previous: fixture.bookings[old.id] ?? old)
        #expect(fuller.decision.reasons == [.overCapacity(people: 10, capacity: 8)])
        // Fewer people: what was refused for them is decided again.
        #expect(fixture.book(set, people: 8, previous: fuller.booking).decision.verdict == .accepted)
    }
}
