import BookingCore
import CalendarTime
import Foundation
import GRDB
import Scheduling

extension SQLiteTransaction {
    func save(_ site: Site) throws {
        try writing { database in
            try database.run(
                "INSERT OR REPLACE INTO meta (key, value) VALUES ('site', ?)", [try JSONEncoder().encode(site)])
            try bumpDirectory(in: database)
        }
    }

    func save(_ person: Person) throws {
        let addresses = person.addresses.map { $0.lowercased() }
        try requireFree(addresses, for: .person(person.id))
        try writing { database in
            try database.run(
                "INSERT OR REPLACE INTO person (id, data) VALUES (?, ?)", [person.id, try JSONEncoder().encode(person)])
            try replaceAddresses(addresses, of: .person(person.id), in: database)
            try bumpDirectory(in: database)
        }
    }

    func save(_ group: PersonGroup) throws {
        let addresses = group.address.map { [$0.lowercased()] } ?? []
        try requireFree(addresses, for: .group(group.id))
        try writing { database in
            try database.run(
                "INSERT OR REPLACE INTO person_group (id, data) VALUES (?, ?)",
                [group.id, try JSONEncoder().encode(group)])
            try replaceAddresses(addresses, of: .group(group.id), in: database)
            try bumpDirectory(in: database)
        }
    }

    func save(_ group: RoomGroup) throws {
        let addresses = [group.address.lowercased()]
        try requireFree(addresses, for: .roomGroup(group.id))
        try writing { database in
            try database.run(
                "INSERT OR REPLACE INTO room_group (id, data) VALUES (?, ?)",
                [group.id, try JSONEncoder().encode(group)])
            try replaceAddresses(addresses, of: .roomGroup(group.id), in: database)
            try bumpDirectory(in: database)
        }
    }

    func save(_ policy: NamedPolicy) throws {
        try writing { database in
            try database.run(
                "INSERT OR REPLACE INTO named_policy (name, version, data) VALUES (?, ?, ?)",
                [policy.name, policy.version, try JSONEncoder().encode(policy.policy)])
        }
    }

    func save(_ delegation: Delegation) throws {
        try writing { database in
            try database.run(DelegationRow.save, DelegationRow.values(of: delegation))
            try bumpDirectory(in: database)
        }
    }

    func delete(_ delegation: Delegation) throws {
        try writing { database in
            try database.run(
                "DELETE FROM delegation WHERE owner = ? AND delegate = ?", [delegation.owner, delegation.delegate.path])
            try bumpDirectory(in: database)
        }
    }

    /// Says that the directory is no longer what it was.
    func bumpDirectory(in database: Database) throws {
        try database.run("UPDATE directory_change SET number = number + 1", [])
    }

    func save(_ credential: Credential) throws {
        try writing { try $0.run(CredentialRow.save, CredentialRow.values(of: credential)) }
    }

    func save(lastUse: Instant, of credentialID: String) throws {
        try writing {
            try $0.run(
                """
                INSERT INTO credential_use (credential, used_at) VALUES (?, ?)
                ON CONFLICT (credential) DO UPDATE SET used_at = max(used_at, excluded.used_at)
                """, [credentialID, lastUse.seconds])
        }
    }

    func save(_ feed: Feed) throws {
        try writing { try $0.run(FeedRow.save, FeedRow.values(of: feed)) }
    }

    func deleteFeed(_ id: String) throws {
        try writing { try $0.run("DELETE FROM feed WHERE id = ?", [id]) }
    }

    /// - Throws: ``DirectoryConflict``, before anything is written.
    func requireFree(_ addresses: [String], for principal: PrincipalID) throws {
        for address in addresses {
            guard let holder = try self.principal(address: address), holder != principal else { continue }
            throw DirectoryConflict(address: address, holder: holder)
        }
    }

    func replaceAddresses(_ addresses: [String], of principal: PrincipalID, in database: Database) throws {
        try database.run("DELETE FROM address WHERE principal = ?", [principal.path])
        for address in Set(addresses) {
            try database.run("INSERT INTO address (address, principal) VALUES (?, ?)", [address, principal.path])
        }
    }
}
