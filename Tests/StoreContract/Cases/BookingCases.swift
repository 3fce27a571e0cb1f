import BookingCore
import CalendarTime
import Scheduling
import Testing

extension StoreContract {
    static let bookingCases: [ContractCase] = [
        .oneNode("keeps a booking with every field") { store async throws in
            try await store.make(Sample.room("salle"))
            var booking = Sample.booking(-7, [Sample.range(9, 10), Sample.range(33, 34)], state: .tentative)
            let conflict = Conflict(range: Sample.range(33, 34), resource: "salle", booking: BookingID(rawValue: 9))
            booking.instances[1].verdict = .declined([.conflict([conflict]), .tooLong(maximum: 60)])
            booking.instances.append(
                BookedInstance(recurrenceID: Sample.at(50), range: Sample.range(51, 51), verdict: .cancelled))
            booking.instances.append(
                BookedInstance(recurrenceID: Sample.at(60), range: Sample.range(61, 62), verdict: .past))
            booking.reasons = [.overCapacity(people: 9, capacity: 8)]
            booking.decidedThrough = Sample.at(100)
            booking.instances[0].checkedInAt = Sample.at(8)
            booking.instances[0].endedAt = Sample.at(9)
            booking.instances[1].endedAt = Sample.at(40)
            booking.instances[3].checkedInAt = Sample.at(61)
            booking.deadline = Sample.at(7)
            booking.companionOf = BookingID(rawValue: -9)
            booking.requestedAs = "salles@ville.example"
            booking.waitingSince = Sample.at(-30)
            booking.managerComment = "Oui, mais rangez.\r\n"
            booking.approvedAt = Sample.at(-20)
            booking.units = 3
            booking.attendeeCount = nil
            booking.organizer = BookingOrganizer(personID: nil, address: "x@ailleurs.example")
            let saved = booking
            try await store.keep(saved)
            #expect(try await store.withSnapshot { try $0.booking(saved.id) } == saved)
            var plain = saved
            plain.deadline = nil
            plain.companionOf = nil
            plain.requestedAs = nil
            plain.waitingSince = nil
            plain.managerComment = ""
            plain.approvedAt = nil
            plain.instances[0].checkedInAt = nil
            plain.instances[0].endedAt = nil
            let changed = plain
            try await store.keep(changed)
            #expect(try await store.withSnapshot { try $0.booking(changed.id) } == changed)
        },
        .oneNode("keeps a recurrence set with its rules, dates and overrides") { store async throws in
            try await store.make(Sample.room("salle"))
            var booking = Sample.booking(1, [Sample.range(9, 10)])
            booking.series.rules = [try RecurrenceRule(parsing: "FREQ=WEEKLY;BYDAY=MO,TU;COUNT=10")]
            booking.series.excluded = [.utc(Sample.at(33))]
            booking.series.dates = [.time(.utc(Sample.at(500)))]
            let saved = booking
            try await store.keep(saved)
            let found = try await store.withSnapshot { try $0.booking(saved.id) }
            #expect(found?.series == saved.series)
        },
        .oneNode("replaces a booking and its instances") { store async throws in
            try await store.make(Sample.room("salle"))
            try await store.keep(Sample.booking(1, [Sample.range(9, 10), Sample.range(33, 34)]))
            try await store.keep(Sample.booking(1, [Sample.range(33, 34), Sample.range(57, 58)]))
            try await store.withSnapshot { snapshot throws in
                let schedule = try snapshot.schedule(of: "salle")
                #expect(!schedule.hasConflict(in: Sample.range(9, 10)))
                #expect(schedule.hasConflict(in: Sample.range(57, 58)))
                #expect(schedule.index.count == 2)
                let early = BookingQuery(window: Sample.range(0, 20), includesInactive: true)
                #expect(try snapshot.bookings(early).isEmpty)
            }
        },
        .oneNode("moves a booking to another resource") { store async throws in
            try await store.make(Sample.room("salle"), Sample.room("autre"))
            try await store.keep(Sample.booking(1, on: "salle", [Sample.range(9, 10)]))
            let runs = Counter()
            try await store.withTransaction(locking: [.resource("autre")]) { transaction throws in
                runs.increment()
                try transaction.save(Sample.booking(1, on: "autre", [Sample.range(9, 10)]))
            }
            #expect(runs.value == 2, "both resources change")
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.schedule(of: "salle").index.isEmpty)
                #expect(try snapshot.schedule(of: "autre").index.count == 1)
                #expect(try snapshot.changeNumber(of: "salle") == 3)
                #expect(try snapshot.changeNumber(of: "autre") == 2)
                #expect(try snapshot.booking(resource: "salle", uid: "uid-1") == nil)
                #expect(try snapshot.booking(resource: "autre", uid: "uid-1") != nil)
            }
        },
        .oneNode("finds bookings by UID, whatever their state, and by organizer and UID") { store async throws in
            try await store.make(Sample.room("b"), Sample.room("a"))
            try await store.keep(
                Sample.booking(1, on: "b", [Sample.range(1, 2)], uid: "u"),
                Sample.booking(2, on: "a", [Sample.range(1, 2)], uid: "u", state: .cancelled),
                Sample.booking(3, on: "a", [Sample.range(3, 4)], uid: "v"))
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.booking(resource: "a", uid: "u")?.state == .cancelled)
                #expect(try snapshot.booking(resource: "a", uid: "x") == nil)
                #expect(
                    try snapshot.bookings(organizer: "person:camille", uid: "u").map(\.resource) == ["a", "b"])
                #expect(try snapshot.bookings(organizer: "person:bruno", uid: "u").isEmpty)
            }
        },
        .oneNode("does not take a booking for a resource that does not exist") { store async throws in
            let error = await failure { try await store.keep(Sample.booking(1, on: "absente", [Sample.range(1, 2)])) }
            #expect(error != nil)
            #expect(try await store.withSnapshot { try $0.booking(BookingID(rawValue: 1)) } == nil)
        },
    ]
}
