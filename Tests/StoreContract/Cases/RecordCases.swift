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
                verdict: .accepted, reasons: [], scheduleVersions: [:], series: [], units: 1,
                resourceVersion: 12, facts: [7, 0, 255])
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.append(first)
                try transaction.append(second)
            }
            #expect(try await store.withSnapshot { try $0.decisions(about: id) } == [first, second])
            #expect(try await store.withSnapshot { try $0.decisions(about: BookingID(rawValue: 1)) }.isEmpty)
        },
        .oneNode("gives decisions by their time, on all resources or on some, page by page") { store async throws in
            func record(_ booking: Int64, at hour: Int64, on resource: ResourceID, units: Int = 1) -> DecisionRecord {
                DecisionRecord(
                    booking: BookingID(rawValue: booking), resource: resource, decidedAt: Sample.at(hour), door: .json,
                    requester: nil, verdict: .waitlisted, reasons: [], scheduleVersions: [:], series: [], units: units)
            }
            let records = [
                record(5, at: 3, on: "a"), record(-4, at: 3, on: "b"), record(5, at: 3, on: "a", units: 2),
                record(1, at: 2, on: "c"), record(5, at: 9, on: "b"), record(6, at: 4, on: "a"),
                record(5, at: 1, on: "a", units: 9),
            ]
            try await store.withTransaction(locking: []) { transaction throws in
                for record in records { try transaction.append(record) }
            }
            let ordered = [3, 1, 0, 2, 5, 4].map { records[$0] }
            try await store.withSnapshot { snapshot throws in
                for limit in [1, 2, 4, 6, 100] {
                    var pages: [(place: DecisionPlace, record: DecisionRecord)] = []
                    while true {
                        let page = try snapshot.decisions(
                            since: Sample.at(2), on: nil, after: pages.last?.place, limit: limit)
                        #expect(page.count <= limit)
                        if page.isEmpty { break }
                        pages += page
                    }
                    #expect(pages.map(\.record) == ordered)
                    #expect(pages.map(\.place.order) == [1, 1, 1, 2, 1, 3])
                    #expect(pages.map(\.place.booking) == ordered.map(\.booking))
                }
                func units(on resources: [ResourceID], since hour: Int64) throws -> [Int] {
                    try snapshot.decisions(since: Sample.at(hour), on: resources, after: nil, limit: 9)
                        .map(\.record.units)
                }
                #expect(try units(on: ["a"], since: 0) == [9, 1, 2, 1])
                #expect(try units(on: ["c", "a", "absente", "a"], since: 2) == [1, 1, 2, 1])
                #expect(try units(on: [], since: 0) == [])
                #expect(try units(on: ["a"], since: 10) == [])
                let before = DecisionPlace(decidedAt: Sample.at(0), booking: BookingID(rawValue: 9), order: 1)
                let late = try snapshot.decisions(since: Sample.at(4), on: nil, after: before, limit: 9)
                #expect(late.map(\.record) == [records[5], records[4]])
                #expect(try snapshot.decisions(since: Sample.at(0), on: nil, after: nil, limit: 0).isEmpty)
            }
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
        .oneNode("chains audit records, pages through them, and keeps the roots over the chains") {
            store async throws in
            let actions: [AuditRecord.Action] = [
                .bookingCreated, .bookingChanged, .personSaved, .bookingEnded, .feedCreated,
            ]
            let records = actions.enumerated().map { index, action in
                AuditRecord(
                    at: Sample.at(Int64(index)), actor: index % 2 == 0 ? "ada" : nil, door: .json, action: action,
                    resource: action == .personSaved ? nil : "salle")
            }
            try await store.withTransaction(locking: []) { transaction throws in
                for record in records { try transaction.append(record) }
            }
            let heads = try await store.withTransaction(locking: []) { transaction throws -> [AuditHead] in
                let heads = try transaction.unsealedAuditHeads()
                let hash = AuditChain.hash(ofRoot: 1, at: Sample.at(9), heads: heads, after: AuditChain.origin)
                try transaction.append(AuditRoot(number: 1, at: Sample.at(9), heads: heads, hash: hash))
                return heads
            }
            #expect(heads.map(\.chain) == ["", "salle"])
            #expect(heads.map(\.order) == [1, 4])
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.auditChains() == ["", "salle"])
                let chain = try snapshot.auditEntries(ofChain: "salle", after: 0, limit: 9)
                #expect(chain.map(\.order) == [1, 2, 3, 4])
                #expect(chain.allSatisfy { $0.record.actor.map(OpaquePerson.isOne) ?? true })
                var previous = AuditChain.origin
                for entry in chain {
                    let hash = AuditChain.hash(
                        of: entry.record, chain: entry.chain, order: entry.order, after: previous)
                    #expect(entry.hash == hash)
                    previous = hash
                }
                #expect(previous == heads[1].hash)
                #expect(try snapshot.auditEntries(ofChain: "salle", after: 2, limit: 1).map(\.order) == [3])
                var place: AuditPlace?
                var seen: [AuditRecord] = []
                while let entry = try snapshot.auditEntries(AuditQuery(), before: place, limit: 1).first {
                    seen.append(entry.record)
                    place = AuditPlace(at: entry.record.at, chain: entry.chain, order: entry.order)
                }
                #expect(seen == records.reversed())
                let byAda = AuditQuery(resource: "salle", actor: "ada", from: Sample.at(0), to: Sample.at(4))
                #expect(try snapshot.auditEntries(byAda, before: nil, limit: 9).map(\.record) == [records[0]])
                #expect(try snapshot.unsealedAuditHeads().isEmpty)
                let root = try #require(try snapshot.lastAuditRoot())
                #expect(root.heads == heads)
                #expect(try snapshot.auditRoot(after: 0) == root)
                #expect(try snapshot.auditRoot(after: 1) == nil)
            }
        },
        .oneNode("names people in the audit until their opaque ids are forgotten, and the chains stay") {
            store async throws in
            let records = [
                AuditRecord(at: Sample.at(0), actor: "ada", door: .json, action: .personSaved, person: "bob"),
                AuditRecord(at: Sample.at(1), actor: "bob", door: .json, action: .bookingCreated, resource: "salle"),
                AuditRecord(at: Sample.at(2), actor: nil, door: .json, action: .feedCreated, subject: "bob"),
            ]
            try await store.withTransaction(locking: []) { transaction throws in
                for record in records { try transaction.append(record) }
            }
            let about = AuditQuery(about: "bob")
            let before = try await store.withSnapshot { snapshot throws -> [AuditEntry] in
                #expect(
                    try snapshot.auditEntries(AuditQuery(), before: nil, limit: 9).map(\.record) == records.reversed())
                #expect(
                    try snapshot.auditEntries(about, before: nil, limit: 9).map(\.record) == [records[1], records[0]])
                #expect(try snapshot.auditEntries(AuditQuery(actor: "bob"), before: nil, limit: 9).count == 1)
                return try ["", "salle"].flatMap { try snapshot.auditEntries(ofChain: $0, after: 0, limit: 9) }
            }
            #expect(!"\(before.prefix(1))".contains("bob"))
            try await store.withTransaction(locking: []) { try $0.forgetAuditID(of: "bob") }
            let opaque = try await store.withSnapshot { snapshot throws -> String in
                let after = try ["", "salle"].flatMap { try snapshot.auditEntries(ofChain: $0, after: 0, limit: 9) }
                #expect(after == before)
                #expect(try snapshot.auditEntries(about, before: nil, limit: 9).isEmpty)
                let told = try snapshot.auditEntries(AuditQuery(), before: nil, limit: 9).map(\.record)
                #expect(told.map(\.hasErasedActor) == [false, true, false])
                #expect(told.map(\.hasErasedPerson) == [false, false, true])
                #expect(told[1].actor == told[2].person && told[2].actor == "ada")
                let opaque = try #require(told[1].actor)
                #expect(try snapshot.auditEntries(AuditQuery(actor: opaque), before: nil, limit: 9).count == 1)
                return opaque
            }
            try await store.withTransaction(locking: []) { try $0.append(records[1]) }
            let later = try await store.withSnapshot { try $0.auditEntries(ofChain: "salle", after: 1, limit: 9) }
            #expect(later.map(\.record.actor) != [opaque], "who comes back is somebody new")
        },
    ]
}
