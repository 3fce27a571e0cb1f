import BookingCore
import Scheduling
import Testing

extension StoreContract {
    static let transactionCases: [ContractCase] = [
        .oneNode("returns the body's value after the commit") { store async throws in
            try await store.make(Sample.room("salle"))
            let value = try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                try transaction.save(Sample.booking(1, [Sample.range(9, 10)]))
                return 42
            }
            #expect(value == 42)
            #expect(try await store.withSnapshot { try $0.booking(BookingID(rawValue: 1)) } != nil)
        },
        .oneNode("passes on what the body throws and undoes its changes") { store async throws in
            try await store.make(Sample.room("salle"))
            let before = try await store.withSnapshot { try $0.changeNumber(of: "salle") }
            let error = await failure {
                try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                    try transaction.save(Sample.booking(1, [Sample.range(9, 10)]))
                    try transaction.append(Sample.outboxEntry("a"))
                    throw Abandoned(reason: 3)
                }
            }
            #expect(error as? Abandoned == Abandoned(reason: 3))
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.booking(BookingID(rawValue: 1)) == nil)
                #expect(try snapshot.changeNumber(of: "salle") == before)
                #expect(try snapshot.schedule(of: "salle").index.isEmpty)
                #expect(try snapshot.pendingOutbox(limit: 9).isEmpty)
            }
        },
        .oneNode("a throwing body undoes only itself among others that run at once") { store async throws in
            try await store.make(Sample.room("salle"))
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for number in Int64(0)..<60 {
                    group.addTask {
                        let error = await failure {
                            try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                                try transaction.save(
                                    Sample.booking(number, [Sample.range(number, number + 1)]))
                                if number % 3 == 0 { throw Abandoned() }
                            }
                        }
                        return error == nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(outcomes == 40)
            try await store.withSnapshot { snapshot throws in
                for number in Int64(0)..<60 {
                    #expect((try snapshot.booking(BookingID(rawValue: number)) == nil) == (number % 3 == 0))
                }
                #expect(try snapshot.schedule(of: "salle").index.count == 40)
                #expect(try snapshot.changeNumber(of: "salle") == 41)
            }
        },
        .oneNode("a body sees its own changes") { store async throws in
            try await store.make(Sample.room("salle"))
            try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                let before = try transaction.changeNumber(of: "salle")
                try transaction.save(Sample.booking(1, [Sample.range(9, 10)]))
                #expect(try transaction.schedule(of: "salle").hasConflict(in: Sample.range(9, 11)))
                #expect(try transaction.changeNumber(of: "salle") == before + 1)
                #expect(try transaction.schedule(of: "salle").changeNumber == before + 1)
                #expect(try transaction.booking(resource: "salle", uid: "uid-1")?.id == BookingID(rawValue: 1))
            }
        },
        .oneNode("a caller that goes away does not undo its transaction") { store async throws in
            try await store.make(Sample.room("salle"))
            let task = Task {
                try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                    try transaction.save(Sample.booking(1, [Sample.range(9, 10)]))
                }
            }
            task.cancel()
            _ = await task.result
            // Whatever the caller heard, the transaction is whole.
            try await store.withSnapshot { snapshot throws in
                let isThere = try snapshot.booking(BookingID(rawValue: 1)) != nil
                #expect(try snapshot.schedule(of: "salle").index.isEmpty == !isThere)
                #expect(isThere)
            }
        },
        .oneNode("a snapshot does not change while it reads and sees no uncommitted state") { store async throws in
            try await store.make(Sample.room("salle"), Sample.room("autre"))
            await withThrowingTaskGroup(of: Void.self) { group in
                for number in Int64(0)..<40 {
                    group.addTask {
                        try await store.withTransaction(locking: [.resource("salle"), .resource("autre")]) { tx in
                            let range = Sample.range(number, number + 1)
                            try tx.save(Sample.booking(number * 2, on: "salle", [range]))
                            if number % 4 == 1 { throw Abandoned() }
                            try tx.save(Sample.booking(number * 2 + 1, on: "autre", [range]))
                        }
                    }
                    group.addTask {
                        try await store.withSnapshot { snapshot throws in
                            // Both rooms always hold the same number of bookings.
                            let first = try snapshot.schedule(of: "salle")
                            let rows = try snapshot.bookings(
                                BookingQuery(window: Sample.range(0, 1000), resources: ["salle"], limit: 1000))
                            let second = try snapshot.schedule(of: "autre")
                            #expect(first.index.count == second.index.count)
                            #expect(first.index.count == rows.count)
                        }
                    }
                }
                while let result = await group.nextResult() {
                    if case .failure(let error) = result { #expect(error is Abandoned) }
                }
            }
        },
        .oneNode("refuses work after it was closed") { store async throws in
            await store.close()
            let read = await failure { try await store.withSnapshot { _ in } }
            let write = await failure { try await store.withTransaction(locking: []) { _ in } }
            #expect(read as? StoreError == .closed)
            #expect(write as? StoreError == .closed)
        },
    ]
}
