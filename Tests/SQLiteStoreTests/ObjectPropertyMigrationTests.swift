import Foundation
import GRDB
import Glibc
import Scheduling
import Testing

@testable import SQLiteStore

/// Calendars that the first two versions of the schema kept are read by this one, and what is new can be added to them.
@Suite struct ObjectPropertyMigrationTests {
    let directory = TestDirectory()

    /// What an inbox looked like before it had a choice of calendar or working hours.
    private static let inbox = """
        {"displayName":"Inbox","components":["VEVENT"],"isTransparent":false,\
        "deadProperties":[{"namespace":"urn:x","name":"y","xml":""}]}
        """

    @Test(arguments: [1, 2, 4])
    func `a calendar of an earlier version takes what is new`(_ version: Int) async throws {
        try #require(mkdir(directory.path, 0o700) == 0)
        let queue = try DatabaseQueue(path: directory.path + "/creneau.sqlite")
        try await queue.writeWithoutTransaction { database in
            try Migrator(migrations: Array(Migration.embedded().prefix(version))).migrate(database)
            try database.execute(
                sql: """
                    INSERT INTO collection (no, owner, name, kind, is_deleted, change_number, remembered_from, created_at, data)
                    VALUES (1, 'people/camille', 'inbox', 'inbox', 0, 7, 0, 1795420800, ?)
                    """, arguments: [Data(Self.inbox.utf8)])
            try database.execute(
                sql: """
                    INSERT INTO calendar_object (collection, name, uid, component, etag, span, change_number, modified_at, text)
                    VALUES (1, 'a.ics', 'a', 'VEVENT', 'e', 100, 7, 1795420800, 'BEGIN:VCALENDAR')
                    """)
        }
        try queue.close()
        let store = try directory.open()
        let id = CollectionID.inbox(of: .person("camille"))
        let dead = CalendarCollection.DeadProperty(namespace: "urn:x", name: "note", xml: "x")
        let inbox = try #require(try await store.withSnapshot { try $0.collection(id) })
        #expect(inbox.defaultCalendar == nil && inbox.availability == nil && inbox.changeNumber == 7)
        #expect(inbox.deadProperties.count == 1)
        #expect(try await store.withSnapshot { try $0.deadProperties(in: id) }.isEmpty)
        try await store.withTransaction(locking: [.collection(id)]) { transaction in
            var changed = inbox
            changed.defaultCalendar = "projets"
            try transaction.save(changed)
            try transaction.save([dead], of: "a.ics", in: id)
        }
        await store.close()
        let again = try directory.open()
        #expect(try await again.withSnapshot { try $0.collection(id)?.defaultCalendar } == "projets")
        #expect(try await again.withSnapshot { try $0.deadProperties(of: "a.ics", in: id) } == [dead])
        await again.close()
    }
}
