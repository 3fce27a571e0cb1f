public import BookingCore
public import CalendarTime

extension BookingService {
    /// The resources that would serve, those that fit best first, each with its first free times.
    ///
    /// Every slot is decided by the engine as if it were booked now by the principal, and nothing is stored: it is no
    /// promise.
    public func find(_ search: RoomSearch, as principal: Principal) async throws -> [FoundRoom] {
        guard principal.mayReadFreeBusy else { throw SchedulingError.forbidden }
        let now = environment.now()
        return try await store.withSnapshot { [environment] snapshot in
            let fitting = try snapshot.resources().filter {
                !$0.disabled && search.needs.areMet(by: $0) && search.place.contains($0)
            }
            var finder = SlotFinder(
                search: search, principal: principal, snapshot: snapshot, environment: environment, now: now)
            var found: [FoundRoom] = []
            for resource in ResourceRanking.bestFitFirst.ranked(fitting, for: search.needs) {
                if found.count == search.limit || finder.isExhausted { break }
                let slots = try finder.slots(of: resource)
                if !slots.isEmpty { found.append(FoundRoom(resource: resource, slots: slots)) }
            }
            return found
        }
    }
}

extension Place {
    /// Whether the resource is there, as far as the place is said; without case and accents.
    public func contains(_ resource: Resource) -> Bool {
        [(site, resource.site), (building, resource.building), (floor, resource.floor)].allSatisfy { asked, own in
            asked.map { SearchKey($0) == own.map { SearchKey($0) } } ?? true
        }
    }
}

/// Looks for the first times at which the engine would accept a request.
private struct SlotFinder {
    let search: RoomSearch
    let principal: Principal
    let snapshot: any BookingSnapshot
    let environment: ServiceEnvironment
    let now: Instant
    /// Decisions that may still be made: what one search costs is bounded.
    private var budget = 2_000

    /// Starts that are tried in one gap before the next gap is looked at.
    private static let triesInGap = 16
    /// Seconds between two starts.
    private static let step: Int64 = 900

    init(
        search: RoomSearch, principal: Principal, snapshot: any BookingSnapshot, environment: ServiceEnvironment,
        now: Instant
    ) {
        self.search = search
        self.principal = principal
        self.snapshot = snapshot
        self.environment = environment
        self.now = now
    }

    var isExhausted: Bool { budget == 0 }

    mutating func slots(of resource: Resource) throws -> [FoundRoom.Slot] {
        let begin = max(search.window.start, now)
        guard let window = TimeRange(checking: begin, end: search.window.end), !window.isEmpty else { return [] }
        let taken = try ResourceBusyTime(snapshot: snapshot, zones: environment.zones).freeBusy(
            of: resource, in: window)
        let free = ResourceBusyTime.subtract(
            (taken.busy + taken.tentative + taken.unavailable).merged, from: [window])
        let request = request(on: resource)
        let context = try AlternativeService(snapshot: snapshot, environment: environment, now: now).context(
            of: resource, for: request, invited: [])
        var slots: [FoundRoom.Slot] = []
        for gap in free {
            var start = Self.aligned(gap.start)
            var tries = Self.triesInGap
            while slots.count < search.slots, tries > 0, budget > 0, start.adding(search.length) <= gap.end {
                budget -= 1
                if let slot = slot(at: start, of: request, in: context) {
                    slots.append(slot)
                    start = Self.aligned(slot.range.end)
                } else {
                    tries -= 1
                    start = start.adding(Self.step)
                }
            }
        }
        return slots
    }

    private static func aligned(_ instant: Instant) -> Instant {
        let rest = instant.seconds % step
        return rest == 0 ? instant : instant.adding(rest < 0 ? -rest : step - rest)
    }

    private func request(on resource: Resource) -> BookingRequest {
        let range = TimeRange(start: search.window.start, end: search.window.start)
        var request = BookingRequest(
            booking: BookingID(rawValue: 0), resource: resource.id, organizer: principal.person.organizer,
            isInternal: true, attendeeCount: search.needs.people, series: series(range, resource))
        request.organizerIDs = principal.groups.union([principal.person.id])
        request.isManager = AccessRights.manages(resource, principal)
        return request
    }

    private func series(_ range: TimeRange, _ resource: Resource) -> RecurrenceSet {
        let zone = search.zone ?? resource.rules(in: environment.zones)
        let start: EventTime =
            search.recurrence.isEmpty ? .utc(range.start) : .zoned(zone.civil(at: range.start), zone)
        return RecurrenceSet(
            start: start, length: .duration(EventDuration(days: 0, seconds: search.length)), rules: search.recurrence,
            zone: zone)
    }

    private func slot(at start: Instant, of request: BookingRequest, in context: EngineContext) -> FoundRoom.Slot? {
        let range = TimeRange(start: start, end: start.adding(search.length))
        var asked = request
        asked.series = series(range, context.resource)
        let decision = BookingEngine.decide(asked, in: context, now: now)
        let declined = decision.declinedInstances.map(\.range)
        switch decision.verdict {
        case .accepted, .partiallyAccepted, .pending:
            if declined.contains(range) { return nil }
            return FoundRoom.Slot(
                range: range, needsApproval: decision.verdict == .pending, instances: decision.instances.count,
                declined: declined)
        case .declined, .waitlisted, .ignored: return nil
        }
    }
}
