import BookingCore
import Scheduling
import StoreContract

/// A client that keeps a copy of some collections by sync tokens alone (RFC 6578 §3.2).
struct SyncMirror {
    let town: TestTown
    private var collections: [Copy] = []

    private struct Copy {
        let id: CollectionID
        let principal: Principal
        var token: SyncToken?
        var members: [String: String] = [:]
    }

    init(_ town: TestTown) {
        self.town = town
        for person in TestTown.people.prefix(3) {
            for id in [CollectionID.calendar(of: .person(person.id)), .inbox(of: .person(person.id))] {
                collections.append(Copy(id: id, principal: Principal(person: person)))
            }
        }
        for room in RandomPlayer.rooms.compactMap({ ResourceID(validating: $0) }) {
            collections.append(
                Copy(id: .calendar(of: .resource(room)), principal: Principal(person: TestTown.admin)))
        }
    }

    /// Takes what changed since the last time, in answers of at most `limit` members.
    mutating func follow(limit: Int) async throws {
        for position in collections.indices {
            var copy = collections[position]
            var isTruncated = true
            while isTruncated {
                let (changes, token) = try await town.calendars.changes(
                    in: copy.id, since: copy.token, limit: limit, as: copy.principal)
                for object in changes.changed { copy.members[object.name] = object.etag }
                for name in changes.removed { copy.members[name] = nil }
                copy.token = token
                isTruncated = changes.isTruncated
            }
            collections[position] = copy
        }
    }

    /// What the copies have and the server has not, and the other way round.
    func differences() async throws -> [String] {
        var problems: [String] = []
        for copy in collections {
            let objects = try await town.calendars.objects(in: copy.id, names: nil, as: copy.principal)
            let there = Dictionary(objects.map { ($0.name, $0.etag) }, uniquingKeysWith: { $1 })
            for name in Set(there.keys).union(copy.members.keys).sorted() where there[name] != copy.members[name] {
                problems.append(
                    "\(copy.id) \(name): \(there[name] ?? "gone") there, \(copy.members[name] ?? "nothing") by sync")
            }
        }
        return problems
    }
}
