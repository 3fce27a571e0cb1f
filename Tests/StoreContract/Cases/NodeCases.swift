import BookingCore
import CalendarTime
import Scheduling
import Testing

extension StoreContract {
    static let nodeCases: [ContractCase] = [
        ContractCase("a second node shares the database or is refused clearly") { installation async throws in
            let first = try await installation.openNode()
            try await first.make(Sample.room("salle"))
            guard installation.servesSeveralNodes else {
                let error = await failure { _ = try await installation.openNode() }
                guard case .cannotOpen(let reason) = error as? StoreError else {
                    Issue.record("opened, or another error: \(String(describing: error))")
                    return
                }
                #expect(reason.contains("another server"))
                // The first goes on undisturbed.
                try await first.keep(Sample.booking(1, [Sample.range(1, 2)]))
                await first.close()
                return
            }
            let second = try await installation.openNode()
            #expect(try await second.withSnapshot { try $0.schedule(of: "salle").index.isEmpty })
            try await first.keep(Sample.booking(1, [Sample.range(1, 2)]))
            // The second node knew the schedule before the first changed it.
            try await second.withTransaction(locking: [.resource("salle")]) { transaction throws in
                #expect(try transaction.schedule(of: "salle").hasConflict(in: Sample.range(1, 2)))
                try transaction.save(Sample.booking(2, [Sample.range(2, 3)]))
            }
            #expect(try await first.withSnapshot { try $0.schedule(of: "salle").index.count } == 2)
            let epochs = [
                try await first.withSnapshot { try $0.storeEpoch() },
                try await second.withSnapshot { try $0.storeEpoch() },
            ]
            #expect(epochs[0] == epochs[1])
            await first.close()
            #expect(try await second.withSnapshot { try $0.schedule(of: "salle").index.count } == 2)
            await second.close()
        },
        ContractCase("a database opened again holds all that was acknowledged") { installation async throws in
            let first = try await installation.openNode()
            try await first.make(Sample.room("salle"))
            try await first.make(Sample.collection(), Sample.object("a", in: Sample.calendar))
            try await first.keep((Int64(1)...20).map { Sample.booking($0, [Sample.range($0, $0 + 1)]) })
            let before = try await first.withSnapshot { snapshot throws in
                (
                    try snapshot.storeEpoch(), try snapshot.siteSecret(), try snapshot.schedule(of: "salle").digest(),
                    try snapshot.changeNumber(of: "salle"), try snapshot.collection(Sample.calendar)?.changeNumber
                )
            }
            await first.close()
            let second = try await installation.openNode()
            try await second.withSnapshot { snapshot throws in
                #expect(try snapshot.storeEpoch() == before.0)
                #expect(try snapshot.siteSecret() == before.1)
                #expect(try snapshot.schedule(of: "salle").digest() == before.2)
                #expect(try snapshot.changeNumber(of: "salle") == before.3)
                #expect(try snapshot.collection(Sample.calendar)?.changeNumber == before.4)
            }
            try await second.keep(Sample.booking(21, [Sample.range(50, 51)]))
            #expect(try await second.withSnapshot { try $0.changeNumber(of: "salle") } == before.3 + 1)
            await second.close()
        },
    ]
}
