import BookingCore
import CalendarTime
import Testing

@testable import Scheduling

@Suite struct UseSumTests {
    private static let midnight = Instant(seconds: 1_796_083_200)
    private static let window = TimeRange(start: midnight, end: midnight.adding(86_400))

    private static func booking(_ person: Int, from: Int64, to: Int64, state: BookingState = .confirmed) -> Booking {
        let start = midnight.adding(from * 3_600)
        let end = midnight.adding(to * 3_600)
        return Booking(
            id: BookingID(rawValue: Int64(person)), resource: "a", uid: "\(person)",
            organizer: BookingOrganizer(personID: "p\(person)", address: "p\(person)@ville.example"), title: "",
            state: state, series: RecurrenceSet(start: .utc(start), length: .end(.utc(end)), zone: .utc),
            instances: [
                BookedInstance(
                    recurrenceID: start, range: TimeRange(start: start, end: end),
                    verdict: state == .released ? .declined([.released]) : .accepted)
            ], stamp: midnight, createdAt: midnight, updatedAt: midnight)
    }

    @Test func `sums of four people are not told, of five they are`() {
        var sum = UseSum()
        for person in 1...4 { sum.add(Self.booking(person, from: 9, to: 10), in: Self.window, zone: .utc) }
        sum.add(Self.booking(1, from: 12, to: 13), in: Self.window, zone: .utc)
        #expect(sum.told == nil && sum.toldHours == nil)
        sum.add(Self.booking(5, from: 9, to: 11), in: Self.window, zone: .utc)
        let told = sum.told
        #expect(told?.bookings == 6 && told?.seconds == 7 * 3_600 && told?.peak == 5 && told?.noShows == 0)
        #expect(sum.toldHours?[8] == 0)
        // One person was there at ten, one at noon: both are left out, and nine o'clock as well, lest they be subtracted.
        #expect(sum.toldHours?[9] == .some(nil) && sum.toldHours?[10] == .some(nil) && sum.toldHours?[12] == .some(nil))
        for person in 11...15 { sum.add(Self.booking(person, from: 14, to: 15), in: Self.window, zone: .utc) }
        #expect(sum.toldHours?[9] == .some(nil) && sum.toldHours?[14] == 5 * 3_600)
    }

    @Test(arguments: [
        ([[1, 2, 3, 4, 5]], [true]), ([[1, 2, 3, 4]], [false]), ([[], [1, 2, 3, 4, 5]], [true, true]),
        ([[1], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6]], [false, false, true]),
        ([[1, 2], [3, 4, 5], [1, 2, 3, 4, 5]], [false, false, true]),
    ])
    func `what is left out cannot be had by subtraction`(parts: [[Int]], told: [Bool]) {
        #expect(UseSum.told(of: parts.map { Set($0.map(String.init)) }) == told)
    }

    @Test func `what a manager took back is neither use nor a no-show`() {
        var sum = UseSum()
        for person in 1...5 { sum.add(Self.booking(person, from: 9, to: 10), in: Self.window, zone: .utc) }
        var taken = Self.booking(6, from: 11, to: 12, state: .released)
        taken.state = .declined
        sum.add(taken, in: Self.window, zone: .utc)
        #expect(sum.told?.noShows == 0 && sum.told?.bookings == 5)
    }

    @Test func `what nobody came to is a no-show and no use; only what is inside the window counts`() {
        var sum = UseSum()
        for person in 1...5 {
            sum.add(Self.booking(person, from: 9, to: 10, state: .released), in: Self.window, zone: .utc)
        }
        sum.add(Self.booking(6, from: -2, to: 1), in: Self.window, zone: .utc)
        sum.add(Self.booking(7, from: 30, to: 31), in: Self.window, zone: .utc)
        let told = sum.told
        #expect(told?.noShows == 5 && told?.bookings == 6 && told?.seconds == 3_600 && told?.peak == 1)
    }
}
