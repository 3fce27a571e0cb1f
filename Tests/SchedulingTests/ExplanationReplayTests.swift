import BookingCore
import CalendarTime
import Scheduling
import StoreContract
import Testing

/// Every decision can be taken again from its record, and is the same.
@Suite struct ExplanationReplayTests {
    private static let seeds = SeededNumbers.seeds(4)

    /// The rooms of the random player, each under rules of its own.
    static func town(_ numbers: inout SeededNumbers) async throws -> TestTown {
        let town = try await RandomPlayer.town()
        var rooms = try await town.bookings.resources(as: Principal(person: TestTown.admin))
        for index in rooms.indices {
            var policy = BookingPolicy()
            policy.privacy = .busy
            policy.conflictPercentageAllowed = [0, 50, 100][numbers.below(3)]
            policy.maximumConflictInstances = numbers.below(3)
            policy.waitlist = numbers.chance(30)
            if numbers.chance(30) { policy.quotas.futureBookings = 1 + numbers.below(4) }
            if numbers.chance(30) { policy.quotas.hoursPerWeek = Int64(1 + numbers.below(6)) * 3_600 }
            if numbers.chance(30) { policy.maximumDuration = 3_600 }
            if numbers.chance(30) { policy.autoSchedule = AutoSchedule.allCases[numbers.below(6)] }
            if numbers.chance(30) { policy.requestOutOfPolicy = .everyone }
            if numbers.chance(20) {
                policy.bookInPolicy = Audience(members: ["camille"])
                policy.requestInPolicy = .everyone
            }
            if numbers.chance(30) { policy.bookingWindow = Int64(99 + numbers.below(3)) * 86_400 }
            rooms[index].policy = policy
            if numbers.chance(30) { rooms[index].setup = 1_800 }
            if rooms[index].id == "zola" { rooms[index].companions = [Companion("projecteur")] }
        }
        try await town.bookings.saveResources(rooms, as: Principal(person: TestTown.admin), door: .json)
        return town
    }

    static func records(of town: TestTown) async throws -> [DecisionRecord] {
        try await town.store.withSnapshot { snapshot in
            try snapshot.decisions(since: .distantPast, on: nil, after: nil, limit: 100_000).map(\.record)
        }
    }

    @Test(arguments: seeds)
    func `each decision of a random history is the same again`(seed: UInt64) async throws {
        var numbers = SeededNumbers(seed)
        let town = try await Self.town(&numbers)
        var player = RandomPlayer(town, seed: seed)
        for step in 0..<60 {
            _ = try await player.step()
            if numbers.chance(25) { try await town.answerSomeRequest(&numbers) }
            if step % 20 == 19 {
                town.clock.advance(by: 86_400)
                try await town.runDue()
            }
        }
        let records = try await Self.records(of: town)
        #expect(records.count > 20)
        var repeated = 0
        for record in records {
            guard let basis = record.basis else {
                Issue.record("CRENEAU_SEED=\(seed): no basis of \(record.booking)")
                continue
            }
            let again = try await town.bookings.replay(record)
            guard let again else {
                let isHuman = [.manager, .server].contains(basis.kind)
                #expect(isHuman, "CRENEAU_SEED=\(seed): \(basis.kind) of \(record.booking) is not repeatable")
                continue
            }
            repeated += 1
            #expect(
                again.verdict == record.verdict && again.allReasonsOnce == record.reasons,
                "CRENEAU_SEED=\(seed): \(basis.kind) of \(record.booking) on \(record.resource) was \(record.verdict) \(record.reasons), is \(again.verdict) \(again.reasons) \(again.notes), facts \(String(decoding: record.facts, as: UTF8.self))"
            )
            let later = records.last { $0.booking == record.booking } == record
            if later, let booking = try await town.store.withSnapshot({ try $0.booking(record.booking) }),
                Self.state(of: again) == booking.state, booking.updatedAt == record.decidedAt
            {
                #expect(
                    again.instances.map(\.verdict) == booking.instances.map(\.verdict)
                        && again.instances.map(\.range) == booking.instances.map(\.range),
                    "CRENEAU_SEED=\(seed): instances of \(record.booking) on \(record.resource): \(again.instances) are \(booking.instances) \(booking.state) \(booking.reasons)"
                )
            }
        }
        #expect(repeated > 15, "CRENEAU_SEED=\(seed)")
    }

    private static func state(of decision: BookingDecision) -> BookingState {
        switch decision.verdict {
        case .accepted, .partiallyAccepted: .confirmed
        case .pending: .tentative
        case .waitlisted: .waitlisted
        case .declined, .ignored: .declined
        }
    }

    @Test func `later changes of the policy and of other bookings do not change what was`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 9))
        try await town.delete("one")
        var room = TestTown.room("jaures")
        room.policy.allowConflicts = true
        try await town.bookings.saveResources([room], as: Principal(person: TestTown.admin), door: .json)
        let record = try #require(try await Self.records(of: town).first { $0.verdict == .declined })
        let again = try #require(try await town.bookings.replay(record))
        #expect(again.verdict == .declined)
        #expect(again.allReasonsOnce == record.reasons)
    }
}

extension BookingDecision {
    /// The reasons of the whole and of every instance, each once.
    var allReasonsOnce: [Reason] {
        var seen: Set<Reason> = []
        let single = instances.flatMap { instance -> [Reason] in
            if case .declined(let reasons) = instance.verdict { reasons } else { [] }
        }
        return (reasons + single).filter { seen.insert($0).inserted }
    }
}

extension TestTown {
    /// A manager says yes or no to something that waits.
    func answerSomeRequest(_ numbers: inout SeededNumbers) async throws {
        let bruno = Principal(person: Self.bruno)
        let waiting = try await bookings.approvals(as: bruno)
        guard !waiting.isEmpty else { return }
        let id = waiting[numbers.below(waiting.count)].booking.id
        if numbers.chance(70) {
            _ = try await bookings.approve(id, comment: nil, as: bruno, door: .json)
        } else {
            _ = try await bookings.decline(id, comment: "Non", as: bruno, door: .json)
        }
    }

    /// What the server does by itself when its time has come.
    func runDue() async throws {
        _ = try await LifecycleService(store: store, environment: environment).runDue(limit: 1_000)
    }
}
