import BookingCore
import CalendarTime
import Scheduling
import Testing

extension StoreContract {
    /// Takes the range if it is free; false where it was taken.
    private static func take(
        _ range: TimeRange, as number: Int64, on room: ResourceID, in store: any BookingStore
    ) async throws -> Bool {
        try await store.withTransaction(locking: [.resource(room)]) { transaction throws in
            guard try transaction.schedule(of: room).conflicts(in: range, limit: 1).isEmpty else { return false }
            try transaction.save(Sample.booking(number, on: room, [range]))
            return true
        }
    }

    static let concurrencyCases: [ContractCase] = [
        ContractCase("of 64 transactions for one slot exactly one wins, on every node") { installation async throws in
            var nodes = [try await installation.openNode()]
            if installation.servesSeveralNodes {
                nodes.append(try await installation.openNode())
                nodes.append(try await installation.openNode())
            }
            try await nodes[0].make(Sample.room("salle"))
            for round in Int64(0)..<10 {
                let stores = nodes
                let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for client in Int64(0)..<64 {
                        group.addTask {
                            try await take(
                                Sample.range(round * 2, round * 2 + 2), as: round * 64 + client, on: "salle",
                                in: stores[Int(client) % stores.count])
                        }
                    }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(winners == 1)
            }
            for node in nodes {
                let schedule = try await node.withSnapshot { try $0.schedule(of: "salle") }
                #expect(schedule.index.count == 10)
                #expect(schedule.changeNumber == 11)
            }
            for node in nodes { await node.close() }
        },
        .oneNode("random overlapping requests never leave an overlap") { store async throws in
            let rooms: [ResourceID] = ["a", "b", "c"]
            for room in rooms { try await store.make(Sample.room(room)) }
            let seed = SplitMix.seed()
            var random = SplitMix(seed: seed)
            let requests = (Int64(1)...300).map { number in
                let start = Int64.random(in: 0...100, using: &random)
                return (
                    number: number, room: rooms[Int.random(in: 0..<3, using: &random)],
                    range: Sample.range(start, start + Int64.random(in: 1...6, using: &random))
                )
            }
            let taken = try await withThrowingTaskGroup(of: Int64?.self) { group in
                for request in requests {
                    group.addTask {
                        try await take(request.range, as: request.number, on: request.room, in: store)
                            ? request.number : nil
                    }
                }
                return try await group.reduce(into: Set<Int64>()) { if let number = $1 { $0.insert(number) } }
            }
            try await store.withSnapshot { snapshot throws in
                var stored: Set<Int64> = []
                for room in rooms {
                    let bookings = try snapshot.bookings(
                        BookingQuery(window: Sample.range(0, 1000), resources: [room], limit: 1000))
                    stored.formUnion(bookings.map(\.id.rawValue))
                    for (earlier, later) in zip(bookings, bookings.dropFirst()) {
                        #expect(earlier.instances[0].range.end <= later.instances[0].range.start, "seed \(seed)")
                    }
                    #expect(try snapshot.schedule(of: room).index.count == bookings.count, "seed \(seed)")
                }
                #expect(stored == taken, "seed \(seed)")
            }
        },
    ]
}
