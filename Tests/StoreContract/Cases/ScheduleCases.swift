import BookingCore
import CalendarTime
import Scheduling
import Testing

extension StoreContract {
    static let scheduleCases: [ContractCase] = [
        .oneNode("a schedule holds what takes time, and knows its change number") { store async throws in
            try await store.make(Sample.room("salle"))
            try await store.keep(
                Sample.booking(1, [Sample.range(9, 10)]), Sample.booking(2, [Sample.range(11, 12)], state: .tentative),
                Sample.booking(3, [Sample.range(13, 14)], state: .cancelled))
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
                let verdict: InstanceVerdict = Bool.random(using: &random) ? .accepted : .tentative
                var booking = Sample.booking(number, Array(Set(ranges)), state: state, verdict: verdict)
                booking.instances.sort { $0.range.start < $1.range.start }
                booking.instances = booking.instances.enumerated().map { index, instance in
                    var instance = instance
                    instance.recurrenceID = Sample.at(Int64(index))
                    return instance
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
