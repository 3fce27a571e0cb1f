import BookingCore
import Scheduling
import StoreContract
import Testing
import WebDAVXML

@testable import CalDAV

/// Requests to the address book as its clients write them.
enum AddressBookFixture {
    static let home = "/dav/addressbooks/"
    static let book = home + "rooms/"
    static let room = book + "salle-jaures.vcf"
    static let names = "xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:carddav' xmlns:S='http://calendarserver.org/ns/'"

    static func propfind(_ properties: String) -> String {
        "<D:propfind \(names)><D:prop>\(properties)</D:prop></D:propfind>"
    }

    static func query(_ filter: String, test: String = "", more: String = "") -> String {
        """
        <C:addressbook-query \(names)><D:prop><D:getetag/></D:prop><C:filter \(test)>\(filter)</C:filter>\(more)\
        </C:addressbook-query>
        """
    }

    static func sync(_ token: String, limit: Int? = nil) -> String {
        let limit = limit.map { "<D:limit><D:nresults>\($0)</D:nresults></D:limit>" } ?? ""
        return """
            <D:sync-collection \(names)><D:sync-token>\(token)</D:sync-token><D:sync-level>1</D:sync-level>\(limit)\
            <D:prop><D:getetag/></D:prop></D:sync-collection>
            """
    }

    /// Changes one resource, as its administrator does.
    static func change(
        _ id: String, in dav: DAVFixture, _ body: @Sendable @escaping (inout Resource) -> Void
    ) async throws {
        let id = try #require(ResourceID(validating: id))
        try await dav.store.withTransaction(locking: [.resource(id)]) { transaction in
            guard var resource = try transaction.resource(id) else { return }
            body(&resource)
            try transaction.save(resource)
        }
    }

    /// Sets the language that a person reads.
    static func speak(_ language: String, _ id: String, in dav: DAVFixture) async throws {
        try await dav.store.withTransaction(locking: []) { transaction in
            guard var person = try transaction.person(id) else { return }
            person.language = language
            try transaction.save(person)
        }
    }

    /// Adds a resource like the fixture's room.
    static func add(_ id: String, name: String, in dav: DAVFixture) async throws {
        let id = try #require(ResourceID(validating: id))
        try await dav.store.withTransaction(locking: [.resource(id)]) { transaction in
            try transaction.save(
                Resource(
                    id: id, names: LocalizedText(name), address: "\(id)@ville.example", zone: "Europe/Paris"))
        }
    }
}

extension DAVAnswer {
    func syncToken() throws -> String { try xml().first(.dav("sync-token"))?.text ?? "" }
}
