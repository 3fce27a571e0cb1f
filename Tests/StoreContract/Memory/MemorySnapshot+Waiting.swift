import BookingCore
import CalendarTime
import Scheduling

extension MemorySnapshot {
    func offeredSchedule(of id: ResourceID) throws -> ResourceSchedule {
        var schedule = state.schedules[id] ?? ResourceSchedule()
        schedule.changeNumber = state.numbers[id] ?? 0
        return schedule
    }

    func waiting(on id: ResourceID) throws -> [Booking] {
        readBookings.values
            .filter { $0.resource == id && ($0.state == .tentative || $0.state == .waitlisted) }
            .sorted { ($0.waitingSince ?? $0.createdAt, $0.id) < ($1.waitingSince ?? $1.createdAt, $1.id) }
    }

    func due(at instant: Instant, limit: Int) throws -> [Booking] {
        let due = readBookings.values.compactMap { booking in
            booking.deadline.flatMap { $0 <= instant ? (deadline: $0, booking: booking) : nil }
        }
        return due.sorted { ($0.deadline, $0.booking.id) < ($1.deadline, $1.booking.id) }
            .prefix(max(0, limit)).map(\.booking)
    }

    func nextDeadline() throws -> Instant? { readBookings.values.compactMap(\.deadline).min() }

    func companions(of id: BookingID) throws -> [Booking] {
        readBookings.values.filter { $0.companionOf == id }.sorted { $0.id < $1.id }
    }

    func upcoming(organizer key: String, on id: ResourceID?, from instant: Instant) throws -> [Booking] {
        readBookings.values.filter { booking in
            booking.organizer.key == key && (id == nil || id == booking.resource) && booking.state.holdsTime
                && (booking.decidedThrough != nil || booking.instances.contains { $0.range.end > instant })
        }.sorted { $0.id < $1.id }
    }

    func version(of id: ResourceID, at number: Int64) throws -> ResourceVersion? {
        state.resourceVersions[id]?.last { $0.number <= number }
    }

    func namedPolicies() throws -> [NamedPolicy] {
        state.policies.values.compactMap { $0.max { $0.version < $1.version } }.sorted { $0.name < $1.name }
    }

    func namedPolicy(_ name: String) throws -> NamedPolicy? { try versions(ofPolicy: name).last }

    func versions(ofPolicy name: String) throws -> [NamedPolicy] {
        (state.policies[name] ?? []).sorted { $0.version < $1.version }
    }

    func roomGroups() throws -> [RoomGroup] { state.roomGroups.values.sorted { $0.id < $1.id } }

    func decisions(
        since: Instant, on resources: [ResourceID]?, after: DecisionPlace?, limit: Int
    ) throws -> [(place: DecisionPlace, record: DecisionRecord)] {
        var orders: [BookingID: Int64] = [:]
        var found: [(place: DecisionPlace, record: DecisionRecord)] = []
        for record in state.decisions {
            orders[record.booking, default: 0] += 1
            guard record.decidedAt >= since, resources?.contains(record.resource) ?? true else { continue }
            let order = orders[record.booking] ?? 1
            found.append(
                (DecisionPlace(decidedAt: record.decidedAt, booking: record.booking, order: order), record))
        }
        func key(_ place: DecisionPlace) -> (Instant, BookingID, Int64) {
            (place.decidedAt, place.booking, place.order)
        }
        found.sort { key($0.place) < key($1.place) }
        if let after { found.removeAll { key($0.place) <= key(after) } }
        return Array(found.prefix(max(0, limit)))
    }
}
