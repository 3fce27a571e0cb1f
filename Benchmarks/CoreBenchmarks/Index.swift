import Benchmark
import BookingCore
import CalendarTime
import Peers

/// 1,000 rooms of 1,000 bookings each, and what is asked of them, the same for us and for the peers.
struct Rooms {
    static let rooms = 1_000
    static let bookings = 1_000
    /// Seconds between the starts of two neighbours in a room.
    static let step: Int64 = 7_200

    struct Ask {
        var room: Int
        var range: TimeRange
    }

    /// By room: taken ranges of a quarter to a whole hour, all within their step.
    var taken: [[TimeRange]] = []
    /// In no order, about half of them free.
    var asks: [Ask] = []
    /// Free ranges, one of each room and step, in no order.
    var gaps: [Ask] = []

    /// - Parameter unit: what all times are multiples of: 900 for quarter hours, 1 for any second.
    init(unit: Int64) {
        var randomness = Randomness(seed: 20_261_123)
        let first = TownHall.now.seconds / 7_200 * 7_200
        func random(_ range: ClosedRange<Int64>) -> Int64 {
            Int64.random(in: range.lowerBound / unit...range.upperBound / unit, using: &randomness) * unit
        }
        for room in 0..<Self.rooms {
            taken.append(
                (0..<Self.bookings).map { number in
                    let start = first + Int64(number) * Self.step + random(0...1_800)
                    return TimeRange(
                        start: Instant(seconds: start), end: Instant(seconds: start + random(900...3_600)))
                })
            for number in 0..<64 {
                let start = Instant(seconds: first + Int64(number * 15) * Self.step + 5_400)
                gaps.append(Ask(room: room, range: TimeRange(start: start, end: start.adding(1_800))))
            }
        }
        asks = (0..<65_536).map { _ in
            let start = Instant(seconds: first + random(0...Int64(Self.bookings) * Self.step))
            let length = random(900...3_600)
            let room = Int.random(in: 0..<Self.rooms, using: &randomness)
            return Ask(room: room, range: TimeRange(start: start, end: start.adding(length)))
        }
        gaps.shuffle(using: &randomness)
    }

    /// Inserted in no order, as bookings arrive.
    private func eachTaken(_ body: (Int, TimeRange, Int) -> Void) {
        var randomness = Randomness(seed: 7)
        var numbers = Array(0..<Self.rooms * Self.bookings)
        numbers.shuffle(using: &randomness)
        for number in numbers {
            body(number % Self.rooms, taken[number % Self.rooms][number / Self.rooms], number)
        }
    }

    func indexes() -> [IntervalIndex] {
        var indexes = [IntervalIndex](repeating: IntervalIndex(), count: Self.rooms)
        eachTaken { room, range, number in
            indexes[room].insert(range, BookingSlot(booking: BookingID(rawValue: Int64(number))))
        }
        return indexes
    }

    func maps() -> OpaquePointer? {
        let maps = map_rooms_create(Int64(Self.rooms))
        eachTaken { room, range, number in
            _ = map_rooms_check_insert(maps, Int64(room), range.start.seconds, range.end.seconds, Int64(number))
        }
        return maps
    }

    func database() -> OpaquePointer? {
        let database = sqlite_rooms_create(Int64(Self.rooms))
        for (room, ranges) in taken.enumerated() {
            for range in ranges {
                sqlite_rooms_insert(database, Int64(room), range.start.seconds, range.end.seconds)
            }
        }
        sqlite_rooms_prepare(database)
        return database
    }

    func finder() -> AvailabilityIndex {
        let first = Instant(seconds: taken[0][0].start.seconds)
        var finder = AvailabilityIndex(from: first, days: Self.bookings * 7_200 / 86_400 + 2)
        for (number, ranges) in taken.enumerated() {
            guard let id = ResourceID(validating: "salle-\(number)") else { continue }
            var schedule = ResourceSchedule()
            let booking = TownHall.booking(number, RecurrenceSet(single: ranges[0]), ranges: ranges)
            schedule.apply(old: nil, new: booking)
            let room = Resource(
                id: id, names: LocalizedText("Salle"), address: "\(id)@ville.example", zone: "Europe/Paris")
            finder.update(room, schedule: schedule)
        }
        return finder
    }
}

func indexBenchmarks() {
    for (name, unit) in [("any second", Int64(1)), ("quarter hours", 900)] {
        measure(
            "check | IntervalIndex | \(name)", configuration: .thousands,
            with: {
                let rooms = Rooms(unit: unit)
                return (asks: rooms.asks, indexes: rooms.indexes())
            }
        ) { benchmark, state in
            let (asks, indexes, from) = (state.asks, state.indexes, benchmark.currentIteration &* 1_000)
            var free = 0
            for number in benchmark.scaledIterations {
                let ask = asks[(from &+ number) & 65_535]
                if !indexes[ask.room].hasConflict(ask.range) { free += 1 }
            }
            blackHole(free)
        }
        measure(
            "check | std::map | \(name)", configuration: .thousands,
            with: {
                let rooms = Rooms(unit: unit)
                return (asks: rooms.asks, maps: rooms.maps())
            }
        ) { benchmark, state in
            let (asks, maps, from) = (state.asks, state.maps, benchmark.currentIteration &* 1_000)
            var free = 0
            for number in benchmark.scaledIterations {
                let ask = asks[(from &+ number) & 65_535]
                if !map_rooms_has_conflict(
                    maps, Int64(ask.room), ask.range.start.seconds, ask.range.end.seconds)
                {
                    free += 1
                }
            }
            blackHole(free)
        }
    }
    insertBenchmarks()
    memoryBenchmarks()
}

/// What a million bookings take, divided by their number.
private func memoryBenchmarks() {
    let bytes = BenchmarkMetric.custom("bytes")
    var configuration = Benchmark.defaultConfiguration
    configuration.metrics = [bytes, .throughput]
    configuration.warmupIterations = 0
    configuration.maxIterations = 1
    let number = Rooms.rooms * Rooms.bookings
    // The time of building is of no interest, and over two seconds the runner loses the result.
    measure("memory | IntervalIndex | bytes", configuration: configuration, with: { Rooms(unit: 1) }) {
        benchmark, rooms in
        let before = heap_in_use()
        let indexes = rooms.indexes()
        benchmark.startMeasurement()
        benchmark.measurement(bytes, Int(heap_in_use() - before) / number)
        benchmark.stopMeasurement()
        blackHole(indexes.count)
    }
    measure("memory | std::map | bytes", configuration: configuration, with: { Rooms(unit: 1) }) { benchmark, rooms in
        let before = heap_in_use()
        let maps = rooms.maps()
        benchmark.startMeasurement()
        benchmark.measurement(bytes, Int(heap_in_use() - before) / number)
        benchmark.stopMeasurement()
        map_rooms_destroy(maps)
    }
}

/// Each run puts a thousand bookings where it is free and takes them out again when the time has been taken.
private func insertBenchmarks() {
    measure(
        "check and insert | IntervalIndex | any second", configuration: .thousands,
        with: {
            let rooms = Rooms(unit: 1)
            return Insertions(gaps: rooms.gaps, indexes: rooms.indexes())
        }
    ) { benchmark, state in
        let from = benchmark.currentIteration &* 1_000
        benchmark.startMeasurement()
        for number in benchmark.scaledIterations {
            let gap = state.gaps[(from &+ number) % state.gaps.count]
            if !state.indexes[gap.room].hasConflict(gap.range) {
                state.indexes[gap.room].insert(gap.range, BookingSlot(booking: BookingID(rawValue: 0)))
            }
        }
        benchmark.stopMeasurement()
        for number in benchmark.scaledIterations {
            let gap = state.gaps[(from &+ number) % state.gaps.count]
            state.indexes[gap.room].remove(gap.range, BookingSlot(booking: BookingID(rawValue: 0)))
        }
    }
    measure(
        "check and insert | std::map | any second", configuration: .thousands,
        with: {
            let rooms = Rooms(unit: 1)
            return (gaps: rooms.gaps, maps: rooms.maps())
        }
    ) { benchmark, state in
        let from = benchmark.currentIteration &* 1_000
        benchmark.startMeasurement()
        for number in benchmark.scaledIterations {
            let gap = state.gaps[(from &+ number) % state.gaps.count]
            blackHole(
                map_rooms_check_insert(
                    state.maps, Int64(gap.room), gap.range.start.seconds, gap.range.end.seconds, 0))
        }
        benchmark.stopMeasurement()
        for number in benchmark.scaledIterations {
            let gap = state.gaps[(from &+ number) % state.gaps.count]
            map_rooms_remove(state.maps, Int64(gap.room), gap.range.start.seconds)
        }
    }
}

/// Shared between the runs, so that they change it in place.
private final class Insertions {
    let gaps: [Rooms.Ask]
    var indexes: [IntervalIndex]

    init(gaps: [Rooms.Ask], indexes: [IntervalIndex]) {
        self.gaps = gaps
        self.indexes = indexes
    }
}

func finderBenchmarks() {
    for (name, unit) in [("any second", Int64(1)), ("quarter hours", 900)] {
        measure(
            "finder | AvailabilityIndex | \(name)",
            with: {
                let rooms = Rooms(unit: unit)
                return (asks: rooms.asks, finder: rooms.finder())
            }
        ) { benchmark, state in
            let ask = state.asks[benchmark.currentIteration & 65_535]
            blackHole(state.finder.freeCount(in: ask.range))
        }
        measure(
            "finder | SQLite | \(name)",
            with: {
                let rooms = Rooms(unit: unit)
                return (asks: rooms.asks, database: rooms.database())
            }
        ) { benchmark, state in
            let range = state.asks[benchmark.currentIteration & 65_535].range
            blackHole(sqlite_rooms_free(state.database, range.start.seconds, range.end.seconds))
        }
    }
}
