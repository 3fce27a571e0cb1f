import BookingCore
import Scheduling
import Testing

extension Sample {
    static func room(_ id: ResourceID, capacity: Int) -> Resource {
        var room = room(id)
        room.capacity = capacity
        return room
    }

    static func policy(_ name: String, _ version: Int64, notice: Int64) -> NamedPolicy {
        var policy = BookingPolicy()
        policy.minimumNotice = notice
        policy.bookInPolicy = Audience(words: ["internal", "direction"])
        return NamedPolicy(name: name, version: version, policy: policy)
    }
}

extension StoreContract {
    static let versionCases: [ContractCase] = [
        .oneNode("keeps every definition that a resource had") { store async throws in
            try await store.make(Sample.room("salle", capacity: 1))
            try await store.keep(Sample.booking(1, [Sample.range(1, 2)]))
            try await store.make(Sample.room("salle", capacity: 2))
            try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                try transaction.touch("salle")
                try transaction.save(Sample.room("salle", capacity: 3))
                let newest = try transaction.version(of: "salle", at: 5)
                #expect(newest == ResourceVersion(number: 5, resource: Sample.room("salle", capacity: 3)))
                #expect(try transaction.version(of: "salle", at: 4)?.resource.capacity == 2)
            }
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.changeNumber(of: "salle") == 5)
                var found: [Int64: (Int64, Int?)] = [:]
                for number in Int64(-1)...7 {
                    found[number] = try snapshot.version(of: "salle", at: number).map {
                        ($0.number, $0.resource.capacity)
                    }
                }
                #expect(found[-1] == nil && found[0] == nil, "it did not exist")
                let numbers = (Int64(1)...7).map { found[$0]?.0 }
                #expect(numbers == [1, 1, 3, 3, 5, 5, 5])
                #expect((Int64(1)...7).map { found[$0]?.1 } == [1, 1, 2, 2, 3, 3, 3])
                #expect(try snapshot.version(of: "salle", at: 3)?.resource == Sample.room("salle", capacity: 2))
                #expect(try snapshot.version(of: "absente", at: 3) == nil)
            }
        },
        .oneNode("a definition that is saved again as it is makes a change and no version") { store async throws in
            try await store.make(Sample.room("salle", capacity: 1))
            try await store.make(Sample.room("salle", capacity: 1))
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.changeNumber(of: "salle") == 2)
                #expect(try snapshot.version(of: "salle", at: 2)?.number == 1)
                #expect(try snapshot.resource("salle") == Sample.room("salle", capacity: 1))
            }
            // There and back are two versions.
            try await store.make(Sample.room("salle", capacity: 2))
            try await store.make(Sample.room("salle", capacity: 1))
            try await store.withSnapshot { snapshot throws in
                let numbers = try (Int64(2)...4).map { try snapshot.version(of: "salle", at: $0)?.number }
                #expect(numbers == [1, 3, 4])
                #expect(try snapshot.resources().map(\.capacity) == [1])
            }
        },
        .oneNode("a version that was undone is none") { store async throws in
            try await store.make(Sample.room("salle", capacity: 1))
            _ = await failure {
                try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                    try transaction.save(Sample.room("salle", capacity: 2))
                    throw Abandoned()
                }
            }
            #expect(try await store.withSnapshot { try $0.version(of: "salle", at: 9)?.resource.capacity } == 1)
            // Its number is free again.
            try await store.make(Sample.room("salle", capacity: 3))
            #expect(try await store.withSnapshot { try $0.version(of: "salle", at: 2)?.resource.capacity } == 3)
        },
        .oneNode("keeps shared policies with their versions") { store async throws in
            #expect(try await store.withSnapshot { try $0.namedPolicies() }.isEmpty)
            let first = Sample.policy("salles", 1, notice: 10)
            let second = Sample.policy("salles", 2, notice: 20)
            let other = Sample.policy("Véhicules d’État", 7, notice: 30)
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.save(second)
                try transaction.save(other)
                try transaction.save(first)
                #expect(try transaction.namedPolicy("salles") == second)
            }
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.namedPolicies() == [other, second])
                #expect(try snapshot.namedPolicy("salles") == second)
                #expect(try snapshot.namedPolicy("absente") == nil)
                #expect(try snapshot.versions(ofPolicy: "salles") == [first, second])
                #expect(try snapshot.versions(ofPolicy: "absente").isEmpty)
            }
            _ = await failure {
                try await store.withTransaction(locking: []) { transaction throws in
                    try transaction.save(Sample.policy("salles", 3, notice: 0))
                    throw Abandoned()
                }
            }
            #expect(try await store.withSnapshot { try $0.namedPolicy("salles") } == second)
        },
    ]
}
