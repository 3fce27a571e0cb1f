import BookingCore
import CalendarTime
import ICalendar
import Scheduling
import StoreContract

/// The same rooms under rules that need managers, quotas and a waitlist, and what managers and the clock do there.
extension RandomPlayer {
    static func ruledTown() async throws -> TestTown {
        func room(
            _ id: String, parts: [String] = [], units: Int = 1, _ change: (inout BookingPolicy) -> Void
        ) -> Resource {
            var resource = TestTown.room(id, parts: parts, units: units)
            change(&resource.policy)
            return resource
        }
        var zola = room("zola") { policy in
            policy.waitlist = true
            policy.quotas = Quotas(futureBookings: 6)
        }
        zola.companions = [Companion("projecteur")]
        return try await TestTown([
            room("jaures") { $0.autoSchedule = .manual }, zola,
            room("hall", parts: ["nord", "sud"]) { $0.autoSchedule = .acceptIfFree },
            room("nord") { $0.waitlist = true },
            room("sud") { policy in
                policy.bookInPolicy = Audience(members: ["camille"])
                policy.requestInPolicy = .everyone
            },
            room("grande", parts: ["sud", "annexe"]) { policy in
                policy.maximumDuration = 3_600
                policy.requestOutOfPolicy = Audience(members: ["camille", "bruno"])
            },
            room("annexe") { policy in
                policy.autoSchedule = .declineIfBusy
                policy.approval.pendingBlocks = false
            },
            room("projecteur", units: 2) { $0.waitlist = true },
        ])
    }

    /// What a manager, the clock or the server itself does.
    mutating func manage() async throws {
        let manager = Principal(person: TestTown.bruno)
        switch numbers.below(10) {
        case ..<3:
            if numbers.chance(40) { town.clock.advance(by: Int64(numbers.below(3)) * 86_400) }
            log.append("run what is due")
            try await runDue()
        case ..<7:
            let waiting = try await town.bookings.approvals(as: manager)
            guard !waiting.isEmpty else { return }
            let booking = waiting[numbers.below(waiting.count)].booking
            changed.insert(booking.uid)
            // Approving one takes others their time.
            for other in waiting { changed.insert(other.booking.uid) }
            log.append("approve \(booking.uid) \(booking.resource)")
            let answer = try await town.bookings.approve(booking.id, comment: nil, as: manager, door: .json)
            log.append("  \(answer.isBooked)")
        default:
            let bookings = try await RandomCheck.bookings(of: town).filter(\.state.holdsTime).sorted { $0.id < $1.id }
            guard !bookings.isEmpty else { return }
            let booking = bookings[numbers.below(bookings.count)]
            changed.insert(booking.uid)
            log.append("decline \(booking.uid) \(booking.resource)")
            _ = try await town.bookings.decline(booking.id, comment: "Non", as: manager, door: .json)
        }
    }

    /// Until nothing is due any more.
    func runDue() async throws {
        let service = LifecycleService(store: town.store, environment: town.environment)
        for _ in 0..<50 where !(try await service.runDue()).isEmpty {}
    }
}
