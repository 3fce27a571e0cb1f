import BookingCore
import CalendarTime
import Testing

/// What waits for a manager, and what becomes of it.
@Suite struct ApprovalTests {
    private typealias Fixture = EngineFixture

    private func range(_ from: Double = 9, _ to: Double = 10, day: Int64 = 1) -> TimeRange {
        Fixture.range(day: day, from, to)
    }

    private func weekly(_ from: Double = 9, _ to: Double = 10, day: Int64 = 1, count: Int? = nil) -> RecurrenceSet {
        Fixture.series(range(from, to, day: day), "FREQ=WEEKLY" + (count.map { ";COUNT=\($0)" } ?? ""))
    }

    /// Mode, answer when free, answer when taken.
    @Test(arguments: [
        (AutoSchedule.automatic, BookingDecision.Verdict.accepted, BookingDecision.Verdict.declined),
        (.acceptAlways, .accepted, .accepted), (.declineAlways, .declined, .declined),
        (.acceptIfFree, .accepted, .pending), (.declineIfBusy, .pending, .declined), (.manual, .pending, .pending),
    ])
    func `each mode answers free and taken time in its way`(
        mode: AutoSchedule, free: BookingDecision.Verdict, taken: BookingDecision.Verdict
    ) {
        var fixture = Fixture()
        fixture.book(range(9, 10))
        fixture.room.policy.autoSchedule = mode
        #expect(fixture.decide(range(11, 12)).verdict == free)
        let decision = fixture.decide(range(9.5, 10.5))
        #expect(decision.verdict == taken)
        if taken != .declined { #expect(decision.notes.map(\.code) == ["conflict"]) }
        // A conflict on one date holds the whole series.
        let series = fixture.decide(weekly(9.5, 10.5, count: 3))
        let letters: [AutoSchedule: String] = [
            .automatic: "daa", .acceptAlways: "aaa", .declineAlways: "ddd", .acceptIfFree: "ttt", .declineIfBusy: "dtt",
            .manual: "ttt",
        ]
        #expect(series.letters == letters[mode])
    }

    @Test func `a request that waits keeps others out, unless the policy says no`() {
        for blocks in [true, false] {
            var fixture = Fixture()
            fixture.room.policy.requestInPolicy = Audience(words: ["guest"])
            fixture.room.policy.bookInPolicy = Audience(words: ["p"])
            fixture.room.policy.approval.pendingBlocks = blocks
            fixture.asker = ["guest"]
            let hold = fixture.book(range()).booking
            #expect(hold.state == .tentative)
            fixture.asker = ["p"]
            let (decision, other) = fixture.book(range(9.5, 10.5))
            #expect(decision.verdict == (blocks ? .declined : .accepted))
            let displaced = BookingEngine.displaced(by: other, among: [hold], in: fixture.context, now: fixture.now)
            #expect(displaced.map(\.state) == (blocks ? [] : [.declined]))
            #expect(fixture.approve(hold).decision.verdict == (blocks ? .accepted : .declined))
        }
    }

    @Test func `a hold on a part keeps the whole free where the part's policy says so`() {
        var fixture = Fixture()
        fixture.room.policy.autoSchedule = .manual
        fixture.book(range())
        let held = fixture.schedules["salle"] ?? ResourceSchedule()
        var whole = Fixture()
        whole.room.id = "hall"
        for blocks in [true, false] {
            whole.related = [RelatedResource(id: "salle", relation: .part, pendingBlocks: blocks)]
            whole.schedules = ["salle": held]
            #expect(whole.decide(range()).verdict == (blocks ? .declined : .accepted))
            #expect(whole.decide(weekly(9, 10, day: -6)).letters.prefix(1) == (blocks ? "d" : "a"))
        }
    }

    @Test func `of two requests for one time the one that is approved wins`() {
        var fixture = Fixture()
        fixture.room.policy.autoSchedule = .manual
        let first = fixture.book(range()).booking
        let second = fixture.book(weekly(9.5, 10.5, count: 3)).booking
        #expect(second.state == .tentative)
        #expect(fixture.approve(first).decision.verdict == .accepted)
        let displaced = BookingEngine.displaced(
            by: fixture.bookings[first.id] ?? first, among: [first, second], in: fixture.context, now: fixture.now)
        #expect(displaced.map(\.id) == [second.id])
        #expect(displaced.first?.state == .tentative)
        #expect(displaced.first?.instances.map(\.codes) == [["conflict"], [], []])
        let approved = fixture.approve(second)
        #expect(approved.decision.verdict == .partiallyAccepted)
        #expect(approved.decision.letters == "daa")
    }

    @Test func `an approval of which nothing is left is refused and says why`() {
        var fixture = Fixture()
        fixture.room.policy.autoSchedule = .manual
        let first = fixture.book(range()).booking
        let second = fixture.book(range(9.5, 10.5)).booking
        fixture.approve(first)
        let (decision, unchanged) = fixture.approve(second)
        #expect(decision.verdict == .declined)
        #expect(decision.reasons.map(\.code) == ["conflict"])
        #expect(unchanged.state == .tentative)
    }

    @Test func `units are counted before a hold is lost`() {
        var fixture = Fixture()
        fixture.room.units = 2
        fixture.room.policy.autoSchedule = .manual
        let holds = (0..<3).map { _ in fixture.book(range()).booking }
        let one = fixture.approve(holds[0]).booking
        #expect(
            BookingEngine.displaced(by: one, among: [holds[1], holds[2]], in: fixture.context, now: fixture.now).isEmpty
        )
        let two = fixture.approve(holds[1]).booking
        let displaced = BookingEngine.displaced(by: two, among: [holds[2]], in: fixture.context, now: fixture.now)
        #expect(displaced.map(\.id) == [holds[2].id])
        #expect(displaced.first?.reasons.map(\.code) == ["unitsExhausted"])
    }

    @Test func `buffers count between what is approved and what is lost`() {
        var fixture = Fixture()
        fixture.room.teardown = 900
        fixture.room.policy.autoSchedule = .manual
        let first = fixture.book(range(9, 10)).booking
        let close = fixture.book(range(10, 11)).booking
        let far = fixture.book(range(10.25, 11)).booking
        let approved = fixture.approve(first).booking
        let displaced = BookingEngine.displaced(
            by: approved, among: [close, far], in: fixture.context, now: fixture.now)
        #expect(displaced.map(\.id) == [close.id])
    }

    @Test func `a manager waives rules and neither closures nor time that has passed`() {
        var fixture = Fixture()
        fixture.room.policy.requestInPolicy = .everyone
        fixture.room.policy.bookInPolicy = .nobody
        let booking = fixture.book(weekly(count: 4)).booking
        fixture.room.policy.minimumDuration = 86_400
        fixture.now = fixture.now.adding(3 * Fixture.day)
        let closed = CivilDate(daysSinceEpoch: 20_822 + 8)
        fixture.room.closures = [Closure(from: closed, through: closed, names: LocalizedText("Travaux"))]
        let decision = BookingEngine.approve(booking, in: fixture.context, now: fixture.now)
        #expect(decision.verdict == .partiallyAccepted)
        #expect(decision.instances.map(\.codes) == [["inThePast"], ["resourceClosed"], [], []])
        fixture.room.disabled = true
        #expect(BookingEngine.approve(booking, in: fixture.context, now: fixture.now).verdict == .declined)
    }

    @Test func `a series that waits is held as the window moves, and accepted once it is approved`() {
        var fixture = Fixture()
        fixture.room.policy.bookInPolicy = .nobody
        fixture.room.policy.requestOutOfPolicy = .everyone
        fixture.openFromEightToNoon()
        var (decision, booking) = fixture.book(weekly(14, 15))
        #expect(decision.verdict == .pending)
        #expect(fixture.schedules["salle"]?.openSeries.map(\.tentative) == [true])
        fixture.now = fixture.now.adding(14 * Fixture.day)
        fixture.extendOpenSeries()
        booking = fixture.bookings[booking.id] ?? booking
        #expect(booking.instances.count == 59 && booking.instances.allSatisfy { $0.verdict == .tentative })
        booking = fixture.approve(booking).booking
        #expect(booking.instances.count { $0.codes == ["inThePast"] } == 2)
        #expect(booking.instances.count { $0.isAccepted } == 57)
        fixture.now = fixture.now.adding(14 * Fixture.day)
        fixture.extendOpenSeries()
        #expect(fixture.bookings[booking.id]?.instances.count { $0.isAccepted } == 59)
        #expect(fixture.schedules["salle"]?.openSeries.map(\.tentative) == [false])
    }

    @Test func `a series that was approved first has the later dates, whoever asked first`() {
        var fixture = Fixture()
        fixture.room.policy.autoSchedule = .manual
        let older = fixture.book(weekly()).booking
        let younger = fixture.book(weekly(9.5, 10.5)).booking
        fixture.now = fixture.now.adding(60)
        let approved = fixture.approve(younger).booking
        for lost in BookingEngine.displaced(by: approved, among: [older], in: fixture.context, now: fixture.now) {
            #expect(lost.state == .declined)
        }
        fixture.now = fixture.now.adding(60)
        #expect(fixture.approve(older).decision.verdict == .declined)
        fixture.now = fixture.now.adding(14 * Fixture.day)
        fixture.extendOpenSeries()
        #expect(fixture.bookings[younger.id]?.instances.suffix(2).allSatisfy { $0.isAccepted } == true)
    }

    @Test func `clashes past the window go to the manager where conflicts do`() {
        var fixture = Fixture()
        // Begins past the window.
        fixture.room.policy.bookingWindow = nil
        fixture.now = fixture.now.adding(402 * Fixture.day)
        fixture.book(weekly(day: 1 + 7 * 59))
        fixture.now = fixture.now.adding(-402 * Fixture.day)
        fixture.room.policy.bookingWindow = 400 * Fixture.day
        fixture.room.policy.autoSchedule = .acceptIfFree
        let decision = fixture.decide(weekly(9.5, 11))
        #expect(decision.laterClashes?.isEndless == true)
        #expect(decision.verdict == .pending)
        #expect(decision.instances.allSatisfy { $0.verdict == .tentative })
        #expect(fixture.decide(weekly(11, 12)).verdict == .accepted)
    }

    @Test func `what did not move stays accepted while what is new waits`() {
        var fixture = Fixture()
        let old = fixture.book(weekly(count: 3)).booking
        fixture.room.policy.autoSchedule = .manual
        var set = weekly(count: 3)
        set.overrides = [Fixture.moved(range(day: 8), to: range(11, 12, day: 8))]
        let (decision, changed) = fixture.book(set, previous: old)
        #expect(decision.verdict == .pending)
        #expect(decision.letters == "ata")
        let busy = fixture.schedules["salle"]?.busy(in: TimeRange(start: range().start, end: range(day: 30).end)) ?? []
        #expect(busy.map(\.tentative) == [false, true, false])
        // The next change waits with what waits already.
        fixture.room.policy.autoSchedule = .automatic
        set.overrides.append(Fixture.moved(range(day: 15), to: range(11, 12, day: 15)))
        #expect(fixture.book(set, previous: changed).decision.letters == "att")
        let approved = fixture.approve(fixture.bookings[old.id] ?? changed)
        #expect(approved.decision.letters == "aaa")
        #expect(approved.decision.verdict == .accepted)
    }

    @Test func `a request declined only because the time is taken waits for it`() {
        var fixture = Fixture()
        fixture.room.policy.waitlist = true
        let first = fixture.book(range()).booking
        let (decision, waiting) = fixture.book(range())
        #expect(decision.verdict == .waitlisted)
        #expect(decision.reasons.map(\.code) == ["conflict"])
        #expect(fixture.decide(range(9, 10)).letters == "d")
        #expect(fixture.schedules["salle"]?.index.count == 1)
        #expect(fixture.decide(RecurrenceSet(single: range()), isInternal: false).verdict == .declined)
        #expect(fixture.decide(weekly(count: 2)).verdict == .partiallyAccepted)
        #expect(fixture.decide(weekly(count: 1)).verdict == .waitlisted)
        fixture.closeTuesday()
        #expect(fixture.decide(range()).verdict == .declined)
        fixture.room.closures = []
        fixture.store(first, replacing: first)
        fixture.schedules["salle"]?.apply(old: first, new: nil)
        #expect(fixture.book(waiting.series, previous: waiting).decision.verdict == .accepted)
    }
}
