import BookingCore
import CalendarTime
import Scheduling
import Testing

extension StoreContract {
    static let calendarCases: [ContractCase] = [
        .oneNode("keeps a collection with every property") { store async throws in
            var collection = Sample.collection()
            collection.description = "Réunions"
            collection.color = "#ff0000ff"
            collection.order = "3"
            collection.timeZoneText = "BEGIN:VCALENDAR\r\n"
            collection.components = ["VEVENT"]
            collection.isTransparent = true
            collection.deadProperties = [.init(namespace: "urn:x", name: "y", xml: "<z/>")]
            collection.defaultCalendar = "projets"
            collection.availability = "BEGIN:VCALENDAR\r\n"
            let saved = collection
            try await store.make(saved)
            var found = try #require(try await store.withSnapshot { try $0.collection(Sample.calendar) })
            #expect(found.changeNumber > 0)
            found.changeNumber = 0
            #expect(found == saved)
        },
        .oneNode("lists an owner's collections by name") { store async throws in
            let owner = PrincipalID.person("camille")
            try await store.make(Sample.collection(.inbox(of: owner), kind: .inbox))
            try await store.make(Sample.collection())
            try await store.make(Sample.collection(.calendar(of: .person("bruno"))))
            let names = try await store.withSnapshot { try $0.collections(of: owner).map(\.id.name) }
            #expect(names == ["calendar", "inbox"])
        },
        .oneNode("keeps an object as it was sent, and replaces it") { store async throws in
            let object = Sample.object("a.ics", in: Sample.calendar, uid: "u", from: 9, to: 10, scheduleTag: "s1")
            try await store.make(Sample.collection(), object)
            var found = try #require(try await store.withSnapshot { try $0.object("a.ics", in: Sample.calendar) })
            let first = found.changeNumber
            found.changeNumber = 0
            #expect(found == object)
            let replaced = try await store.withTransaction(locking: [.collection(Sample.calendar)]) {
                try $0.put(Sample.object("a.ics", in: Sample.calendar, uid: "u", etag: "e2"))
            }
            #expect(replaced.changeNumber > first)
            let again = try await store.withSnapshot { try $0.object("a.ics", in: Sample.calendar) }
            #expect(again == replaced)
            #expect(again?.scheduleTag == nil)
        },
        .oneNode("finds objects by UID in a collection, several of one UID allowed") { store async throws in
            let inbox = CollectionID.inbox(of: .person("camille"))
            try await store.make(
                Sample.collection(inbox, kind: .inbox), Sample.object("b", in: inbox, uid: "u"),
                Sample.object("a", in: inbox, uid: "u"))
            try await store.make(Sample.collection())
            #expect(try await store.withSnapshot { try $0.object(uid: "u", in: inbox)?.name } == "a")
            #expect(try await store.withSnapshot { try $0.object(uid: "u", in: Sample.calendar) } == nil)
            #expect(
                try await store.withSnapshot {
                    try $0.objects(in: inbox, component: nil, window: nil).map(\.name)
                } == ["a", "b"])
        },
        .oneNode("finds an owner's scheduling object in their calendars, not in the inbox") { store async throws in
            let owner = PrincipalID.person("camille")
            let other = CollectionID(owner: owner, name: "autre")
            let inbox = CollectionID.inbox(of: owner)
            let bruno = CollectionID.calendar(of: .person("bruno"))
            try await store.make(Sample.collection(inbox, kind: .inbox), Sample.object("m", in: inbox, uid: "u"))
            #expect(try await store.withSnapshot { try $0.object(uid: "u", ownedBy: owner) } == nil)
            try await store.make(Sample.collection(bruno), Sample.object("x", in: bruno, uid: "u", scheduleTag: "s"))
            try await store.make(
                Sample.collection(), Sample.object("z", in: Sample.calendar, uid: "u", scheduleTag: "s"))
            try await store.make(Sample.collection(other), Sample.object("y", in: other, uid: "u"))
            let found = try await store.withSnapshot { try $0.object(uid: "u", ownedBy: owner) }
            #expect(found?.name == "z")
            #expect(found?.collection == Sample.calendar)
        },
        .oneNode("finds the members whose extent meets a window") { store async throws in
            try await store.make(
                Sample.collection(), Sample.object("a", in: Sample.calendar, from: 9, to: 10),
                Sample.object("b", in: Sample.calendar, from: -5000, to: 5000),
                Sample.object("c", in: Sample.calendar, from: -5000),
                Sample.object("d", in: Sample.calendar, from: 12, to: 13),
                Sample.object("e", in: Sample.calendar, from: 10, to: 10),
                Sample.object("f", in: Sample.calendar, component: "VTODO"),
                Sample.object("g", in: Sample.calendar, from: 9, to: 11, component: "VTODO"),
                Sample.object("h", in: Sample.calendar, from: -40, to: -20),
                Sample.object("i", in: Sample.calendar, from: 50))
            try await store.withSnapshot { snapshot throws in
                func names(_ component: String?, _ window: TimeRange?) throws -> String {
                    try snapshot.objects(in: Sample.calendar, component: component, window: window).map(\.name).joined()
                }
                #expect(try names(nil, nil) == "abcdefghi")
                #expect(try names("VTODO", nil) == "fg")
                // An object without a time has no bounds: the filter looks at it.
                #expect(try names(nil, Sample.range(9, 12)) == "abcefg")
                #expect(try names("VEVENT", Sample.range(9, 12)) == "abce")
                #expect(try names("VEVENT", Sample.range(60, 61)) == "bci")
            }
        },
        .oneNode("an object in a collection that does not exist is refused") { store async throws in
            let error = await failure {
                try await store.withTransaction(locking: [.collection(Sample.calendar)]) {
                    _ = try $0.put(Sample.object("a", in: Sample.calendar))
                }
            }
            #expect(error != nil)
            #expect(try await store.withSnapshot { try $0.object("a", in: Sample.calendar) } == nil)
        },
        .oneNode("keeps what clients set on a member as long as it is there") { store async throws in
            let note = CalendarCollection.DeadProperty(namespace: "urn:x", name: "note", xml: "<é/>")
            func found(_ name: String) async throws -> [CalendarCollection.DeadProperty] {
                try await store.withSnapshot { try $0.deadProperties(of: name, in: Sample.calendar) }
            }
            try await store.make(
                Sample.collection(), Sample.object("a", in: Sample.calendar), Sample.object("b", in: Sample.calendar))
            let before = try await store.withSnapshot { try $0.collection(Sample.calendar)?.changeNumber }
            try await store.withTransaction(locking: [.collection(Sample.calendar)]) {
                try $0.save([note, note], of: "a", in: Sample.calendar)
                try $0.save([note], of: "a", in: Sample.calendar)
            }
            #expect(try await found("a") == [note])
            #expect(try await store.withSnapshot { try $0.deadProperties(in: Sample.calendar) } == ["a": [note]])
            #expect(try await store.withSnapshot { try $0.collection(Sample.calendar)?.changeNumber } == before)
            try await store.withTransaction(locking: [.collection(Sample.calendar)]) {
                _ = try $0.put(Sample.object("a", in: Sample.calendar, etag: "e2"))
                try $0.save([note], of: "b", in: Sample.calendar)
                try $0.save([], of: "b", in: Sample.calendar)
            }
            #expect(try await found("a") == [note])
            #expect(try await found("b").isEmpty)
            try await store.withTransaction(locking: [.collection(Sample.calendar)]) {
                _ = try $0.delete("a", in: Sample.calendar)
                _ = try $0.put(Sample.object("a", in: Sample.calendar))
                try $0.save([note], of: "b", in: Sample.calendar)
            }
            #expect(try await found("a").isEmpty)
            try await store.withTransaction(locking: [.collection(Sample.calendar)]) {
                try $0.delete(Sample.calendar)
                try $0.save(Sample.collection())
                _ = try $0.put(Sample.object("b", in: Sample.calendar))
            }
            #expect(try await found("b").isEmpty)
            let error = await failure {
                try await store.withTransaction(locking: [.collection(Sample.calendar)]) {
                    try $0.save([note], of: "nothing", in: Sample.calendar)
                }
            }
            #expect(error != nil)
        },
        .oneNode("deletes members and collections") { store async throws in
            try await store.make(Sample.collection(), Sample.object("a", in: Sample.calendar))
            try await store.withTransaction(locking: [.collection(Sample.calendar)]) { transaction throws in
                #expect(try transaction.delete("a", in: Sample.calendar))
                #expect(try !transaction.delete("a", in: Sample.calendar))
                try transaction.put(Sample.object("b", in: Sample.calendar))
                try transaction.delete(Sample.calendar)
                #expect(try transaction.collection(Sample.calendar) == nil)
                #expect(try transaction.object("b", in: Sample.calendar) == nil)
            }
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.collections(of: .person("camille")).isEmpty)
                #expect(try snapshot.changes(in: Sample.calendar, since: 0, limit: 9) == nil)
            }
        },
    ]
}
