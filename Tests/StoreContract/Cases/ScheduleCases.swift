import BookingCore
import CalendarTime
import Scheduling
import Testing

extension StoreContract {
    static let scheduleCases: [ContractCase] = [
        .oneNode("a schedule holds what takes time, and knows its change number") { store async throws in
            try await store.make(Sample.room("salle"))
            try await store.keep(
                Sample.booking(1, [Sample.range(9, 10)]),
                Sample.booking(2, [Sample.range(11, 12)], state: .tentative, verdict: .tentative),
                Sample.booking(3, [Sample.range(13, 14)], state: .cancelled),
                Sample.booking(4, [Sample.range(15, 16)], state: .waitlisted))
            try await store.withSnapshot { snapshot throws in
                let schedule = try snapshot.schedule(of: "salle")
                #expect(schedule.changeNumber == (try snapshot.changeNumber(of: "salle")))
                let busy = schedule.busy(in: Sample.range(0, 24))
                #expect(busy.map(\.range) == [Sample.range(9, 10), Sample.range(11, 12)])
                #expect(busy.map(\.tentative) == [false, true])
                #expect(try snapshot.schedule(of: "absente").index.isEmpty)
            }
        },
        .oneNode("a schedule names its open series, oldest first") { store async throws in
            try await store.make(Sample.room("salle"))
            var series = Sample.booking(1, [Sample.range(9, 10)])
            series.series.rules = [try RecurrenceRule(parsing: "FREQ=DAILY")]
            series.decidedThrough = Sample.at(20)
            var older = series
            older.id = BookingID(rawValue: 2)
            older.uid = "u2"
            older.createdAt = Sample.at(-100)
            try await store.keep(series, older)
            try await store.withSnapshot { snapshot throws in
                let schedule = try snapshot.schedule(of: "salle")
                #expect(schedule.openSeries.map(\.booking.rawValue) == [2, 1])
                #expect(schedule.hasConflict(in: Sample.range(24 * 50 + 9, 24 * 50 + 10)))
            }
            var ended = older
            ended.state = .cancelled
            try await store.keep(ended)
            let open = try await store.withSnapshot { try $0.schedule(of: "salle").openSeries.map(\.booking.rawValue) }
            #expect(open == [1])
        },
        .oneNode("an instance that was ended early takes the time until then") { store async throws in
            try await store.make(Sample.room("salle"))
            var booking = Sample.booking(1, [Sample.range(9, 12), Sample.range(33, 34), Sample.range(57, 58)])
            booking.instances[0].checkedInAt = Sample.at(8)
            booking.instances[0].endedAt = Sample.at(10)
            booking.instances[1].endedAt = Sample.at(33)
            booking.instances[2].endedAt = Sample.at(99)
            let saved = booking
            try await store.keep(saved)
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.booking(saved.id) == saved)
                let busy = try snapshot.schedule(of: "salle").busy(in: Sample.range(0, 100))
                #expect(busy.map(\.range) == [Sample.range(9, 10), Sample.range(57, 58)])
                func isFound(_ from: Int64, _ to: Int64, inactive: Bool) throws -> Bool {
                    let window = Sample.range(from, to)
                    return try [nil, "person:camille"].map { organizer in
                        try !snapshot.bookings(
                            BookingQuery(window: window, organizer: organizer, includesInactive: inactive)
                        ).isEmpty
                    } == [true, true]
                }
                #expect(try isFound(9, 10, inactive: false))
                #expect(try !isFound(10, 12, inactive: true), "that time is free for others")
                #expect(try !isFound(33, 34, inactive: false))
                #expect(try isFound(33, 34, inactive: true), "it was to take place then")
            }
        },
        .oneNode("a schedule is offered without its key, and is the same one") { store async throws in
            try await store.make(Sample.room("salle"))
            try await store.keep(Sample.booking(1, [Sample.range(9, 10)]))
            try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                try transaction.save(Sample.booking(2, [Sample.range(11, 12)]))
                let offered = try transaction.offeredSchedule(of: "salle")
                #expect(offered.changeNumber == (try transaction.changeNumber(of: "salle")))
                #expect(offered.digest() == (try transaction.schedule(of: "salle").digest()))
                #expect(offered.index.count == 2)
            }
            let runs = Counter()
            try await store.withTransaction(locking: []) { transaction throws in
                runs.increment()
                #expect(try transaction.offeredSchedule(of: "salle").index.count == 2)
                #expect(try transaction.offeredSchedule(of: "absente").index.isEmpty)
            }
            #expect(runs.value == 1)
            #expect(try await store.withSnapshot { try $0.offeredSchedule(of: "salle").index.count } == 2)
        },
        ContractCase("a schedule is the same on a node that has seen nothing of its making") {
            installation async throws in
            let first = try await installation.openNode()
            try await first.make(Sample.room("salle"))
            var pending = Sample.booking(1, [Sample.range(9, 10), Sample.range(33, 34)], state: .tentative)
            pending.instances[1].verdict = .tentative
            pending.series.rules = [try RecurrenceRule(parsing: "FREQ=DAILY")]
            pending.decidedThrough = Sample.at(40)
            var approved = pending
            approved.id = BookingID(rawValue: 2)
            approved.uid = "autre"
            approved.state = .confirmed
            approved.instances[1].verdict = .accepted
            approved.approvedAt = Sample.at(2)
            var ended = Sample.booking(3, [Sample.range(11, 14)])
            ended.instances[0].endedAt = Sample.at(12)
            try await first.keep([pending, approved, ended])
            let known = try await first.withSnapshot { try $0.schedule(of: "salle") }
            await first.close()
            let second = try await installation.openNode()
            let read = try await second.withSnapshot { try $0.schedule(of: "salle") }
            #expect(read.digest() == known.digest())
            #expect(read.openSeries == known.openSeries)
            #expect(read.changeNumber == known.changeNumber)
            await second.close()
        },
        .oneNode("a schedule is the same by changes and by reading the bookings again") { store async throws in
            try await store.make(Sample.room("salle"))
            let seed = SplitMix.seed()
            var random = SplitMix(seed: seed)
            for _ in 0..<60 {
                let number = Int64.random(in: 1...12, using: &random)
                let ranges = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    let start = Int64.random(in: 0...300, using: &random)
                    return Sample.range(start, start + Int64.random(in: 0...40, using: &random))
                }
                let state = BookingState.allCases.randomElement(using: &random) ?? .confirmed
                var booking = Sample.booking(number, Array(Set(ranges)), state: state)
                booking.instances.sort { $0.range.start < $1.range.start }
                booking.instances = booking.instances.enumerated().map { index, instance in
                    var instance = instance
                    instance.recurrenceID = Sample.at(Int64(index))
                    instance.verdict =
                        [.accepted, .accepted, .tentative, .cancelled].randomElement(using: &random) ?? .accepted
                    if Int.random(in: 0..<3, using: &random) == 0 {
                        let early = Int64.random(in: -2...42, using: &random)
                        instance.endedAt = instance.range.start.adding(early * 3600)
                    }
                    return instance
                }
                if Int.random(in: 0..<4, using: &random) == 0 {
                    booking.series.rules = [try RecurrenceRule(parsing: "FREQ=DAILY")]
                    booking.decidedThrough = Sample.at(400)
                    booking.createdAt = Sample.at(Int64.random(in: -9...0, using: &random))
                    if Bool.random(using: &random) { booking.approvedAt = Sample.at(1) }
                }
                booking.units = Int.random(in: 1...3, using: &random)
                let saved = booking
                let isUndone = Int.random(in: 0..<5, using: &random) == 0
                _ = await failure {
                    try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                        _ = try transaction.schedule(of: "salle")
                        try transaction.save(saved)
                        if isUndone { throw Abandoned() }
                    }
                }
                try await store.withSnapshot { snapshot throws in
                    var expected = ResourceSchedule()
                    for number in Int64(1)...12 {
                        expected.apply(old: nil, new: try snapshot.booking(BookingID(rawValue: number)))
                    }
                    let found = try snapshot.schedule(of: "salle")
                    #expect(found.digest() == expected.digest(), "seed \(seed)")
                }
            }
        },
    ]
}
