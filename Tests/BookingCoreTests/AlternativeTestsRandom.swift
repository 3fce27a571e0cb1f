import CalendarTime
import Testing

@testable import BookingCore

/// Random houses: what is offered is what a search over everything finds, and is accepted when it is asked for.
@Suite struct AlternativeRandomTests {
    private typealias House = AlternativeHouse
    private static let rounds = SeededGenerator.isSoak ? 20_000 : 300
    /// A search over everything takes its time.
    private static let searches = SeededGenerator.isSoak ? 2_000 : 40

    @Test func `the nearest time is the nearest of all quarter hours`() {
        var random = SeededGenerator.printed("nearest time")
        var found = 0
        var none = 0
        for round in 0..<Self.searches {
            var house = randomHouse(&random)
            fill(&house, "jaures", &random)
            let request = house.request(
                RecurrenceSet(single: randomRange(house, &random)), units: Int.random(in: 1...2, using: &random))
            guard let asked = request.series.first(1).first?.range, house.decide(request).verdict == .declined,
                asked.start > house.now
            else { continue }
            let (offers, search) = house.alternatives(to: request)
            let offered = offers.first.flatMap { if case .otherTime(let range) = $0.offer { range } else { nil } }
            let expected = BruteForce(house: house, request: request, asked: asked).nearest()
            #expect(
                offered == expected,
                "round \(round): asked \(house.text(asked)), \(offered.map(house.text) ?? "none") instead of \(expected.map(house.text) ?? "none")"
            )
            #expect(search.judge.decisions <= TimeSearch.greatestDecisions)
            for offer in offers {
                guard case .otherTime(let range) = offer.offer else { continue }
                var again = request
                again.series = RecurrenceSet(single: range)
                #expect(house.decide(again).verdict == .accepted, "round \(round): \(house.text(range))")
            }
            if expected == nil { none += 1 } else { found += 1 }
        }
        #expect(found > Self.searches / 20 && none > 0)
    }

    @Test func `the rooms that are offered are the first of all that accept`() {
        var random = SeededGenerator.printed("other rooms")
        var number = 0
        for round in 0..<Self.rounds {
            let (house, request) = randomQuestion(&random)
            guard house.decide(request).verdict == .declined else { continue }
            let offers = house.alternatives(to: request, limit: 2).offers
            let rooms = offers.filter { $0.nearness != nil }.map(\.resource)
            let all = house.accepting(request)
            if request.series.isRecurring {
                let wholes = offers.filter { $0.offer == .otherResourceForSeries }.map(\.resource)
                #expect(wholes == Array(all.prefix(2)), "round \(round)")
            } else {
                let hasTime = rooms.count < offers.count
                #expect(rooms == Array(all.prefix(hasTime ? 1 : 2)), "round \(round)")
            }
            number += rooms.count
        }
        #expect(number > Self.rounds / 50)
    }

    @Test func `every offer is accepted when it is asked for`() {
        var random = SeededGenerator.printed("offers")
        var kinds: Set<String> = []
        for round in 0..<Self.rounds {
            let (house, request) = randomQuestion(&random)
            for offer in house.alternatives(to: request).offers {
                kinds.insert(String(String(describing: offer.offer).prefix { $0 != "(" }))
                #expect(
                    house.accepts(offer, insteadOf: request),
                    "round \(round): \(house.words(offer)) instead of \(request.series)")
            }
        }
        #expect(kinds.count == 5, "\(kinds)")
    }

    // MARK: Random values

    private func randomHouse(_ random: inout SeededGenerator) -> House {
        var house = House()
        house.zone = [ZoneRules.utc, House.paris].randomElement(using: &random) ?? .utc
        house.now = House.midnight.adding(Int64.random(in: 0...120, using: &random) * 86_400 + 8 * 3_600)
        var jaures = house.jaures
        func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }
        jaures.units = chance(3) ? 3 : 1
        if chance(3) { jaures.setup = [300, 900].randomElement(using: &random) ?? 0 }
        if chance(3) { jaures.teardown = [420, 1_800].randomElement(using: &random) ?? 0 }
        if chance(2) {
            let parts = [[(8, 12), (14, 18)], [(9, 17)], [(0, 24)], [(22, 24), (0, 6)]].randomElement(using: &random)
            let ranges = (parts ?? []).compactMap { DailyRange(from: $0.0 * 60, to: $0.1 * 60) }
            let days = Weekday.allCases.filter { _ in !chance(5) }
            jaures.openingHours = OpeningHours(weekly: Dictionary(uniqueKeysWithValues: days.map { ($0, ranges) }))
            jaures.policy.openingHoursOnly = chance(2)
        }
        if chance(3) {
            let from = house.zone.civil(at: house.now).date.adding(days: Int.random(in: -1...9, using: &random))
            let through = from.adding(days: Int.random(in: 0...6, using: &random))
            jaures.closures = [Closure(from: from, through: through, names: LocalizedText("Fête"))]
        }
        if chance(4) { jaures.policy.minimumNotice = Int64.random(in: 1...100, using: &random) * 1_800 }
        if chance(4) { jaures.policy.bookingWindow = Int64.random(in: 1...20, using: &random) * 43_200 }
        if chance(3) { jaures.policy.quotas.hoursPerWeek = Int64.random(in: 1...4, using: &random) * 3_600 }
        if chance(4) { jaures.policy.quotas.futureBookings = Int.random(in: 1...2, using: &random) }
        house.jaures = jaures
        if chance(3) {
            house.jaures.parts = ["nord"]
            house.rooms["nord"] = House.room("nord", 2) { $0.setup = 600 }
            fill(&house, "nord", &random)
        }
        if chance(3) {
            house.rooms["son"] = House.room("son", nil, kind: .equipment) { $0.teardown = 600 }
            house.companions["jaures"] = ["son"]
            house.jaures.companions = [Companion("son")]
            fill(&house, "son", &random)
        }
        if chance(3) {
            var own = house.take("jaures", [randomRange(house, &random)])
            own.organizer = house.request(own.series).organizer
            house.others["jaures"] = [own]
        }
        return house
    }

    private func randomRange(_ house: House, _ random: inout SeededGenerator) -> TimeRange {
        let day = Int64.random(in: 0...12, using: &random) * 86_400
        let step = ([900, 900, 900, 300, 60] as [Int64]).randomElement(using: &random) ?? 900
        let local = Int64.random(in: 0..<(86_400 / step), using: &random) * step
        let midnight = house.zone.instant(of: CivilDateTime(startOf: house.zone.civil(at: house.now).date))
        let start = midnight.adding(day + local)
        return TimeRange(start: start, end: start.adding(Int64.random(in: 1...16, using: &random) * 900))
    }

    private func fill(_ house: inout House, _ room: ResourceID, _ random: inout SeededGenerator) {
        let density = Int.random(in: 0...3, using: &random)
        let step = ([900, 900, 60] as [Int64]).randomElement(using: &random) ?? 900
        var start = house.now.adding(-3 * 86_400 - house.now.seconds % 900)
        while start < house.now.adding(30 * 86_400) {
            let length = Int64.random(in: 1...(14_400 / step), using: &random) * step
            house.take(room, [TimeRange(start: start, end: start.adding(length))])
            let gap = ([43_200, 14_400, 3_600, 900] as [Int64])[density] / step
            start = start.adding(length + Int64.random(in: 0...max(1, gap), using: &random) * step)
        }
        if density < 2, Int.random(in: 0..<2, using: &random) == 0 {
            let first = TimeRange(start: house.now.adding(-86_400), end: house.now.adding(-82_800))
            house.takeOpen(room, House.series(first, "FREQ=DAILY"))
        }
    }

    /// Some rooms, each in use a little, and a single event or a series that Salle Jaurès refuses at times.
    private func randomQuestion(_ random: inout SeededGenerator) -> (house: House, request: BookingRequest) {
        var house = House()
        let number = Int.random(in: 1...6, using: &random)
        for position in 0..<number {
            let name = "salle-\(position)"
            let room = House.room(
                name, Int.random(in: 8...14, using: &random), floor: "\(Int.random(in: 1...2, using: &random))",
                features: Bool.random(using: &random) ? ["video"] : []
            ) { room in
                switch Int.random(in: 0..<12, using: &random) {
                case 0: room.policy.allowRecurring = false
                case 1: room.policy.maximumDuration = 3_600
                case 2: room.units = 2
                case 3: room.policy.bookInPolicy = Audience(members: ["q"])
                case 4: room.setup = 1_800
                case 5: room.disabled = true
                case 6: room.policy.bookingWindow = 10 * 86_400
                default: break
                }
            }
            house.rooms[room.id] = room
        }
        house.jaures.features = Bool.random(using: &random) ? ["video"] : []
        house.jaures.policy.maximumConflictInstances = [0, 2, 8].randomElement(using: &random) ?? 8
        for id in house.rooms.keys.sorted() {
            for _ in 0..<Int.random(in: 0...(id == "jaures" ? 40 : 12), using: &random) {
                let start = House.midnight.adding(Int64.random(in: 32...700, using: &random) * 1_800)
                house.take(id, [TimeRange(start: start, end: start.adding(3_600))])
            }
        }
        let hour = Int64.random(in: 18...38, using: &random) * 1_800
        let start = House.midnight.adding(hour + Int64.random(in: 0...4, using: &random) * 86_400)
        let range = TimeRange(start: start, end: start.adding(Int64.random(in: 1...3, using: &random) * 1_800))
        let rules = ["FREQ=DAILY;COUNT=6", "FREQ=WEEKLY;COUNT=3", "FREQ=WEEKLY", "FREQ=DAILY;COUNT=14", "", ""]
        let rule = rules.randomElement(using: &random) ?? ""
        let series = rule.isEmpty ? RecurrenceSet(single: range) : House.series(range, rule)
        return (house, house.request(series, people: Int.random(in: 1...12, using: &random)))
    }
}

/// Looks at everything there is.
private struct BruteForce {
    let house: AlternativeHouse
    let request: BookingRequest
    let asked: TimeRange

    func nearest() -> TimeRange? {
        let local = house.zone.civil(at: asked.start)
        let aligned: Int64 = ([900, 300] as [Int64]).first { local.secondsSinceEpoch % $0 == 0 } ?? 60
        if let time = best(on: local.date, step: aligned) { return time }
        if aligned > 60, let time = best(on: local.date, step: 60) { return time }
        for offset in (1...14).flatMap({ [$0, -$0] }) {
            if let time = best(on: local.date.adding(days: offset), step: aligned) { return time }
        }
        return nil
    }

    /// Of all free starts of a day that nearest to the time of day that was asked for, the later of two.
    private func best(on date: CivilDate, step: Int64) -> TimeRange? {
        let midnight = house.zone.instant(of: CivilDateTime(startOf: date))
        let next = house.zone.instant(of: CivilDateTime(startOf: date.adding(days: 1)))
        let civil = house.zone.civil(at: asked.start)
        let wanted = house.zone.instant(
            of: CivilDateTime(date: date, hour: civil.hour, minute: civil.minute, second: 0)!)
        func distance(_ start: Instant) -> (UInt64, Int64) { ((start - wanted).magnitude, -start.seconds) }
        let starts = stride(from: midnight.seconds, to: next.seconds, by: Int(step)).map { Instant(seconds: $0) }
        for start in starts.sorted(by: { distance($0) < distance($1) }) where start >= house.now {
            let range = TimeRange(start: start, end: start.adding(asked.duration))
            if range != asked, isFree(range) { return range }
        }
        return nil
    }

    private func isFree(_ range: TimeRange) -> Bool {
        guard keepsHours(range) else { return false }
        var single = request
        single.series = RecurrenceSet(single: range)
        return house.decide(single).verdict == .accepted
    }

    /// Within the hours that what was asked keeps to.
    private func keepsHours(_ range: TimeRange) -> Bool {
        let hours = house.jaures.openingHours
        func isInside(_ range: TimeRange) -> Bool {
            let weekday = house.zone.civil(at: range.start).date.weekday.rawValue
            if hours == nil, weekday > 5, house.zone.civil(at: asked.start).date.weekday.rawValue <= 5 { return false }
            // All hours begin and end on quarters, and are an hour or more apart.
            return (0...range.duration / 900 + 1).allSatisfy { quarter in
                let civil = house.zone.civil(at: min(range.start.adding(quarter * 900), range.end.adding(-1)))
                let minutes = civil.hour * 60 + civil.minute
                guard let hours else { return (420..<1_200).contains(minutes) }
                return hours.ranges(on: civil.date).contains { $0.from <= minutes && minutes < $0.to }
            }
        }
        return !isInside(asked) || isInside(range)
    }
}

extension AlternativeHouse {
    /// Every room that accepts the whole request and can stand in for Salle Jaurès, in order.
    fileprivate func accepting(_ request: BookingRequest) -> [ResourceID] {
        let floor = jaures.floor
        return rooms.values.filter { room in
            room.id != "jaures" && !room.disabled && Set(room.features).isSuperset(of: jaures.features)
                && room.capacity ?? 0 >= ((request.attendeeCount ?? 0) > 1 ? request.attendeeCount ?? 0 : 10)
        }.filter { room in
            var other = request
            other.resource = room.id
            let decision = decide(other)
            return decision.verdict == .accepted && decision.laterClashes == nil
        }.sorted { a, b in
            (a.floor == floor ? 0 : 1, a.capacity ?? 0, a.id) < (b.floor == floor ? 0 : 1, b.capacity ?? 0, b.id)
        }.map(\.id)
    }

    /// Asks for what is offered.
    fileprivate func accepts(_ offer: Alternative, insteadOf request: BookingRequest) -> Bool {
        var request = request
        request.resource = offer.resource
        switch offer.offer {
        case .otherTime(let range): request.series = RecurrenceSet(single: range)
        case .otherResource, .otherResourceForSeries: break
        case .otherResourceForInstances(let times):
            request.series.hasMaster = false
            request.series.rules = []
            request.series.overrides = times.map(Self.override)
        case .otherTimeOfInstance(let time):
            request.series.overrides.append(Self.override(time))
            let moved = decide(request).instances.first { $0.recurrenceID == time.recurrenceID }
            return moved?.range == time.range && moved?.verdict == .accepted
        }
        return decide(request).verdict == .accepted
    }

    private static func override(_ time: Alternative.InstanceTime) -> RecurrenceOverride {
        RecurrenceOverride(
            recurrenceID: .utc(time.recurrenceID), start: .utc(time.range.start),
            length: .duration(EventDuration(seconds: time.range.duration)), tag: 1)
    }
}
