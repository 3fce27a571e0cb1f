import BookingCore
import CalendarTime
import Testing

/// The window moves by itself: many series without end share a room, and ten years pass in irregular steps.
@Suite struct TenYearsTests {
    private static let rules = [
        "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=5", "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY", "FREQ=DAILY;INTERVAL=9",
        "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=MONTHLY;BYDAY=1MO,3MO",
    ]

    /// Zone, units, the greatest step in days; 400 is longer than the window.
    @Test(arguments: [
        ("Europe/Paris", 1, 55), ("Australia/Lord_Howe", 1, 150), ("America/Santiago", 2, 55), ("UTC", 1, 400),
    ])
    func `every date of ten years is decided once, older series first`(zone: String, units: Int, step: Int) throws {
        var random = SeededGenerator.printed("ten years")
        let zone = try #require(ProofZones.all.first { $0.identifier == zone })
        let proof = history(zone: zone, units: units, step: step, &random)
        var run = ProofRun(proof)
        for (number, step) in proof.steps.enumerated() {
            if let difference = run.play(step) {
                Issue.record("step \(number + 1) of\n\(proof)\n\(difference)")
                return
            }
        }
        #expect(run.breach() == nil)
        #expect(run.now >= proof.now.adding(10 * 365 * 86_400))
        for booking in run.engine.bookings.values where booking.state.holdsTime {
            checkDates(of: booking, in: run, begin: proof.now)
            checkOrder(of: booking, in: run, mayBeLate: step > 120)
        }
    }

    private func history(
        zone: ZoneRules, units: Int, step: Int, _ random: inout SeededGenerator
    ) -> ProofCase {
        var policy = BookingPolicy()
        policy.conflictPercentageAllowed = 100
        policy.maximumConflictInstances = 100_000
        policy.bookingWindow = 120 * 86_400
        var room = Resource(
            id: "hall", names: LocalizedText("Hall"), address: "hall@ville.example", units: units,
            zone: zone.identifier, policy: policy)
        room.teardown = 600
        let now = Instant(seconds: 20_822 * 86_400)
        var steps: [ProofStep] = []
        func ask(_ number: Int, day: Int64, _ rule: String?) {
            let minutes = [540, 540, 570, 600, 150, 165].randomElement(using: &random) ?? 540
            let civil = CivilDateTime(secondsSinceEpoch: day * 86_400 + Int64(minutes) * 60)
            var set = RecurrenceSet(
                start: .zoned(civil, zone), length: .duration(EventDuration(seconds: 3_600)), zone: zone)
            set.rules = [rule].compactMap { $0 }.compactMap { try? RecurrenceRule(parsing: $0) }
            steps.append(.ask(ProofAsk(booking: Int64(number), room: 0, series: set)))
        }
        for number in 1...15 {
            ask(
                number, day: 20_823 + Int64.random(in: 0..<14, using: &random), Self.rules.randomElement(using: &random)
            )
            if number % 5 == 0 { steps.append(.advance(60)) }
        }
        var elapsed: Int64 = 0
        var number = 100
        while elapsed < 10 * 366 * 86_400 {
            let seconds = Int64.random(in: 1...Int64(step) * 24, using: &random) * 3_600
            elapsed += seconds
            steps.append(.advance(seconds))
            number += 1
            ask(number, day: 20_822 + elapsed / 86_400 + Int64.random(in: 1..<110, using: &random), nil)
        }
        return ProofCase(seed: 0, zone: zone, now: now, rooms: [room], steps: steps)
    }

    /// Everything that ends by `decidedThrough` is there exactly once, nothing else is.
    private func checkDates(of booking: Booking, in run: ProofRun, begin: Instant) {
        let through = booking.decidedThrough?.seconds ?? .max
        let wanted = NaiveExpansion(booking.series).all.filter { $0.end > begin.seconds && $0.end <= through }
        #expect(booking.instances.map(\.recurrenceID.seconds) == wanted.map(\.id), "booking \(booking.id)")
        if booking.series.isRecurring {
            #expect(booking.decidedThrough == run.now.adding(120 * 86_400), "booking \(booking.id)")
        }
    }

    /// A date of a series is only lost to an older series, to what had been booked before it was reached, or, after a
    /// step longer than the window, to time itself.
    private func checkOrder(of booking: Booking, in run: ProofRun, mayBeLate: Bool) {
        for instance in booking.instances {
            guard case .declined(let reasons) = instance.verdict else { continue }
            if reasons == [.inThePast] {
                #expect(mayBeLate, "booking \(booking.id) at \(instance.range.start)")
                continue
            }
            guard case .conflict(let conflicts)? = reasons.first else {
                #expect(reasons.map(\.code) == ["unitsExhausted"])
                continue
            }
            for conflict in conflicts {
                let other = conflict.booking.flatMap { run.engine.bookings[$0.rawValue] }
                let isOlder = other.map { ($0.createdAt, $0.id) < (booking.createdAt, booking.id) } ?? false
                let isSingle = other.map { !$0.series.isRecurring } ?? false
                #expect(isOlder || isSingle, "booking \(booking.id) at \(instance.range.start)")
            }
        }
    }
}
