import Benchmark
import BookingCore
import CalendarTime

/// What could be had instead of half an hour that is taken, or of a weekly series over two years.
func alternativeBenchmarks() {
    let end = TownHall.firstHour.adding(BookingPolicy.defaultBookingWindow / TownHall.hour * TownHall.hour)
    let start = end.adding(-200 * TownHall.day)
    for count in [10, 100, 1_000] {
        measureAlternatives("alternatives | one hour, every second room is free | \(count)") {
            Offers(rooms: count, until: end, request: TownHall.request(start)) { number in number % 2 == 0 ? 0 : 1 }
        }
        measureAlternatives("alternatives | one hour, every room is full for 400 days | \(count)") {
            Offers(rooms: count, until: end, request: TownHall.request(start), step: TownHall.hour / 2) { _ in 0 }
        }
        measureAlternatives("alternatives | two years weekly, every second room is free | \(count)") {
            let series = TownHall.weekly(from: start, count: 104, length: TownHall.hour / 2)
            return Offers(rooms: count, until: end, request: TownHall.request(series)) { number in
                number % 2 == 0 ? 0 : 1
            }
        }
    }
}

/// A request that is declined, and the rooms that stand beside.
private struct Offers {
    var request: BookingRequest
    var decision: BookingDecision
    var context: EngineContext
    var rooms: [Resource] = []
    var contexts: [ResourceID: EngineContext] = [:]

    /// - Parameters:
    ///   - step: seconds from the start of one booking to that of the next, each half an hour long.
    ///   - shift: by how many half hours the bookings of a room lie later.
    init(
        rooms count: Int, until end: Instant, request: BookingRequest, step: Int64 = TownHall.hour,
        shift: (Int) -> Int
    ) {
        self.request = request
        let bookings = Int(BookingPolicy.defaultBookingWindow / step)
        func schedule(_ shift: Int) -> ResourceSchedule {
            TownHall.schedule(
                bookings: bookings, until: end.adding(Int64(shift) * TownHall.hour / 2), step: step,
                length: TownHall.hour / 2)
        }
        // Rooms with the same bookings share them, as copies of a schedule do.
        let schedules = [0: schedule(0), 1: schedule(1)]
        context = TownHall.context(TownHall.room(), schedules[0] ?? ResourceSchedule())
        decision = BookingEngine.decide(request, in: context, now: TownHall.now)
        for number in 0..<count {
            guard let id = ResourceID(validating: "salle-\(number)") else { continue }
            var room = TownHall.room()
            room.id = id
            rooms.append(room)
            contexts[id] = TownHall.context(room, schedules[shift(number)] ?? ResourceSchedule())
        }
    }

    func find() -> [Alternative] {
        AlternativeFinder.alternatives(
            to: request, decided: decision, in: context, among: rooms, now: TownHall.now
        ) { contexts[$0.id] }
    }
}

private func measureAlternatives(_ name: String, _ offers: @escaping () -> Offers) {
    measure(name, with: offers) { benchmark, offers in
        if offers.decision.verdict != .declined { return benchmark.error("\(offers.decision.verdict)") }
        for _ in benchmark.scaledIterations { blackHole(offers.find()) }
    }
}
