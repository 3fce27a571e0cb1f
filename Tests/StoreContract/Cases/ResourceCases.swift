import BookingCore
import Scheduling
import Testing

extension StoreContract {
    static let resourceCases: [ContractCase] = [
        .oneNode("keeps a resource with every field") { store async throws in
            var room = Sample.room("salle", aliases: ["jaures@ville.example"], parts: ["nord", "sud"])
            room.capacity = 8
            room.floor = "2"
            room.features = ["projector"]
            room.policy.allowConflicts = true
            let saved = room
            try await store.make(saved)
            #expect(try await store.withSnapshot { try $0.resource("salle") } == saved)
            #expect(try await store.withSnapshot { try $0.resource("absente") } == nil)
        },
        .oneNode("lists resources by id") { store async throws in
            try await store.make(Sample.room("c"), Sample.room("a"), Sample.room("b"))
            #expect(try await store.withSnapshot { try $0.resources().map(\.id) } == ["a", "b", "c"])
        },
        .oneNode("answers with the newest definition, inside and outside of a transaction") { store async throws in
            try await store.make(Sample.room("salle"))
            for capacity in 1...3 {
                try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                    var room = try #require(try transaction.resource("salle"))
                    room.capacity = capacity
                    try transaction.save(room)
                    #expect(try transaction.resource("salle")?.capacity == capacity)
                    #expect(try transaction.resources().map(\.capacity) == [capacity])
                    try transaction.touch("salle")
                    #expect(try transaction.resource("salle")?.capacity == capacity)
                }
                #expect(try await store.withSnapshot { try $0.resource("salle")?.capacity } == capacity)
                #expect(try await store.withSnapshot { try $0.resources().map(\.capacity) } == [capacity])
            }
        },
        .oneNode("forgets a definition that was undone") { store async throws in
            try await store.make(Sample.room("salle"))
            _ = await failure {
                try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                    var room = Sample.room("salle")
                    room.capacity = 99
                    try transaction.save(room)
                    throw Abandoned()
                }
            }
            try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                #expect(try transaction.resource("salle")?.capacity == nil)
                try transaction.touch("salle")
            }
            #expect(try await store.withSnapshot { try $0.resource("salle")?.capacity } == nil)
        },
        .oneNode("knows which wholes a part belongs to") { store async throws in
            try await store.make(
                Sample.room("conseil", parts: ["nord", "sud"]), Sample.room("etage", parts: ["nord"]),
                Sample.room("nord"))
            #expect(try await store.withSnapshot { try $0.wholes(of: "nord") } == ["conseil", "etage"])
            #expect(try await store.withSnapshot { try $0.wholes(of: "sud") } == ["conseil"])
            try await store.make(Sample.room("conseil", parts: ["sud"]))
            #expect(try await store.withSnapshot { try $0.wholes(of: "nord") } == ["etage"])
            #expect(try await store.withSnapshot { try $0.wholes(of: "etage") } == [])
        },
        .oneNode("raises a resource's change number with every change to it, and no other's") { store async throws in
            #expect(try await store.withSnapshot { try $0.changeNumber(of: "salle") } == 0)
            try await store.make(Sample.room("salle"), Sample.room("autre"))
            let changes: [Write] = [
                { try $0.save(Sample.room("salle")) },
                { try $0.touch("salle") },
                { try $0.save(Sample.booking(1, [Sample.range(1, 2)])) },
                { try $0.save(Sample.booking(1, [Sample.range(1, 2)], state: .cancelled)) },
            ]
            var last = try await store.withSnapshot { try $0.changeNumber(of: "salle") }
            #expect(last > 0)
            for change in changes {
                try await store.withTransaction(locking: [.resource("salle")]) { try change($0) }
                let next = try await store.withSnapshot { try $0.changeNumber(of: "salle") }
                #expect(next > last)
                last = next
            }
            #expect(try await store.withSnapshot { try $0.changeNumber(of: "autre") } == 1)
        },
        .oneNode("gives each of many changes in one transaction its own number") { store async throws in
            try await store.make(Sample.room("salle"))
            let numbers = try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                try (Int64(1)...5).map { number in
                    try transaction.save(Sample.booking(number, [Sample.range(number, number + 1)]))
                    return try transaction.changeNumber(of: "salle")
                }
            }
            #expect(numbers == [2, 3, 4, 5, 6])
            #expect(try await store.withSnapshot { try $0.changeNumber(of: "salle") } == 6)
        },
    ]
}
