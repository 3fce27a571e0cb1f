import BookingCore
import CalendarTime
import Scheduling
import Testing

extension Sample {
    static func booking(_ number: Int64, on resource: ResourceID = "salle", due hour: Int64?) -> Booking {
        var booking = booking(number, on: resource, [range(number, number + 1)])
        booking.deadline = hour.map(at)
        return booking
    }
}

extension StoreContract {
    static let waitingCases: [ContractCase] = [
        .oneNode("gives what is due by its deadline, and the next deadline") { store async throws in
            #expect(try await store.withSnapshot { try $0.nextDeadline() } == nil)
            try await store.make(Sample.room("salle"), Sample.room("autre"))
            try await store.keep(
                Sample.booking(5, due: 10), Sample.booking(4, on: "autre", due: 10), Sample.booking(3, due: nil),
                Sample.booking(-2, due: 20), Sample.booking(1, due: -300_000_000))
            try await store.withSnapshot { snapshot throws in
                func ids(_ hour: Int64, _ limit: Int) throws -> [Int64] {
                    try snapshot.due(at: Sample.at(hour), limit: limit).map(\.id.rawValue)
                }
                #expect(try snapshot.nextDeadline() == Sample.at(-300_000_000))
                #expect(try ids(20, 9) == [1, 4, 5, -2])
                #expect(try ids(19, 9) == [1, 4, 5])
                #expect(try ids(10, 2) == [1, 4])
                #expect(try ids(9, 9) == [1])
                #expect(try ids(-300_000_001, 9).isEmpty)
                #expect(try ids(20, 0).isEmpty)
                #expect(try ids(20, -1).isEmpty)
            }
        },
        .oneNode("a deadline moves and goes with its booking, and comes back when the change is undone") {
            store async throws in
            try await store.make(Sample.room("salle"))
            try await store.keep(Sample.booking(1, due: 10), Sample.booking(2, due: 20))
            _ = await failure {
                try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                    try transaction.save(Sample.booking(1, due: nil))
                    #expect(try transaction.nextDeadline() == Sample.at(20))
                    try transaction.save(Sample.booking(2, due: 5))
                    #expect(try transaction.due(at: Sample.at(5), limit: 9).map(\.id.rawValue) == [2])
                    throw Abandoned()
                }
            }
            #expect(try await store.withSnapshot { try $0.nextDeadline() } == Sample.at(10))
            try await store.keep(Sample.booking(1, due: 30))
            #expect(try await store.withSnapshot { try $0.nextDeadline() } == Sample.at(20))
            try await store.keep(Sample.booking(1, due: nil), Sample.booking(2, due: nil))
            #expect(try await store.withSnapshot { try $0.nextDeadline() } == nil)
            #expect(try await store.withSnapshot { try $0.due(at: .distantFuture, limit: 9) }.isEmpty)
        },
        .oneNode("gives the change numbers of the resources that an organizer used") { store async throws in
            try await store.make(Sample.room("salle"), Sample.room("autre"), Sample.room("vide"))
            var own = Sample.booking(1, [Sample.range(9, 10)])
            var cancelled = Sample.booking(2, on: "autre", [Sample.range(9, 10)])
            cancelled.state = .cancelled
            try await store.keep(own, cancelled, Sample.booking(3, [Sample.range(11, 12)]))
            let key = own.organizer.key
            func used(_ key: String) async throws -> [ResourceID: Int64] {
                try await store.withSnapshot { try $0.changeNumbers(usedBy: key) }
            }
            let before = try await used(key)
            #expect(Set(before.keys) == ["salle", "autre"])
            #expect(try await store.withSnapshot { try $0.changeNumber(of: "salle") } == before["salle"])
            #expect(try await used("nobody").isEmpty)
            own.title = "Autre"
            let changed = own
            try await store.withTransaction(locking: [.resource("salle")]) { transaction throws in
                try transaction.save(changed)
                let inside = try transaction.changeNumbers(usedBy: key)
                #expect(try inside["salle"] == transaction.changeNumber(of: "salle"))
            }
            let after = try await used(key)
            #expect((after["salle"] ?? 0) > (before["salle"] ?? 0))
            #expect(after["autre"] == before["autre"])
        },
        .oneNode("lists what waits on a resource in the order of waiting") { store async throws in
            try await store.make(Sample.room("salle"), Sample.room("autre"))
            func waiting(_ number: Int64, _ state: BookingState, since hour: Int64?, created: Int64) -> Booking {
                var booking = Sample.booking(number, [Sample.range(9, 10)], state: state, verdict: .tentative)
                booking.waitingSince = hour.map(Sample.at)
                booking.createdAt = Sample.at(created)
                return booking
            }
            var elsewhere = waiting(8, .waitlisted, since: 0, created: 0)
            elsewhere.resource = "autre"
            try await store.keep([
                waiting(1, .waitlisted, since: 5, created: -50), waiting(2, .tentative, since: nil, created: 4),
                waiting(3, .waitlisted, since: 3, created: 9), waiting(5, .tentative, since: 5, created: 1),
                waiting(4, .waitlisted, since: nil, created: 5), waiting(6, .confirmed, since: 1, created: 1),
                waiting(7, .cancelled, since: 1, created: 1), elsewhere,
            ])
            let ids = try await store.withSnapshot { try $0.waiting(on: "salle").map(\.id.rawValue) }
            #expect(ids == [3, 2, 1, 4, 5])
            #expect(try await store.withSnapshot { try $0.waiting(on: "absente") }.isEmpty)
            try await store.keep(
                waiting(3, .confirmed, since: 3, created: 9), waiting(6, .waitlisted, since: 1, created: 1))
            let later = try await store.withSnapshot { try $0.waiting(on: "salle").map(\.id.rawValue) }
            #expect(later == [6, 2, 1, 4, 5])
        },
        .oneNode("finds what is booked along with a booking") { store async throws in
            try await store.make(Sample.room("salle"), Sample.room("ecran"), Sample.room("micro"))
            func companion(_ number: Int64, on resource: ResourceID, of main: Int64?) -> Booking {
                var booking = Sample.booking(number, on: resource, [Sample.range(9, 10)])
                booking.companionOf = main.map(BookingID.init(rawValue:))
                return booking
            }
            try await store.keep([
                companion(-1, on: "salle", of: nil), companion(7, on: "micro", of: -1),
                companion(3, on: "ecran", of: -1), companion(4, on: "ecran", of: 7),
            ])
            func ids(of number: Int64) async throws -> [Int64] {
                try await store.withSnapshot { try $0.companions(of: BookingID(rawValue: number)).map(\.id.rawValue) }
            }
            #expect(try await ids(of: -1) == [3, 7])
            #expect(try await ids(of: 7) == [4])
            #expect(try await ids(of: 3) == [])
            try await store.keep(companion(3, on: "ecran", of: nil))
            #expect(try await ids(of: -1) == [7])
        },
        .oneNode("tells what an organizer holds from an instant on") { store async throws in
            try await store.make(Sample.room("a"), Sample.room("b"))
            var open = Sample.booking(6, on: "a", [])
            open.series.rules = [try RecurrenceRule(parsing: "FREQ=DAILY")]
            open.decidedThrough = Sample.at(1)
            var endedEarly = Sample.booking(8, on: "a", [Sample.range(9, 20)])
            endedEarly.instances[0].endedAt = Sample.at(10)
            try await store.keep([
                Sample.booking(1, on: "a", [Sample.range(1, 2), Sample.range(9, 12)]),
                Sample.booking(2, on: "b", [Sample.range(8, 13)], state: .tentative, verdict: .tentative),
                Sample.booking(3, on: "a", [Sample.range(8, 13)], state: .cancelled),
                Sample.booking(4, on: "a", [Sample.range(8, 13)], organizer: "bruno"),
                Sample.booking(-5, on: "a", [Sample.range(8, 12)], verdict: .declined([.notPermitted])), open,
                Sample.booking(7, on: "a", []), endedEarly,
                Sample.booking(9, on: "a", [Sample.range(30, 31)], state: .waitlisted),
            ])
            try await store.withSnapshot { snapshot throws in
                func ids(on id: ResourceID?, from hour: Int64) throws -> [Int64] {
                    try snapshot.upcoming(organizer: "person:camille", on: id, from: Sample.at(hour)).map(\.id.rawValue)
                }
                #expect(try ids(on: "a", from: 11) == [-5, 1, 6, 8])
                #expect(try ids(on: "a", from: 12) == [6, 8])
                #expect(try ids(on: "b", from: 12) == [2])
                #expect(try ids(on: nil, from: 12) == [2, 6, 8])
                #expect(try ids(on: nil, from: -600_000) == [-5, 1, 2, 6, 8])
                #expect(try ids(on: "absente", from: 0).isEmpty)
                #expect(try snapshot.upcoming(organizer: "person:x", on: nil, from: Sample.at(0)).isEmpty)
            }
        },
    ]
}
