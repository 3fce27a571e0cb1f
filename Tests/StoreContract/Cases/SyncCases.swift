import BookingCore
import CalendarTime
import Scheduling
import Testing

/// What a client holds that follows a collection by its changes.
private struct Mirror {
    var members: [String: String] = [:]
    var since: Int64 = 0

    /// Reads until nothing is left; returns the number of answers.
    mutating func follow(_ snapshot: any BookingSnapshot, limit: Int) throws -> Int {
        var rounds = 0
        while true {
            rounds += 1
            let changes = try #require(try snapshot.changes(in: Sample.calendar, since: since, limit: limit))
            #expect(changes.changed.count + changes.removed.count <= limit)
            #expect(changes.changed.map(\.changeNumber) == changes.changed.map(\.changeNumber).sorted())
            for object in changes.changed { members[object.name] = object.etag }
            for name in changes.removed { members[name] = nil }
            #expect(changes.upTo > since || !changes.isTruncated)
            since = changes.upTo
            if !changes.isTruncated { return rounds }
        }
    }
}

extension StoreContract {
    static let syncCases: [ContractCase] = [
        .oneNode("tells changes in order, each member once with its present state") { store async throws in
            try await store.make(
                Sample.collection(), Sample.object("a", in: Sample.calendar), Sample.object("b", in: Sample.calendar),
                Sample.object("c", in: Sample.calendar))
            let start = try await store.withSnapshot { try $0.collection(Sample.calendar)?.changeNumber } ?? 0
            try await store.withTransaction(locking: [.collection(Sample.calendar)]) { transaction throws in
                try transaction.put(Sample.object("b", in: Sample.calendar, etag: "e2"))
                try transaction.put(Sample.object("d", in: Sample.calendar))
                try transaction.put(Sample.object("b", in: Sample.calendar, etag: "e3"))
                try transaction.delete("a", in: Sample.calendar)
                try transaction.put(Sample.object("e", in: Sample.calendar))
                try transaction.delete("e", in: Sample.calendar)
            }
            let changes = try await store.withSnapshot {
                try #require(try $0.changes(in: Sample.calendar, since: start, limit: 100))
            }
            #expect(changes.changed.map(\.name) == ["d", "b"])
            #expect(changes.changed.last?.etag == "e3")
            #expect(Set(changes.removed) == ["a", "e"])
            #expect(changes.upTo == start + 6)
            #expect(!changes.isTruncated)
        },
        .oneNode("an initial sync lists the members and no removed names") { store async throws in
            try await store.make(
                Sample.collection(), Sample.object("a", in: Sample.calendar), Sample.object("b", in: Sample.calendar))
            try await store.withTransaction(locking: [.collection(Sample.calendar)]) {
                _ = try $0.delete("a", in: Sample.calendar)
            }
            let changes = try await store.withSnapshot { try $0.changes(in: Sample.calendar, since: 0, limit: 100) }
            #expect(changes?.changed.map(\.name) == ["b"])
            #expect(changes?.removed == [])
        },
        .oneNode("a name that comes back is changed, not removed") { store async throws in
            try await store.make(Sample.collection(), Sample.object("a", in: Sample.calendar))
            let start = try await store.withSnapshot { try $0.collection(Sample.calendar)?.changeNumber } ?? 0
            try await store.withTransaction(locking: [.collection(Sample.calendar)]) { transaction throws in
                try transaction.delete("a", in: Sample.calendar)
                try transaction.put(Sample.object("a", in: Sample.calendar, etag: "e2"))
            }
            let changes = try await store.withSnapshot { try $0.changes(in: Sample.calendar, since: start, limit: 9) }
            #expect(changes?.changed.map(\.etag) == ["e2"])
            #expect(changes?.removed == [])
        },
        .oneNode("a change of the collection alone raises the number and tells nothing") { store async throws in
            try await store.make(Sample.collection(), Sample.object("a", in: Sample.calendar))
            let start = try await store.withSnapshot { try $0.collection(Sample.calendar)?.changeNumber } ?? 0
            try await store.make(Sample.collection())
            let changes = try await store.withSnapshot { try $0.changes(in: Sample.calendar, since: start, limit: 9) }
            #expect(changes == CollectionChanges(changed: [], removed: [], upTo: start + 1, isTruncated: false))
        },
        .oneNode("a number from the future is not known") { store async throws in
            try await store.make(Sample.collection())
            #expect(try await store.withSnapshot { try $0.changes(in: Sample.calendar, since: 99, limit: 9) } == nil)
        },
        .oneNode("a collection made again goes on with its numbers and forgets older tokens") { store async throws in
            try await store.make(Sample.collection(), Sample.object("a", in: Sample.calendar))
            let old = try await store.withSnapshot { try $0.collection(Sample.calendar)?.changeNumber } ?? 0
            try await store.withTransaction(locking: [.collection(Sample.calendar)]) {
                try $0.delete(Sample.calendar)
            }
            try await store.make(Sample.collection(), Sample.object("b", in: Sample.calendar))
            try await store.withSnapshot { snapshot throws in
                let number = try #require(try snapshot.collection(Sample.calendar)?.changeNumber)
                #expect(number > old + 1)
                #expect(try snapshot.changes(in: Sample.calendar, since: old, limit: 9) == nil)
                #expect(try snapshot.changes(in: Sample.calendar, since: 0, limit: 9)?.changed.map(\.name) == ["b"])
                #expect(try snapshot.changes(in: Sample.calendar, since: number, limit: 9)?.changed == [])
            }
        },
        .oneNode("a client that follows with any limit ends with the collection's members") { store async throws in
            try await store.make(Sample.collection())
            let seed = SplitMix.seed()
            var random = SplitMix(seed: seed)
            var mirrors: [Int: Mirror] = [1: Mirror(), 2: Mirror(), 7: Mirror(), 100: Mirror()]
            for step in 0..<25 {
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    let name = "o\(Int.random(in: 0..<12, using: &random))"
                    let isRemoval = Int.random(in: 0..<3, using: &random) == 0
                    try await store.withTransaction(locking: [.collection(Sample.calendar)]) { transaction throws in
                        if isRemoval {
                            try transaction.delete(name, in: Sample.calendar)
                        } else {
                            try transaction.put(Sample.object(name, in: Sample.calendar, etag: "\(step)"))
                        }
                    }
                }
                for limit in mirrors.keys.sorted() where step % 3 != limit % 3 || step == 24 {
                    let mirror = mirrors[limit] ?? Mirror()
                    let (after, members) = try await store.withSnapshot { snapshot throws in
                        var mirror = mirror
                        _ = try mirror.follow(snapshot, limit: limit)
                        let objects = try snapshot.objects(in: Sample.calendar, component: nil, window: nil)
                        return (mirror, Dictionary(uniqueKeysWithValues: objects.map { ($0.name, $0.etag) }))
                    }
                    #expect(after.members == members, "seed \(seed), limit \(limit)")
                    mirrors[limit] = after
                }
            }
        },
    ]
}
