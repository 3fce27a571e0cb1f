import Benchmark
import BookingCore
import CalendarTime

/// A request and what it is decided against.
struct Question {
    var request: BookingRequest
    var context: EngineContext
    /// Why it is not the question that its name says.
    var failure: String?

    init(_ request: BookingRequest, _ context: EngineContext, expected: BookingDecision.Verdict) {
        self.request = request
        self.context = context
        let decision = BookingEngine.decide(request, in: context, now: TownHall.now)
        if decision.verdict != expected { failure = "\(decision.verdict), \(decision.reasons.prefix(1))" }
    }
}

func measureDecision(_ name: String, _ question: @escaping () -> Question) {
    measure(name, with: question) { benchmark, question in
        if let failure = question.failure { return benchmark.error(failure) }
        for _ in benchmark.scaledIterations {
            blackHole(BookingEngine.decide(question.request, in: question.context, now: TownHall.now))
        }
    }
}

let sizes = [1_000, 10_000, 100_000, 1_000_000]

/// One instance; the bookings are an hour apart and end with the window, or fill the window ever more densely.
func decisionBenchmarks() {
    let window = BookingPolicy.defaultBookingWindow
    let end = TownHall.firstHour.adding(window / TownHall.hour * TownHall.hour)
    let taken = end.adding(-20 * TownHall.day)
    for size in sizes {
        measureDecision("one | free | \(size)") {
            let room = TownHall.context(TownHall.room(), TownHall.schedule(bookings: size, until: end))
            return Question(TownHall.request(taken.adding(TownHall.hour / 2)), room, expected: .accepted)
        }
        measureDecision("one | taken | \(size)") {
            let room = TownHall.context(TownHall.room(), TownHall.schedule(bookings: size, until: end))
            return Question(TownHall.request(taken), room, expected: .declined)
        }
        measureDecision("one | free, all within 400 days | \(size)") {
            let step = max(2, window / Int64(size))
            var schedule = TownHall.schedule(bookings: size, until: end, step: step)
            // Room for one request in the middle of it.
            let middle = end.adding(-window / 2)
            let hole = TimeRange(start: middle, end: middle.adding(TownHall.hour / 2))
            for period in schedule.busy(in: hole) {
                let number = Int(period.booking.rawValue)
                let single = RecurrenceSet(single: period.range)
                schedule.apply(old: TownHall.booking(number, single, ranges: [period.range]), new: nil)
            }
            let room = TownHall.context(TownHall.room(), schedule)
            return Question(TownHall.request(middle), room, expected: .accepted)
        }
    }
}

/// Weekly series of two years and of other lengths.
func seriesBenchmarks() {
    func question(
        _ size: Int, weeks: Int = 104, ofBooked booked: Int64 = 106, step: Int64 = TownHall.hour,
        isTaken: Bool = false, window: Int64? = 20 * 366 * 86_400
    ) -> Question {
        let week = 7 * TownHall.day
        let first = TownHall.firstHour.adding(TownHall.day)
        let end = first.adding(booked * week)
        let room = TownHall.context(
            TownHall.room(window: window), TownHall.schedule(bookings: size, until: end, step: step))
        // The steps divide a week: in the free half of a step, or at a booking's start.
        let start = first.adding(isTaken ? 0 : step / 2)
        let series = TownHall.weekly(from: start, count: weeks, length: min(step / 2, TownHall.hour / 2))
        return Question(TownHall.request(series), room, expected: isTaken ? .declined : .accepted)
    }
    for size in [20_000, 100_000, 1_000_000] {
        measureDecision("two years | free, the past grows | \(size)") { question(size) }
    }
    for (size, step) in zip(sizes, [302_400, 30_240, 3_024, 300] as [Int64]) {
        measureDecision("two years | free, ever denser | \(size)") { question(size, step: step) }
        measureDecision("two years | free, ever denser, window of 400 days | \(size)") {
            question(size, step: step, window: BookingPolicy.defaultBookingWindow)
        }
        measureDecision("two years | taken every week | \(size)") {
            question(size, step: step, isTaken: true)
        }
    }
    for weeks in [13, 26, 52, 104, 208, 416] {
        measureDecision("length | free, 100,000 bookings | \(weeks)") {
            question(100_000, weeks: weeks, ofBooked: 418)
        }
    }
}

/// Weekly series without end against others.
func endlessBenchmarks() {
    let free = TownHall.weekly(quarterHour: 2)
    for count in [10, 25, 50, 100, 200, 400] {
        measureDecision("endless | free | \(count)") {
            let room = TownHall.context(TownHall.room(), TownHall.schedule(endlessSeries: count))
            return Question(TownHall.request(free), room, expected: .accepted)
        }
        measureDecision("endless | one instance beside them | \(count)") {
            let room = TownHall.context(TownHall.room(), TownHall.schedule(endlessSeries: count))
            let start = free.first(1).map(\.range.start).first ?? TownHall.now
            var request = TownHall.request(start)
            request.series = RecurrenceSet(single: TimeRange(start: start, end: start.adding(900)))
            return Question(request, room, expected: .accepted)
        }
        measure(
            "endless | one of them rolls on by a week | \(count)",
            with: {
                let room = TownHall.context(TownHall.room(), TownHall.schedule(endlessSeries: count))
                let horizon = TownHall.now.adding(BookingPolicy.defaultBookingWindow)
                let series = TownHall.weekly(quarterHour: TownHall.quarterHour(ofSeries: count - 1))
                let ranges = series.instances().prefix { $0.range.end <= horizon }.map(\.range)
                let booking = TownHall.booking(count, series, ranges: ranges, decidedThrough: horizon)
                return (booking, room, TownHall.now.adding(7 * TownHall.day))
            }
        ) { benchmark, rolled in
            for _ in benchmark.scaledIterations {
                blackHole(BookingEngine.extend(rolled.0, in: rolled.1, now: rolled.2))
            }
        }
    }
    measureDecision("endless | clashes with one of them for ever | 200") {
        let room = TownHall.context(TownHall.room(), TownHall.schedule(endlessSeries: 200))
        return Question(TownHall.request(TownHall.weekly(quarterHour: 300)), room, expected: .declined)
    }
    measureDecision("endless | daily, free | 200") {
        var schedule = ResourceSchedule()
        let horizon = TownHall.now.adding(BookingPolicy.defaultBookingWindow)
        // Every day of the week has its quarter of an hour at midnight free.
        for number in 0..<200 {
            let series = TownHall.weekly(quarterHour: number % 7 * 96 + 1 + number / 7)
            let ranges = series.instances().prefix { $0.range.end <= horizon }.map(\.range)
            let booking = TownHall.booking(number + 1, series, ranges: ranges, decidedThrough: horizon)
            schedule.apply(old: nil, new: booking)
        }
        let room = TownHall.context(TownHall.room(), schedule)
        return Question(TownHall.request(TownHall.weekly(quarterHour: 0, frequency: .daily)), room, expected: .accepted)
    }
    for size in sizes {
        measureDecision("endless | free, bookings and no series | \(size)") {
            let end = TownHall.firstHour.adding(BookingPolicy.defaultBookingWindow)
            let room = TownHall.context(TownHall.room(), TownHall.schedule(bookings: size, until: end))
            return Question(TownHall.request(TownHall.weekly(quarterHour: 3)), room, expected: .accepted)
        }
    }
}
