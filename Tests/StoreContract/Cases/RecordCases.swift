import BookingCore
import CalendarTime
import Scheduling
import Testing

extension Sample {
    static func outboxEntry(_ identity: String) -> OutboxEntry {
        OutboxEntry(
            kind: .mail, recipient: "x@ailleurs.example", sender: "salle@ville.example", identity: identity,
            body: "BEGIN:VCALENDAR\r\n…", createdAt: at(0))
    }
}

extension StoreContract {
    static let recordCases: [ContractCase] = [
        .oneNode("the outbox gives the oldest entries until they are removed") { store async throws in
            try await store.withTransaction(locking: []) { transaction throws in
                for identity in ["a", "b", "c"] { try transaction.append(Sample.outboxEntry(identity)) }
            }
            let entries = try await store.withSnapshot { try $0.pendingOutbox(limit: 2) }
            #expect(entries.map(\.identity) == ["a", "b"])
            let first = try #require(entries.first)
            var expected = Sample.outboxEntry("a")
            expected.id = first.id
            #expect(first == expected)
            #expect(first.id != 0)
            try await store.withTransaction(locking: []) { transaction throws in
                for entry in try transaction.pendingOutbox(limit: 9) { try transaction.removeOutbox(entry.id) }
                try transaction.append(Sample.outboxEntry("d"))
            }
            let rest = try await store.withSnapshot { try $0.pendingOutbox(limit: 9) }
            #expect(rest.map(\.identity) == ["d"])
            #expect(!entries.map(\.id).contains(rest[0].id), "an id is never used again")
        },
        .oneNode("the first answer under a key stays, until it is dropped by age") { store async throws in
            let answer = StoredAnswer(
                personID: "camille", key: "k", requestDigest: "d1", status: 201, body: "{}", createdAt: Sample.at(5))
            let later = StoredAnswer(
                personID: "camille", key: "k", requestDigest: "d2", status: 409, body: "", createdAt: Sample.at(6))
            let other = StoredAnswer(
                personID: "bruno", key: "k", requestDigest: "d3", status: 202, body: "", createdAt: Sample.at(9))
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.keep(answer)
                try transaction.keep(later)
                try transaction.keep(other)
            }
            #expect(try await store.withSnapshot { try $0.storedAnswer(personID: "camille", key: "k") } == answer)
            #expect(try await store.withSnapshot { try $0.storedAnswer(personID: "camille", key: "x") } == nil)
            try await store.withTransaction(locking: []) { try $0.dropAnswers(before: Sample.at(6)) }
            #expect(try await store.withSnapshot { try $0.storedAnswer(personID: "camille", key: "k") } == nil)
            #expect(try await store.withSnapshot { try $0.storedAnswer(personID: "bruno", key: "k") } == other)
        },
        .oneNode("an answer is kept with its booking or not at all") { store async throws in
            try await store.make(Sample.room("salle"))
            _ = await failure {
                try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                    try transaction.save(Sample.booking(1, [Sample.range(1, 2)]))
                    try transaction.keep(
                        StoredAnswer(
                            personID: "camille", key: "k", requestDigest: "d", status: 201, body: "",
                            createdAt: Sample.at(0)))
                    throw Abandoned()
                }
            }
            #expect(try await store.withSnapshot { try $0.storedAnswer(personID: "camille", key: "k") } == nil)
        },
        .oneNode("keeps decisions in order, with every field") { store async throws in
            let id = BookingID(rawValue: 77)
            let first = DecisionRecord(
                booking: id, resource: "salle", decidedAt: Sample.at(0), door: .caldav, requester: nil,
                verdict: .declined, reasons: [.tooLong(maximum: 3600), .notPermitted],
                scheduleVersions: ["salle": 4, "salle.nord-2": 9], series: [0, 1, 255], units: 2)
            let second = DecisionRecord(
                booking: id, resource: "salle", decidedAt: Sample.at(0), door: .json, requester: "camille",
                verdict: .accepted, reasons: [], scheduleVersions: [:], series: [], units: 1)
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.append(first)
                try transaction.append(second)
            }
            #expect(try await store.withSnapshot { try $0.decisions(about: id) } == [first, second])
            #expect(try await store.withSnapshot { try $0.decisions(about: BookingID(rawValue: 1)) }.isEmpty)
        },
        .oneNode("gives the newest audit records of a resource first") { store async throws in
            let records = (0..<5).map { (index: Int) -> AuditRecord in
                AuditRecord(
                    at: Sample.at(0), actor: index == 0 ? nil : "camille", door: .commandLine, action: .bookingChanged,
                    resource: index == 4 ? nil : "salle", booking: BookingID(rawValue: Int64(-index)),
                    subject: index == 1 ? "x" : nil)
            }
            try await store.withTransaction(locking: []) { transaction throws in
                for record in records { try transaction.append(record) }
            }
            let found = try await store.withSnapshot { try $0.auditRecords(of: "salle", limit: 3) }
            #expect(found == [records[3], records[2], records[1]])
        },
    ]
}
