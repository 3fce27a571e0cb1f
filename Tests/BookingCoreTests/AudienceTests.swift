import BookingCore
import CalendarTime
import Testing

/// Who is decided at once, who goes to a manager, who gets a no.
@Suite struct AudienceTests {
    private typealias Fixture = EngineFixture

    struct Case: Sendable {
        var name: String
        var book: [String]
        var ask: [String] = []
        var askOutside: [String] = []
        var isOutside = false
        var manager = false
        var expected: BookingDecision.Verdict
        var code: String?
    }

    private static let cases: [Case] = [
        Case(name: "everyone books", book: ["everyone"], expected: .accepted),
        Case(name: "internal people book", book: ["internal"], expected: .accepted),
        Case(name: "a group books", book: ["team"], expected: .accepted),
        Case(name: "another group books", book: ["others"], expected: .declined, code: "notPermitted"),
        Case(name: "nobody books", book: [], expected: .declined, code: "notPermitted"),
        Case(name: "a manager books where nobody does", book: [], manager: true, expected: .accepted),
        Case(name: "may ask", book: ["others"], ask: ["p"], expected: .pending),
        Case(name: "may ask outside the rules, and so within them", book: [], askOutside: ["team"], expected: .pending),
        Case(
            name: "outside the rules is declined", book: ["everyone"], isOutside: true, expected: .declined,
            code: "outsideOpeningHours"),
        Case(
            name: "may ask within the rules only", book: [], ask: ["everyone"], isOutside: true, expected: .declined,
            code: "outsideOpeningHours"),
        Case(
            name: "may ask outside the rules", book: ["everyone"], askOutside: ["internal"], isOutside: true,
            expected: .pending),
        Case(
            name: "a manager is judged by the rules", book: ["everyone"], isOutside: true, manager: true,
            expected: .declined, code: "outsideOpeningHours"),
        Case(
            name: "not permitted comes before the rules", book: ["others"], isOutside: true, expected: .declined,
            code: "notPermitted"),
    ]

    @Test(arguments: cases.indices)
    func `an audience decides who decides`(number: Int) {
        let expectation = Self.cases[number]
        var fixture = Fixture()
        fixture.asker = ["p", "team"]
        fixture.asksAsManager = expectation.manager
        fixture.room.policy.bookInPolicy = Audience(words: expectation.book)
        fixture.room.policy.requestInPolicy = Audience(words: expectation.ask)
        fixture.room.policy.requestOutOfPolicy = Audience(words: expectation.askOutside)
        fixture.openFromEightToNoon()
        let range = expectation.isOutside ? Fixture.range(day: 1, 13, 14) : Fixture.range(day: 1, 9, 10)
        let (decision, _) = fixture.book(range)
        #expect(decision.verdict == expectation.expected, "\(expectation.name)")
        #expect(decision.reasons.map(\.code) == (expectation.code.map { [$0] } ?? []), "\(expectation.name)")
        if decision.verdict == .pending {
            #expect(decision.letters == "t")
            #expect(decision.notes.map(\.code) == (expectation.isOutside ? ["outsideOpeningHours"] : []))
            #expect(fixture.schedules["salle"]?.busy(in: range).map(\.tentative) == [true])
        }
    }

    /// What is never a manager's to waive.
    private static let firm: [(String, @Sendable (inout EngineFixture) -> Void, TimeRange, String)] = [
        ("closure", { $0.closeTuesday() }, EngineFixture.range(day: 1, 9, 10), "resourceClosed"),
        ("closure under a length", { $0.closeTuesday() }, EngineFixture.range(day: 1, 0, 30), "resourceClosed"),
        ("disabled", { $0.room.disabled = true }, EngineFixture.range(day: 1, 9, 10), "resourceClosed"),
        ("never", { $0.room.policy.autoSchedule = .declineAlways }, EngineFixture.range(day: 1, 9, 10), "notPermitted"),
        ("past", { _ in }, EngineFixture.range(6, 7), "inThePast"),
        (
            "dates", { $0.room.policy.bookingWindow = nil }, EngineFixture.range(day: 27_000, 9, 10), "beyondLimits"
        ),
    ]

    @Test(arguments: firm.indices)
    func `some rules hold for every manager`(number: Int) {
        let (name, prepare, range, code) = Self.firm[number]
        var fixture = Fixture()
        fixture.room.policy.requestOutOfPolicy = .everyone
        fixture.asksAsManager = true
        prepare(&fixture)
        let decision = fixture.decide(range)
        #expect(decision.verdict == .declined, "\(name)")
        #expect(decision.reasons.map(\.code).contains(code), "\(name)")
    }

    @Test func `more units than there are cannot be asked for`() {
        var fixture = Fixture()
        fixture.room.policy.requestOutOfPolicy = .everyone
        fixture.room.units = 2
        #expect(fixture.decide(Fixture.range(day: 1, 9, 10), units: 3).reasons.map(\.code) == ["unitsExhausted"])
    }

    /// Each rule that can be waived: with the audience for it the request waits, and the reason is noted.
    private static let waivable: [(@Sendable (inout EngineFixture) -> Void, RecurrenceSet, String)] = [
        ({ $0.room.policy.minimumDuration = 7_200 }, single(day: 1, 9, 10), "tooShort"),
        ({ _ in }, single(day: 1, 0, 30), "tooLong"),
        ({ $0.room.policy.minimumNotice = 86_400 * 3 }, single(day: 1, 9, 10), "insufficientNotice"),
        ({ _ in }, single(day: 401, 9, 10), "beyondBookingWindow"),
        ({ $0.openFromEightToNoon() }, single(day: 1, 15, 16), "outsideOpeningHours"),
        ({ $0.room.policy.allowRecurring = false }, weekly(";COUNT=3"), "recurrenceNotAllowed"),
        ({ $0.room.policy.enforceSchedulingHorizon = true }, weekly(""), "beyondBookingWindow"),
        (
            {
                $0.room.capacity = 1; $0.room.policy.enforceCapacity = .decline
            }, single(day: 1, 9, 10), "overCapacity"
        ),
        ({ $0.room.policy.quotas.hoursPerWeek = 1_800 }, single(day: 1, 9, 10), "quotaExceeded"),
        ({ $0.room.policy.quotas.futureBookings = 0 }, single(day: 1, 9, 10), "quotaExceeded"),
    ]

    @Test(arguments: waivable.indices)
    func `a rule that a manager may waive declines or waits`(number: Int) {
        let (prepare, set, code) = Self.waivable[number]
        var fixture = Fixture()
        prepare(&fixture)
        let refused = fixture.decide(set, people: 4)
        #expect(refused.verdict == .declined)
        #expect(refused.reasons.map(\.code) == [code])
        fixture.room.policy.requestOutOfPolicy = Audience(words: ["p"])
        let (asked, booking) = fixture.book(set, people: 4)
        #expect(asked.verdict == .pending)
        #expect(asked.notes.map(\.code) == [code])
        #expect(asked.instances.allSatisfy { $0.verdict == .tentative })
        let approved = fixture.approve(booking)
        #expect(approved.decision.verdict == .accepted)
        #expect(approved.booking.instances.allSatisfy { $0.isAccepted })
    }

    @Test func `one date outside the rules sends the whole to a manager`() {
        var fixture = Fixture()
        fixture.openFromEightToNoon()
        var set = Self.weekly(";COUNT=3")
        set.overrides = [Fixture.moved(Fixture.range(day: 8, 9, 10), to: Fixture.range(day: 8, 15, 16))]
        #expect(fixture.decide(set).letters == "ada")
        fixture.room.policy.requestOutOfPolicy = .everyone
        let decision = fixture.decide(set)
        #expect(decision.verdict == .pending)
        #expect(decision.letters == "ttt")
        fixture.room.policy.requestOutOfPolicy = .nobody
        fixture.room.policy.bookInPolicy = .nobody
        fixture.room.policy.requestInPolicy = .everyone
        #expect(fixture.decide(set).letters == "tdt")
    }

    @Test(arguments: [
        (ExternalOrganizers.accept, BookingDecision.Verdict.accepted), (.approve, .pending), (.decline, .declined),
        (.ignore, .ignored),
    ])
    func `organizers from outside are accepted, asked about, declined or ignored`(
        rule: ExternalOrganizers, expected: BookingDecision.Verdict
    ) {
        var fixture = Fixture()
        fixture.room.policy.externalOrganizers = rule
        let set = RecurrenceSet(single: Fixture.range(day: 1, 9, 10))
        let decision = fixture.decide(set, isInternal: false)
        #expect(decision.verdict == expected)
        #expect(decision.reasons.map(\.code) == (rule == .decline ? ["externalOrganizer"] : []))
        if rule == .ignore { #expect(decision.instances.isEmpty) }
        #expect(fixture.decide(set).verdict == .accepted)
        // Whom a room is for says more than where they come from.
        fixture.room.policy.bookInPolicy = Audience(words: ["internal"])
        let stranger = fixture.decide(set, isInternal: false)
        #expect(stranger.verdict == (expected == .ignored ? .ignored : .declined))
    }

    private static func single(day: Int64, _ from: Double, _ to: Double) -> RecurrenceSet {
        RecurrenceSet(single: Fixture.range(day: day, from, to))
    }

    private static func weekly(_ end: String) -> RecurrenceSet {
        Fixture.series(Fixture.range(day: 1, 9, 10), "FREQ=WEEKLY" + end)
    }
}

extension EngineFixture {
    /// Every day, and only then.
    mutating func openFromEightToNoon() {
        let hours = DailyRange(from: 480, to: 720).map { [$0] } ?? []
        room.openingHours = OpeningHours(
            weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, hours) }))
        room.policy.openingHoursOnly = true
    }

    /// The day after the fixture's first.
    mutating func closeTuesday() {
        let date = CivilDate(daysSinceEpoch: 20_823)
        room.closures = [Closure(from: date, through: date, names: LocalizedText("Travaux"))]
    }

    static func moved(_ original: TimeRange, to range: TimeRange, thisAndFuture: Bool = false) -> RecurrenceOverride {
        RecurrenceOverride(
            recurrenceID: .utc(original.start), thisAndFuture: thisAndFuture, start: .utc(range.start),
            length: .end(.utc(range.end)), tag: 1)
    }
}
