import CalendarTime
import ICalendar

/// When a person, or one calendar, is busy: expanded from the events that meet the window (RFC 4791 §7.10).
struct PersonBusyTime {
    let snapshot: any BookingSnapshot
    let zones: ZoneDatabase

    func busyTime(of person: Person, in window: TimeRange, ignoringUID uid: String?) throws -> AddressBusyTime {
        var result = AddressBusyTime(principal: .person(person.id))
        for collection in try snapshot.collections(of: .person(person.id))
        where collection.kind == .calendar && !collection.isTransparent {
            try add(collection.id, of: person, in: window, ignoringUID: uid, to: &result)
        }
        return result.normalized(to: window)
    }

    func busyTime(in id: CollectionID, of person: Person?, window: TimeRange) throws -> AddressBusyTime {
        var result = AddressBusyTime(principal: id.owner)
        try add(id, of: person, in: window, ignoringUID: nil, to: &result)
        return result.normalized(to: window)
    }

    private func add(
        _ id: CollectionID, of person: Person?, in window: TimeRange, ignoringUID uid: String?,
        to result: inout AddressBusyTime
    ) throws {
        let zone = try snapshot.site().flatMap { zones.zone(named: $0.zone) } ?? .utc
        for stored in try snapshot.objects(in: id, component: "VEVENT", window: window) where stored.uid != uid {
            let object = try stored.parsed()
            guard let set = try? object.recurrenceSet(zones: zones, defaultZone: zone) else { continue }
            let components = object.main
            let master = components.firstIndex { $0.first("RECURRENCE-ID") == nil }
            for instance in set.instances(from: window.start) {
                if instance.range.start >= window.end { break }
                guard instance.blocks, instance.range.overlaps(window) else { continue }
                let index = instance.overrideTag ?? master
                let component = index.map { components[$0] }
                switch Self.weight(of: component, for: person) {
                case .busy: result.busy.append(instance.range)
                case .tentative: result.tentative.append(instance.range)
                case .free: break
                }
            }
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
