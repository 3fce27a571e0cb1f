import CalendarTime
import ICalendar

/// When a person, or one calendar, is busy: expanded from the events that meet the window (RFC 4791 §7.10).
struct PersonBusyTime {
    let snapshot: any BookingSnapshot
    let zones: ZoneDatabase

    /// Candidates that one event may cost, and all events of one answer.
    private static let budgets = (event: 200_000, all: 2_000_000)

    func busyTime(of person: Person, in window: TimeRange, ignoringUID uid: String?) throws -> AddressBusyTime {
        var result = AddressBusyTime(principal: .person(person.id))
        var budget = Self.budgets.all
        for collection in try snapshot.collections(of: .person(person.id))
        where collection.kind == .calendar && !collection.isTransparent {
            try add(collection.id, of: person, in: window, ignoringUID: uid, budget: &budget, to: &result)
        }
        try addAvailability(of: person, in: window, to: &result)
        return result.normalized(to: window)
    }

    /// Outside their working hours somebody is not there (RFC 7953 §5.1).
    private func addAvailability(
        of person: Person, in window: TimeRange, to result: inout AddressBusyTime
    ) throws {
        guard let text = try snapshot.collection(.inbox(of: .person(person.id)))?.availability else { return }
        let zone = try snapshot.site().flatMap { zones.zone(named: $0.zone) } ?? .utc
        guard let availability = Availability(parsing: text, zones: zones, defaultZone: zone) else { return }
        AvailabilityTime(availability, in: window).add(to: &result)
    }

    func busyTime(in id: CollectionID, of person: Person?, window: TimeRange) throws -> AddressBusyTime {
        var result = AddressBusyTime(principal: id.owner)
        var budget = Self.budgets.all
        try add(id, of: person, in: window, ignoringUID: nil, budget: &budget, to: &result)
        return result.normalized(to: window)
    }

    private func add(
        _ id: CollectionID, of person: Person?, in window: TimeRange, ignoringUID uid: String?, budget: inout Int,
        to result: inout AddressBusyTime
    ) throws {
        let zone = try snapshot.site().flatMap { zones.zone(named: $0.zone) } ?? .utc
        for stored in try snapshot.objects(in: id, component: "VEVENT", window: window) where stored.uid != uid {
            let object = try stored.parsed()
            guard let set = try? object.recurrenceSet(zones: zones, defaultZone: zone) else { continue }
            let components = object.main
            let master = components.firstIndex { $0.first("RECURRENCE-ID") == nil }
            var iterator = set.instances(from: window.start, budget: min(Self.budgets.event, budget))
            var reached = window.start
            while let instance = iterator.next() {
                budget -= 1
                reached = instance.range.start
                if reached >= window.end { break }
                guard instance.blocks, instance.range.overlaps(window) else { continue }
                let index = instance.overrideTag ?? master
                let component = index.map { components[$0] }
                switch Self.weight(of: component, for: person) {
                case .busy: result.busy.append(instance.range)
                case .tentative: result.tentative.append(instance.range)
                case .free: break
                }
            }
            guard iterator.isExhausted else { continue }
            // Nobody knows when: the rest counts as taken rather than as free.
            budget = max(0, budget - Self.budgets.event)
            if let rest = TimeRange(checking: max(reached, window.start), end: window.end) { result.busy.append(rest) }
        }
    }

    private enum Weight {
        case busy, tentative, free
    }

    /// A declined or unanswered invitation takes no time of the invited; a tentative one may.
    private static func weight(of component: CalendarComponent?, for person: Person?) -> Weight {
        guard let component else { return .busy }
        if let person, component.organizer?.matches(person.addressSet) == false,
            let own = component.attendee(person.addressSet)
        {
            switch own.participationStatus {
            case .declined, .delegated: return .free
            case .needsAction, .tentative: return .tentative
            case .accepted, .other: break
            }
        }
        return component.status == "TENTATIVE" ? .tentative : .busy
    }
}
