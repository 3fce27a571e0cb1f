import BookingCore
import CalendarTime
import Testing

@Suite struct OpenSeriesTests {
    @Test func `an instance that straddles the window's end keeps its time against a short booking inside it`() {
        var town = EngineFixture()
        town.room.policy.bookingWindow = 7 * EngineFixture.day + 90 * 60
        // Now is 8:00, so that the window ends at 9:30 a week later, in the middle of the second instance.
        let series = EngineFixture.series(EngineFixture.range(9, 10), "FREQ=WEEKLY")
        let (decision, booking) = town.book(series)
        #expect(decision.isAccepted)
        #expect(booking.instances.count == 1)
        let inside = EngineFixture.range(day: 7, 9, 9.25)
        #expect(town.schedules[town.room.id]?.hasConflict(in: inside) == true)
        #expect(town.decide(inside).reasons.map(\.code) == ["conflict"])
        #expect(town.decide(EngineFixture.range(day: 7, 8.5, 9)).isAccepted)
    }
}
