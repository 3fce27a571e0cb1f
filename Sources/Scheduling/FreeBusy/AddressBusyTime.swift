public import BookingCore
public import CalendarTime
import ICalendar

/// When whoever has an address is busy.
public struct AddressBusyTime: Hashable, Sendable {
    public var principal: PrincipalID
    /// Merged and sorted, as the other two; none overlaps another.
    public var busy: [TimeRange] = []
    public var tentative: [TimeRange] = []
    public var unavailable: [TimeRange] = []

    init(principal: PrincipalID) {
        self.principal = principal
    }

    func normalized(to window: TimeRange) -> AddressBusyTime {
        var result = self
        result.busy = busy.merged.clipped(to: window)
        result.unavailable = ResourceBusyTime.subtract(result.busy, from: unavailable.merged.clipped(to: window))
        result.tentative = ResourceBusyTime.subtract(
            (result.busy + result.unavailable).merged, from: tentative.merged.clipped(to: window))
        return result
    }
}

/// What is known about an address.
public enum AddressBusyAnswer: Hashable, Sendable {
    case busy(AddressBusyTime)
    /// The address is one of ours, and nobody has it.
    case nobody
    /// Whoever has it is asked elsewhere; or it is a group, whose members are asked one by one.
    case outside
}

extension CalendarService {
    /// When the address is busy.
    ///
    /// - Parameter address: normalized.
    /// - Parameter move: an event that somebody organizes and moves: its own time does not count.
    public func busyTime(
        of address: String, in window: TimeRange, moving move: (uid: String, organizer: PrincipalID)?,
        as principal: Principal
    ) async throws -> AddressBusyAnswer {
        guard principal.mayReadFreeBusy else { throw SchedulingError.forbidden }
        let zones = environment.zones
        return try await store.withSnapshot { snapshot in
            let id: PrincipalID
            switch try CalendarUser.find(CalendarAddress("mailto:" + address), in: snapshot) {
            case .person(let person): id = .person(person.id)
            case .resource(let resource): id = .resource(resource.id)
            case .group, .roomGroup, .outside: return .outside
            case .nobody: return .nobody
            }
            // Who only knows an event's UID learns nothing of its time, and is not told that a taken room is free.
            let uid = try move.flatMap { try Self.organizes($0.organizer, $0.uid, snapshot) ? $0.uid : nil }
            let time = try Self.busyTime(of: id, in: window, ignoringUID: uid, snapshot: snapshot, zones: zones)
            return time.map { .busy($0) } ?? .nobody
        }
    }

    private static func organizes(
        _ organizer: PrincipalID, _ uid: String, _ snapshot: any BookingSnapshot
    ) throws -> Bool {
        guard case .person(let id) = organizer, let person = try snapshot.person(id),
            let event = try snapshot.object(uid: uid, ownedBy: organizer)?.parsed()
        else { return false }
        return try event.organizer?.matches(person.names(in: [event], snapshot)) ?? true
    }

    /// When the principal is busy (`free-busy-query` on a principal).
    public func busyTime(
        of id: PrincipalID, in window: TimeRange, as principal: Principal
    ) async throws -> AddressBusyTime? {
        guard principal.mayReadFreeBusy else { throw SchedulingError.forbidden }
        let zones = environment.zones
        return try await store.withSnapshot {
            try Self.busyTime(of: id, in: window, ignoringUID: nil, snapshot: $0, zones: zones)
        }
    }

    /// When one calendar is busy (`free-busy-query`, RFC 4791 §7.10).
    public func busyTime(
        inCalendar id: CollectionID, window: TimeRange, as principal: Principal
    ) async throws -> AddressBusyTime {
        let zones = environment.zones
        return try await store.withSnapshot { snapshot in
            guard try AccessRights.rights(of: principal, on: id.owner, in: snapshot).contains(.readFreeBusy),
                try snapshot.collection(id) != nil
            else { throw SchedulingError.notFound }
            if case .resource = id.owner,
                let time = try Self.busyTime(
                    of: id.owner, in: window, ignoringUID: nil, snapshot: snapshot, zones: zones)
            {
                return time
            }
            var person: Person?
            if case .person(let personID) = id.owner { person = try snapshot.person(personID) }
            return try PersonBusyTime(snapshot: snapshot, zones: zones).busyTime(in: id, of: person, window: window)
        }
    }

    private static func busyTime(
        of id: PrincipalID, in window: TimeRange, ignoringUID uid: String?, snapshot: any BookingSnapshot,
        zones: ZoneDatabase
    ) throws -> AddressBusyTime? {
        switch id {
        case .resource(let resourceID):
            guard let resource = try snapshot.resource(resourceID) else { return nil }
            let time = try ResourceBusyTime(snapshot: snapshot, zones: zones)
                .freeBusy(of: resource, in: window, ignoringUID: uid)
            var result = AddressBusyTime(principal: id)
            result.busy = time.busy
            result.tentative = time.tentative
            result.unavailable = time.unavailable
            return result
        case .person(let personID):
            guard let person = try snapshot.person(personID) else { return nil }
            return try PersonBusyTime(snapshot: snapshot, zones: zones)
                .busyTime(of: person, in: window, ignoringUID: uid)
        case .group, .roomGroup:
            return nil
        }
    }
}

extension BookingService {
    /// Those of the resources that nobody has at any time of the window, so that they could be booked for all of it.
    public func free(
        _ resources: [Resource], throughout window: TimeRange, as principal: Principal
    ) async throws -> [Resource] {
        guard principal.mayReadFreeBusy else { throw SchedulingError.forbidden }
        let zones = environment.zones
        return try await store.withSnapshot { snapshot in
            let reader = ResourceBusyTime(snapshot: snapshot, zones: zones)
            return try resources.filter { try reader.isFree($0, throughout: window) }
        }
    }

    /// When each resource is taken, in the order asked.
    ///
    /// - Throws: ``SchedulingError/unknownResource(_:)``.
    public func freeBusy(
        _ resources: [ResourceID], in window: TimeRange, as principal: Principal
    ) async throws -> [ResourceFreeBusy] {
        guard principal.mayReadFreeBusy else { throw SchedulingError.forbidden }
        let zones = environment.zones
        return try await store.withSnapshot { snapshot in
            let reader = ResourceBusyTime(snapshot: snapshot, zones: zones)
            return try resources.map { id in
                guard let resource = try snapshot.resource(id), !resource.disabled else {
                    throw SchedulingError.unknownResource(id.rawValue)
                }
                return try reader.freeBusy(of: resource, in: window)
            }
        }
    }
}
