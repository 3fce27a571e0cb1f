import CalendarTime
import Foundation
import GRDB
import Scheduling

/// Puts opaque ids in the place of people's own ids in an audit that was written with these, and hashes its chains and roots
/// anew.
///
/// What was whole is whole afterwards. What did not fit its hash before keeps that hash, and so does not fit it now: a change
/// that somebody made is found as before.
struct OpaqueAudit {
    private let database: Database
    private let randomBytes: (Int) -> [UInt8]
    private let people: Set<String>
    private var keys: [String: String] = [:]
    /// Records that are read in one go.
    private static let page = 1_000

    init(_ database: Database, randomBytes: @escaping (Int) -> [UInt8]) throws {
        self.database = database
        self.randomBytes = randomBytes
        people = Set(try String.fetchAll(database, sql: "SELECT id FROM person"))
    }

    mutating func rewrite() throws {
        let whole = try wholeRoots()
        for chain in try String.fetchAll(database, sql: "SELECT DISTINCT resource FROM audit_record ORDER BY 1") {
            try rewrite(chain)
        }
        try rewriteRoots(whole)
    }

    private mutating func rewrite(_ chain: String) throws {
        var (order, former, renewed) = (Int64(0), AuditChain.origin, AuditChain.origin)
        while true {
            let entries = try database.all(
                AuditRow.entries + " WHERE resource = ? AND seq > ? ORDER BY seq LIMIT ?", [chain, order, Self.page],
                AuditRow.decodeEntry)
            for entry in entries {
                order = entry.order
                let record = try concealed(entry.record)
                var hash: [UInt8]?
                if let old = entry.hash {
                    let isWhole = old == AuditChain.hash(of: entry.record, chain: chain, order: order, after: former)
                    let new = isWhole ? AuditChain.hash(of: record, chain: chain, order: order, after: renewed) : old
                    (former, renewed, hash) = (old, new, new)
                    try database.run(
                        "UPDATE audit_root_head SET hash = ? WHERE resource = ? AND seq = ? AND hash = ?",
                        [Data(new), chain, order, Data(old)])
                }
                try database.run(
                    "UPDATE audit_record SET actor = ?, subject = ?, hash = ? WHERE resource = ? AND seq = ?",
                    [record.actor, record.subject, hash.map { Data($0) }, chain, order])
            }
            guard entries.count == Self.page else { return }
        }
    }

    private mutating func concealed(_ stored: AuditRecord) throws -> AuditRecord {
        var record = stored
        if let subject = stored.subject, namesPerson(stored.action, subject) {
            record.person = subject
            record.subject = nil
        }
        return try record.concealed { person in
            if let known = keys[person] { return known }
            let key = OpaquePerson.id(randomBytes: randomBytes)
            try database.run("INSERT INTO person_key (person, key) VALUES (?, ?)", [person, key])
            keys[person] = key
            return key
        }
    }

    private func namesPerson(_ action: AuditRecord.Action, _ subject: String) -> Bool {
        switch action {
        case .delegationSaved, .bookingTransferred: true
        case .personSaved: !subject.hasPrefix("group:")
        // An account password has its owner's id.
        case .credentialCreated, .credentialRevoked: people.contains(subject)
        default: false
        }
    }

    /// The roots that fit what they seal.
    private func wholeRoots() throws -> Set<Int64> {
        var whole: Set<Int64> = []
        var previous = AuditChain.origin
        for (number, at, hash) in try roots() {
            if hash == AuditChain.hash(ofRoot: number, at: at, heads: try heads(of: number), after: previous) {
                whole.insert(number)
            }
            previous = hash
        }
        return whole
    }

    private func rewriteRoots(_ whole: Set<Int64>) throws {
        var previous = AuditChain.origin
        for (number, at, hash) in try roots() {
            previous =
                whole.contains(number)
                ? AuditChain.hash(ofRoot: number, at: at, heads: try heads(of: number), after: previous) : hash
            try database.run("UPDATE audit_root SET hash = ? WHERE number = ?", [Data(previous), number])
        }
    }

    private func roots() throws -> [(number: Int64, at: Instant, hash: [UInt8])] {
        try database.all("SELECT number, at, hash FROM audit_root ORDER BY number") {
            (number: $0[0], at: Instant(seconds: $0[1]), hash: Array($0[2] as Data))
        }
    }

    private func heads(of root: Int64) throws -> [AuditHead] {
        try database.all(
            "SELECT resource, seq, hash FROM audit_root_head WHERE root = ? ORDER BY resource", [root]
        ) { AuditHead(chain: $0[0], order: $0[1], hash: Array($0[2] as Data)) }
    }
}
