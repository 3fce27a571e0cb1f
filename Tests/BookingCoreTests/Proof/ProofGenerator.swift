import BookingCore
import CalendarTime

/// Makes histories from a seed: rooms, then requests that like to meet each other.
struct ProofGenerator {
    private var random: SeededGenerator
    private let seed: UInt64
    private let zone: ZoneRules
    private let start: Instant
    private var now: Instant
    private var rooms: [Resource] = []
    private var versions: [Int64: ProofAsk] = [:]
    /// Series that end: their clashes are found without going on to 2100.
    private let prefersBounded: Bool
    /// Series without end in a short window, all at the same hours.
    private let isDuel: Bool
    private let hasManagers: Bool

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        zone = ProofZones.all.randomElement(using: &random) ?? .utc
        // The first Monday of 2027, or before Samoa left out a day.
        let isBeforeLeap = zone.identifier == "Pacific/Apia" && Bool.random(using: &random)
        let day: Int64 = isBeforeLeap ? 15_320 : 20_822
        let offset = Int64.random(in: 0..<(isBeforeLeap ? 20 : 500), using: &random) * 86_400
        start = Instant(seconds: day * 86_400 + offset + Int64.random(in: 0..<96, using: &random) * 900)
        now = start
        let kind = Int.random(in: 0..<100, using: &random)
        prefersBounded = kind < 80
        isDuel = kind >= 90
        hasManagers = Int.random(in: 0..<100, using: &random) < 35
        self.random = random
        self.seed = seed
    }

    mutating func make() -> ProofCase {
        rooms = makeRooms()
        var steps: [ProofStep] = []
        for _ in 0..<Int.random(in: 3...8, using: &random) { steps.append(makeStep()) }
        return ProofCase(seed: seed, zone: zone, now: start, rooms: rooms, steps: steps)
    }

    // MARK: Chance

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func one<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    // MARK: Rooms

    private mutating func makeRooms() -> [Resource] {
        let policy = makePolicy()
        var hall = Resource(
            id: "hall", names: LocalizedText("Hall"), address: "hall@ville.example", zone: zone.identifier,
            policy: policy)
        dress(&hall)
        guard chance(isDuel ? 15 : 35) else { return [hall] }
        var left = Resource(
            id: "left", names: LocalizedText("Left"), address: "left@ville.example", zone: zone.identifier,
            policy: chance(50) ? policy : makePolicy())
        dress(&left)
        guard chance(50) else {
            hall.parts = [left.id]
            return [hall, left]
        }
        var third = Resource(
            id: "other", names: LocalizedText("Other"), address: "other@ville.example", zone: zone.identifier,
            policy: policy)
        dress(&third)
        // A second piece, a whole of the whole, or another room over the same piece.
        switch Int.random(in: 0..<3, using: &random) {
        case 0: hall.parts = [left.id, third.id]
        case 1: (third.parts, hall.parts) = ([hall.id], [left.id])
        default: (third.parts, hall.parts) = ([left.id], [left.id])
        }
        return [hall, left, third]
    }

    private mutating func makePolicy() -> BookingPolicy {
        var policy = BookingPolicy()
        if chance(8) { policy.allowConflicts = true }
        if chance(5) { policy.autoSchedule = one([.acceptAlways, .declineAlways]) }
        if chance(3) { policy.allowRecurring = false }
        policy.conflictPercentageAllowed = one([0, 25, 50, 50, 100, 100])
        policy.maximumConflictInstances = one([0, 2, 8, 8, 1_000, 1_000])
        if isDuel {
            (policy.conflictPercentageAllowed, policy.maximumConflictInstances) = (100, one([8, 1_000, 5_000]))
        }
        policy.bookingWindow =
            chance(5) ? nil : one([30, 45, 60, 60, 90, 120, 200, 400]) * 86_400 + one([0, 0, 5_400])
        policy.enforceSchedulingHorizon = chance(10)
        if chance(10) { policy.minimumNotice = one([3_600, 86_400, 7 * 86_400]) }
        if chance(10) { policy.minimumDuration = one([1_800, 3_600]) }
        policy.maximumDuration = one([86_400, 86_400, 86_400, 7_200, nil])
        policy.openingHoursOnly = chance(20)
        policy.enforceCapacity = one([.off, .warn, .decline])
        if hasManagers { addManagers(&policy) }
        if chance(10) { policy.waitlist = true }
        if chance(4) { policy.quotas.futureBookings = one([1, 2]) }
        if chance(4) { policy.quotas.hoursPerWeek = one([3_600, 7_200, 36_000]) }
        return policy
    }

    /// Policies by which some requests wait for a manager.
    private mutating func addManagers(_ policy: inout BookingPolicy) {
        if chance(50) { policy.autoSchedule = one([.acceptIfFree, .declineIfBusy, .manual]) }
        policy.approval.pendingBlocks = !chance(35)
        if chance(60) {
            policy.bookInPolicy = one([.nobody, Audience(members: ["p"]), .everyone])
            policy.requestInPolicy = one([.nobody, Audience(members: ["q"]), Audience(internal: true)])
            policy.requestOutOfPolicy = one([.nobody, Audience(members: ["r"]), .everyone])
        }
        policy.externalOrganizers = one([.accept, .approve, .decline, .ignore])
    }

    private mutating func dress(_ room: inout Resource) {
        room.units = chance(25) ? one([2, 3]) : 1
        if chance(35) { (room.setup, room.teardown) = (one([0, 900, 1_800]), one([0, 600, 3_600])) }
        if chance(20) { room.capacity = 10 }
        if chance(2) { room.disabled = true }
        if room.policy.openingHoursOnly || chance(10) { room.openingHours = makeHours() }
        if chance(15) {
            let first = CivilDate(daysSinceEpoch: Int(now.seconds / 86_400) + Int.random(in: 0...40, using: &random))
            room.closures = [
                Closure(
                    from: first, through: first.adding(days: one([0, 0, 1, 7])), names: LocalizedText("Closed"))
            ]
        }
    }

    private mutating func makeHours() -> OpeningHours {
        let shapes: [[(Int, Int)]] = [
            [(480, 1_140)], [(0, 1_440)], [(480, 720), (780, 1_080)], [(0, 150), (540, 1_440)], [],
        ]
        var weekly: [Weekday: [DailyRange]] = [:]
        for day in Weekday.allCases {
            weekly[day] = one([shapes[0], shapes[0], shapes[1], shapes[2], shapes[3], shapes[4]])
                .compactMap { DailyRange(from: $0.0, to: $0.1) }
        }
        var hours = OpeningHours(weekly: weekly)
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let date = CivilDate(daysSinceEpoch: Int(now.seconds / 86_400) + Int.random(in: 0...30, using: &random))
            hours.exceptions[date] = one(shapes).compactMap { DailyRange(from: $0.0, to: $0.1) }
        }
        return hours
    }

    // MARK: Steps

    private mutating func makeStep() -> ProofStep {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<18:
            let quarterHours: Int64 = one([1, 4, 96, 480, 1_920, 6_720, 43_200])
            let seconds = quarterHours * 900 + (chance(30) ? 450 : 0)
            now = now.adding(seconds)
            return .advance(seconds)
        case 18..<30 where !versions.isEmpty && hasManagers:
            let number = Int64.random(in: 0..<4, using: &random)
            return chance(80) ? .approve(number) : .refuse(number)
        case 18..<25 where !versions.isEmpty:
            return .cancel(one(versions.keys.sorted()))
        case 25..<50 where !versions.isEmpty:
            var ask = changed(versions[one(versions.keys.sorted())])
            ask.units = min(ask.units, rooms[ask.room].units)
            versions[ask.booking] = ask
            return .ask(ask)
        default:
            let number = Int64(versions.count + 1)
            var ask = ProofAsk(
                booking: number, room: Int.random(in: 0..<rooms.count, using: &random), series: makeSeries())
            if rooms[ask.room].units > 1 { ask.units = one([1, 1, 2, 3]) } else if chance(2) { ask.units = 2 }
            if chance(25) { ask.people = one([5, 10, 11]) }
            ask.isInternal = !chance(hasManagers ? 10 : 2)
            ask.person = one(["p", "p", "q", "r"])
            ask.isManager = chance(3)
            ask.units = min(ask.units, rooms[ask.room].units)
            versions[number] = ask
            return .ask(ask)
        }
    }

    private mutating func changed(_ old: ProofAsk?) -> ProofAsk {
        guard var ask = old else { return ProofAsk(booking: 1, room: 0, series: makeSeries()) }
        ask.keepsOldVersion = chance(50)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: ask.units = one([1, 1, 2, 3])
        case 1: ask.people = one([5, 10, 11, 12])
        case 2: ask.series = makeSeries()
        case 3: ask.series.overrides = []
        case 4, 5: addOverride(&ask.series)
        case 6: addExclusion(&ask.series)
        case 7: ask.series.dates.append(.time(makeTime()))
        case 8: if !ask.series.rules.isEmpty { ask.series.rules = [makeRule(ask.series.start)] }
        default:
            // The whole moves; exceptions stay with the identities that they had.
            let local = ask.series.start.civil.secondsSinceEpoch + one([-3_600, -1_800, 1_800, 3_600, 86_400, -86_400])
            let civil = CivilDateTime(secondsSinceEpoch: local)
            switch ask.series.start {
            case .zoned(_, let zone): ask.series.start = .zoned(civil, zone)
            case .floating: ask.series.start = .floating(civil)
            case .utc: ask.series.start = .utc(Instant(seconds: local))
            case .date: ask.series.start = .date(civil.date)
            }
        }
        return ask
    }

    // MARK: Series

    private static let clocks: [Int64] = [
        8 * 60, 9 * 60, 9 * 60, 9 * 60 + 30, 10 * 60, 10 * 60, 11 * 60, 13 * 60, 30, 90, 120, 150, 165, 180, 23 * 60,
        23 * 60 + 45,
    ]

    private mutating func makeCivil(days: ClosedRange<Int64>) -> CivilDateTime {
        let today = zone.wallClock(at: now.seconds) / 86_400
        let day = today + Int64.random(in: days, using: &random)
        let clock = isDuel || (hasManagers && chance(60)) ? one([540, 540, 570, 600, 150]) : one(Self.clocks)
        let jitter: Int64 = chance(10) ? one([5, 7, 15]) : 0
        return CivilDateTime(secondsSinceEpoch: day * 86_400 + (clock + jitter) * 60)
    }

    private mutating func makeTime() -> EventTime { .zoned(makeCivil(days: 0...40), zone) }

    private mutating func makeSeries() -> RecurrenceSet {
        let days: ClosedRange<Int64> = chance(80) ? 0...14 : chance(50) ? -20...3 : 0...100
        let civil = makeCivil(days: days)
        var set = RecurrenceSet(
            start: .zoned(civil, zone),
            length: .duration(EventDuration(seconds: one([1_800, 3_600, 3_600, 3_600, 5_400, 7_200, 10_800]))),
            zone: zone)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<10: set.start = .utc(zone.instant(of: civil))
        case 10..<16: set.start = .floating(civil)
        case 16..<22:
            set.start = .date(civil.date)
            set.length = chance(50) ? .duration(EventDuration(days: 1)) : .end(.date(civil.date.adding(days: 1)))
        case 22..<26: set.length = .duration(EventDuration(seconds: one([0, 25 * 3_600, 60])))
        case 26..<36:
            let end = CivilDateTime(secondsSinceEpoch: civil.secondsSinceEpoch + one([3_600, 5_400, 14_400]))
            set.length = .end(.zoned(end, zone))
        default: break
        }
        if chance(3) { set.blocks = false }
        guard chance(isDuel ? 90 : 62) else { return set }
        set.rules = [makeRule(set.start)]
        if chance(4) { set.rules.append(makeRule(set.start)) }
        for _ in 0..<one([0, 0, 0, 1, 2]) { addOverride(&set) }
        for _ in 0..<one([0, 0, 0, 1, 2]) { addExclusion(&set) }
        if chance(12) { addDate(&set) }
        if chance(2), !set.overrides.isEmpty { set.hasMaster = false }
        return set
    }

    private mutating func makeRule(_ start: EventTime) -> RecurrenceRule {
        let texts = [
            "FREQ=WEEKLY", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=5",
            "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;BYDAY=TU,WE,FR;WKST=SU;INTERVAL=2", "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=2", "FREQ=DAILY;INTERVAL=9", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "FREQ=MONTHLY",
            "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=-1,1", "FREQ=MONTHLY;BYDAY=-1FR",
            "FREQ=MONTHLY;BYDAY=1MO,3MO", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY;INTERVAL=5",
            "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        ]
        guard var rule = try? RecurrenceRule(parsing: one(texts)) else { return RecurrenceRule(frequency: .weekly) }
        if chance(prefersBounded ? 12 : isDuel ? 85 : 60) { return rule }
        let days = Int64.random(in: 5...one([30, 90, 500]), using: &random)
        let last = start.civil.secondsSinceEpoch + days * 86_400
        switch Int.random(in: 0..<4, using: &random) {
        case 0 where !start.isDate: rule.end = .until(.utc(Instant(seconds: last)))
        case 1 where !start.isDate: rule.end = .until(.local(CivilDateTime(secondsSinceEpoch: last + one([0, -60]))))
        case 2: rule.end = .until(.date(CivilDateTime(secondsSinceEpoch: last).date))
        default: rule.end = .count(Int.random(in: 1...one([5, 20, 70]), using: &random))
        }
        return rule
    }

    /// An identity of one of the first instances, or of a later one.
    private mutating func makeIdentity(_ set: RecurrenceSet) -> Int64 {
        var plain = set
        plain.overrides = []
        plain.hasMaster = true
        let found = NaiveExpansion(plain).instances(before: now.seconds + one([20, 60, 300]) * 86_400)
        return found.isEmpty ? plain.start.instant(in: zone).seconds : one(found.suffix(one([3, 12, 40]))).id
    }

    private mutating func time(_ seconds: Int64) -> EventTime {
        chance(30)
            ? .utc(Instant(seconds: seconds))
            : .zoned(CivilDateTime(secondsSinceEpoch: zone.wallClock(at: seconds)), zone)
    }

    private mutating func addExclusion(_ set: inout RecurrenceSet) {
        let id = makeIdentity(set)
        if chance(10), !set.start.isDate {
            set.excluded.append(.date(set.start.zone(default: zone).civil(at: Instant(seconds: id)).date))
        } else {
            set.excluded.append(.utc(Instant(seconds: id)))
        }
    }

    private mutating func addDate(_ set: inout RecurrenceSet) {
        let civil = makeCivil(days: chance(80) ? 0...40 : 0...900)
        let start = EventTime.zoned(civil, zone)
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            let end = CivilDateTime(secondsSinceEpoch: civil.secondsSinceEpoch + one([1_800, 7_200]))
            set.dates.append(.period(start: start, end: .zoned(end, zone)))
        case 1: set.dates.append(.periodDuration(start: start, EventDuration(seconds: one([900, 7_200]))))
        default: set.dates.append(.time(start))
        }
    }

    /// Moves, cancels or cuts the series at one instance; what moves likes to meet another booking.
    private mutating func addOverride(_ set: inout RecurrenceSet) {
        let id = makeIdentity(set)
        set.overrides.removeAll { $0.recurrenceID.instant(in: zone).seconds == id }
        var start = id + one([-7_200, -1_800, 0, 1_800, 3_600, 3_600, 86_400, -86_400, 3 * 86_400])
        if chance(30), let other = versions.isEmpty ? nil : versions[one(versions.keys.sorted())] {
            let near = makeIdentity(other.series)
            if abs(near - id) < 30 * 86_400 { start = near + one([0, 0, 1_800]) }
        }
        set.overrides.append(
            RecurrenceOverride(
                recurrenceID: .utc(Instant(seconds: id)), thisAndFuture: chance(25), start: time(start),
                length: .duration(EventDuration(seconds: one([1_800, 3_600, 3_600, 0, 7_200]))), blocks: !chance(20),
                tag: set.overrides.count + 1))
    }
}
