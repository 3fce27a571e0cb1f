import BookingCore
import Foundation
import GRDB
import Scheduling

extension StoreInspection {
    /// Whether a message that leaves would come back here: its recipient is a resource, or one address is several's.
    ///
    /// Who is told what comes from the definitions themselves: the table of addresses has one row for each.
    mutating func checkMail() throws {
        var owners: [String: Set<String>] = [:]
        var rooms: Set<String> = []
        for data in try Data.fetchAll(database, sql: "SELECT data FROM resource") {
            guard let resource = try? JSONDecoder().decode(Resource.self, from: data) else { continue }
            for address in [resource.address] + resource.aliases where !address.isEmpty {
                owners[address.lowercased(), default: []].insert("resources/\(resource.id)")
                rooms.insert(address.lowercased())
            }
        }
        for data in try Data.fetchAll(database, sql: "SELECT data FROM person") {
            guard let person = try? JSONDecoder().decode(Person.self, from: data) else { continue }
            for address in person.addresses { owners[address.lowercased(), default: []].insert("people/\(person.id)") }
        }
        for (address, names) in owners.sorted(by: { $0.key < $1.key }) where names.count > 1 {
            found(.mail, .addressOfSeveral(address, names: names.sorted().joined(separator: ", ")))
        }
        try checkMessages(to: rooms)
        let domains = try Self.site(of: database)?.domains
        guard let domains, !domains.isEmpty else { return }
        for address in rooms.sorted() where !domains.keys.contains(where: { address.hasSuffix("@" + $0.lowercased()) })
        {
            found(.mail, .addressOutside(address))
        }
    }

    private mutating func checkMessages(to rooms: Set<String>) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT DISTINCT recipient, sender FROM outbox WHERE kind = 'mail' ORDER BY recipient, sender")
        while let row = try rows.next() {
            let (recipient, sender) = (row[0] as String, row[1] as String)
            if rooms.contains(recipient.lowercased()) {
                found(.mail, .mailToRoom(recipient: recipient, sender: sender))
            }
        }
    }
}
