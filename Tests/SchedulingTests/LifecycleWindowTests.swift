import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

/// The booking window moves by itself: ten years on, every date of every series has been decided once, the oldest series
/// first, and nobody sits on anybody.
@Suite struct LifecycleWindowTests {
    private static let rooms = ["jaures", "zola", "hugo"]

    @Test func `the worker alone extends a series, and tells what is refused`() async throws {
        let town = try await TestTown([TestTown.room("jaures")])
        let yearly = TestTown.event("yearly", at: 9, day: 1, more: "RRULE:FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=6;COUNT=4")
        try await town.put("yearly", yearly)
        try await town.put("weekly", TestTown.event("weekly", at: 9, day: 3, more: "RRULE:FREQ=WEEKLY;BYDAY=WE"))
        var events: [LifecycleEvent] = []
        for day in ["2027-11-01", "2028-09-01", "2029-06-01"] {
            try town.move(to: day + "T00:00:00Z")
            events += try await town.settleDue()
        }
        #expect(events.count >= 4)
        let weekly = try await town.booked("jaures", "weekly")
        #expect(weekly.instances.filter { !$0.takesTime }.map(\.recurrenceID.rfc3339) == ["2029-06-06T07:00:00Z"])
        #expect(try await town.answers("jaures", in: "weekly") == ["ACCEPTED", "20290606T090000 DECLINED"])
        #expect(
            try await town.comment("weekly").contains(
                "ces dates de la série sont déjà prises : mercredi 6 juin 2029 de 9 h 00 à 10 h 00"))
        let records = try await town.store.withSnapshot { try $0.decisions(about: weekly.id) }
        #expect(records.count >= 2 && records.last?.door == .server && records.last?.requester == nil)
        let next = try #require(weekly.deadline)
        #expect(next > town.clock.now && next <= town.clock.now.adding(7 * 86_400))
    }

    @Test(arguments: [1 as UInt64, 2, 3])
    func `ten years in irregular steps leave nothing unchecked`(seed: UInt64) async throws {
        var random = SeededNumbers(seed)
        let town = try await TestTown(Self.rooms.map { TestTown.room($0) })
        let start = town.clock.now
        var uids: [String] = []
        let rules = [
            "RRULE:FREQ=WEEKLY;BYDAY=TU", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "RRULE:FREQ=MONTHLY;BYMONTHDAY=2",
            "RRULE:FREQ=MONTHLY;BYDAY=1TU", "RRULE:FREQ=YEARLY", "RRULE:FREQ=WEEKLY;INTERVAL=3",
        ]
        for number in 0..<9 {
            let uid = "s\(number)"
            let room = Self.rooms[number % 3]
            let rule = rules[Int(random.next() % UInt64(rules.count))]
            let hour = 8 + Int(random.next() % 3)
            try await town.put(uid, TestTown.event(uid, at: hour, rooms: [room], more: rule))
            uids.append(uid)
            town.clock.advance(by: Int64(random.next() % 5_000))
        }
        var steps = 0
        while town.clock.now - start < 10 * 366 * 86_400 {
            // The third server stands still for longer than the window at times.
            let longest = seed == 3 ? 500 : 390
            let jump = [3_600, 86_400, 7 * 86_400, 40 * 86_400, 200 * 86_400, longest * 86_400][Int(random.next() % 6)]
            town.clock.advance(by: Int64(jump) + Int64(random.next() % 3_600))
            try await town.settleDue()
            if random.next() % 2 == 0 {
                // A single booking somewhere in the window, against whatever is there.
                let uid = "d\(steps)"
                let day = town.clock.now.adding(Int64(random.next() % 390) * 86_400 + 2 * 86_400)
                let text = String(day.icalendarUTC.prefix(8))
                try await town.put(
                    uid,
                    TestTown.event(uid, at: 8 + Int(random.next() % 3), rooms: [Self.rooms[Int(random.next() % 3)]])
                        .replacingOccurrences(of: ":20270302T", with: ":\(text)T"))
                uids.append(uid)
            }
            steps += 1
        }
        try await town.settleDue()
        for room in Self.rooms { try await check(room, uids, town, mayMissPast: seed == 3) }
    }

    private func check(_ room: String, _ uids: [String], _ town: TestTown, mayMissPast: Bool) async throws {
        var bookings: [Booking] = []
        for uid in uids { if let booking = try await town.booking(room, uid) { bookings.append(booking) } }
        let horizon = town.clock.now.adding(BookingPolicy.defaultBookingWindow)
        for booking in bookings where booking.state.holdsTime {
            // Every date up to the window is there once.
            let due = booking.series.instances().prefix { $0.range.start < horizon }.filter { $0.range.end <= horizon }
            #expect(booking.instances.map(\.recurrenceID) == due.map(\.recurrenceID), "\(room) \(booking.uid)")
            #expect(booking.instances.map(\.range) == due.map(\.range))
        }
        // Nobody sits on anybody.
        let taken = bookings.flatMap { booking in
            booking.instances.filter { $0.takesTime && booking.state.holdsTime }.map { (booking, $0.range) }
        }.sorted { $0.1.start < $1.1.start }
        for (one, other) in zip(taken, taken.dropFirst()) {
            #expect(one.1.end <= other.1.start, "\(one.0.uid) and \(other.0.uid) at \(other.1)")
        }
        // What was refused was refused for somebody who is there, and between two series for the older one.
        for booking in bookings where booking.decidedThrough != nil {
            for instance in booking.instances where !instance.takesTime {
                if mayMissPast, instance.verdict == .declined([.inThePast]) { continue }
                let holders = taken.filter { $0.1.overlaps(instance.range) }.map(\.0)
                #expect(!holders.isEmpty, "\(booking.uid) \(instance.range) was refused for nobody")
                for holder in holders where holder.decidedThrough != nil {
                    #expect(
                        (holder.createdAt, holder.id) < (booking.createdAt, booking.id),
                        "\(holder.uid) came after \(booking.uid)")
                }
            }
        }
    }

    @Test func `a booking that cannot be dealt with holds nobody up`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 11))
        // The copy of the first is broken by some accident.
        let copy = try #require(try await town.copy("jaures", "one"))
        try await town.store.withTransaction(locking: [.collection(copy.collection)]) { transaction in
            var broken = copy
            broken.text = "BEGIN:VCALENDAR\r\n"
            try transaction.put(broken)
        }
        town.clock.advance(by: 2 * 86_400)
        let events = try await town.lifecycle.runDue()
        #expect(events.count == 2)
        #expect(try await town.booked("jaures", "two").state == .declined)
        let first = try await town.booked("jaures", "one")
        #expect(first.state == .tentative && first.deadline == town.clock.now.adding(60))
        #expect(try await town.lifecycle.runDue().isEmpty)
    }

    @Test func `two servers that run at once do everything once`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        for hour in 8...17 { try await town.put("e\(hour)", TestTown.event("e\(hour)", at: hour)) }
        town.clock.advance(by: 2 * 86_400)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 { group.addTask { try await town.lifecycle.runDue().count } }
            let done = try await group.reduce(0, +)
            #expect(done == 10)
        }
        #expect(try await town.actions("jaures").count { $0 == .bookingExpired } == 10)
    }

    @Test func `a rule that changes moves the moments of what is booked`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        let room = TestTown.askedRoom { $0.policy.approval.pendingExpiry = 3_600 }
        try await town.bookings.saveResources([room], as: Principal(person: TestTown.admin), door: .json)
        #expect(try await town.booked("jaures", "one").deadline == town.clock.now.adding(3_600))
        town.clock.advance(by: 3_600)
        #expect(try await town.settleDue().count == 1)
    }

    @Test func `what needs nothing has no deadline`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 9))
        #expect(try await town.booked("jaures", "one").deadline == nil)
        #expect(try await town.booked("jaures", "two").deadline == nil)
        #expect(try await town.lifecycle.nextDeadline() == nil)
        #expect(try await town.settleDue().isEmpty)
    }
}
