import BookingCore
import CalendarTime
import Testing

/// Series without end that meet rarely, from the window's end to 2100.
@Suite struct RareClashTests {
    private func room(percent: Int = 100, maximum: Int = 100_000) -> Resource {
        var room = Resource(id: "hall", names: LocalizedText("Hall"), address: "hall@ville.example", zone: "UTC")
        room.policy.conflictPercentageAllowed = percent
        room.policy.maximumConflictInstances = maximum
        room.policy.bookingWindow = 30 * 86_400
        return room
    }

    private func series(_ start: String, _ rule: String, in zone: ZoneRules = .utc) throws -> RecurrenceSet {
        let civil = try #require(CivilDateTime(icalendar: start))
        return RecurrenceSet(
            start: .zoned(civil, zone), length: .duration(EventDuration(seconds: 3_600)),
            rules: [try RecurrenceRule(parsing: rule)], zone: zone)
    }

    /// The engine's answer to the second series.
    ///
    /// - Parameter isModelled: the model must say the same.
    private func clashes(
        _ first: RecurrenceSet, _ second: RecurrenceSet, in zone: ZoneRules = .utc, isModelled: Bool = true
    ) throws -> LaterClashes? {
        let now = try #require(Instant(rfc3339: "2027-01-04T00:00:00Z"))
        var run = ProofRun(ProofCase(seed: 0, zone: zone, now: now, rooms: [room()], steps: []))
        let older = ProofAsk(booking: 1, room: 0, series: first)
        let younger = ProofAsk(booking: 2, room: 0, series: second)
        #expect(run.play(.ask(older)) == nil)
        let decision = run.engine.decide(younger, now: now)
        if isModelled { #expect(run.play(.ask(younger)) == nil) }
        return decision.laterClashes
    }

    /// Every i weeks and every j weeks, k weeks apart: they meet for ever where gcd(i, j) divides k, else never.
    @Test(arguments: 1...6) func `weeks of two intervals meet as arithmetic says`(first: Int) throws {
        for second in 1...7 {
            let divisor = (1...first).last { first % $0 == 0 && second % $0 == 0 } ?? 1
            for distance in 0..<3 {
                let found = try clashes(
                    series("20270104T090000", "FREQ=WEEKLY;INTERVAL=\(first)"),
                    series("202701\(["04", "11", "18"][distance])T093000", "FREQ=WEEKLY;INTERVAL=\(second)"),
                    isModelled: false)
                let meets = distance % divisor == 0
                #expect((found?.isEndless ?? false) == meets, "\(first) \(second) \(distance)")
                #expect(meets || found == nil, "\(first) \(second) \(distance)")
            }
        }
    }

    /// Rules of two series at the same hour, and the first date after the window on which they meet.
    @Test(arguments: [
        ("FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=-1FR", "2027-12-31", true),
        ("FREQ=MONTHLY;BYMONTHDAY=13", "FREQ=WEEKLY;BYDAY=FR", "2027-08-13", true),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=WEEKLY;BYDAY=FR", "2036-02-29", true),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28", "2027-02-28", true),
        ("FREQ=DAILY;INTERVAL=9", "FREQ=WEEKLY;INTERVAL=5", "2027-11-15", true),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "FREQ=MONTHLY;BYDAY=2TU", nil, false),
    ])
    func `days that fall together now and then`(first: String, second: String, date: String?, isEndless: Bool) throws {
        let found = try clashes(series("20270104T090000", first), series("20270104T093000", second))
        #expect(found.map { String($0.first[0].start.rfc3339.prefix(10)) } == date)
        #expect((found?.isEndless ?? false) == isEndless)
    }

    /// 09:00 in Paris and 03:00 in New York are the same moment but for the weeks in which only one of them has
    /// changed its clock.
    @Test func `clocks that change on other days clash only between`() throws {
        let paris = try #require(ProofZones.all.first { $0.identifier == "Europe/Paris" })
        let newYork = try #require(ProofZones.all.first { $0.identifier == "America/New_York" })
        let found = try clashes(
            series("20270104T090000", "FREQ=DAILY", in: paris), series("20270104T040000", "FREQ=DAILY", in: newYork),
            in: paris)
        #expect(found?.isEndless == true)
        #expect(found?.first.first?.start.rfc3339 == "2027-03-14T08:00:00Z")
        #expect(found?.first.count == 10)
    }

    @Test func `what ends is counted to the last`() throws {
        let until = try clashes(
            series("20270104T090000", "FREQ=WEEKLY;INTERVAL=3;UNTIL=20400101"),
            series("20270104T093000", "FREQ=WEEKLY;INTERVAL=5"))
        // Every 15 weeks from 2027-04-19 to 2039.
        #expect(until?.count == 45)
        #expect(until?.isEndless == false)
    }
}
