import BookingCore
import CalendarTime
import Foundation
import GRDB
import Scheduling

extension SQLiteSnapshot {
    func site() throws -> Site? {
        try database.first("SELECT value FROM meta WHERE key = 'site'", []) {
            try context.published.sites.value(of: $0[0])
        }
    }

    func siteSecret() throws -> [UInt8] { context.facts.secret }

    func storeEpoch() throws -> String { context.facts.epoch }

    func person(_ id: String) throws -> Person? {
        try database.first("SELECT data FROM person WHERE id = ?", [id]) {
            try context.published.people.value(of: $0[0])
        }
    }

    func people() throws -> [Person] {
        try database.all("SELECT data FROM person ORDER BY id") {
            try context.published.people.value(of: $0[0])
        }
    }

    func groups() throws -> [PersonGroup] {
        try database.all("SELECT data FROM person_group ORDER BY id") {
            try context.published.groups.value(of: $0[0])
        }
    }

    func roomGroups() throws -> [RoomGroup] {
        try database.all("SELECT data FROM room_group ORDER BY id") {
            try context.published.roomGroups.value(of: $0[0])
        }
    }

    func principal(address: String) throws -> PrincipalID? {
        let path = try database.first("SELECT principal FROM address WHERE address = ?", [address]) { $0[0] as String }
        guard let path else { return nil }
        guard let principal = PrincipalID(path: path) else { throw StoreError.damaged("principal \(path)") }
        return principal
    }

    func delegations(of owner: String) throws -> [Delegation] {
        try database.all(
            DelegationRow.select + " WHERE owner = ? ORDER BY delegate", [owner], DelegationRow.decode)
    }

    func delegations(to delegate: PrincipalID) throws -> [Delegation] {
        try database.all(
            DelegationRow.select + " WHERE delegate = ? ORDER BY owner", [delegate.path], DelegationRow.decode)
    }

    func directoryNumber() throws -> Int64 {
        try database.first("SELECT number FROM directory_change", []) { $0[0] as Int64 } ?? 0
    }

    func credential(_ id: String) throws -> Credential? {
        try database.first(CredentialRow.select + " WHERE id = ?", [id], CredentialRow.decode)
    }

    func credentials(of personID: String) throws -> [Credential] {
        try database.all(
            CredentialRow.select + " WHERE person = ? ORDER BY created_at, id", [personID], CredentialRow.decode)
    }

    func lastUses(of personID: String) throws -> [String: Instant] {
        let rows = try database.all(
            """
            SELECT credential, used_at FROM credential_use
            WHERE credential IN (SELECT id FROM credential WHERE person = ?)
            """, [personID]
        ) { ($0[0] as String, Instant(seconds: $0[1])) }
        return Dictionary(rows, uniquingKeysWith: max)
    }

    func feed(_ id: String) throws -> Feed? {
        try database.first(FeedRow.select + " WHERE id = ?", [id], FeedRow.decode)
    }

    func feeds(of owner: PrincipalID) throws -> [Feed] {
        try database.all(FeedRow.select + " WHERE owner = ? ORDER BY created_at, id", [owner.path], FeedRow.decode)
    }
}
