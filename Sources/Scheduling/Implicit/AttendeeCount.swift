import BookingCore
import CalendarTime
import ICalendar

/// How many people an event brings together: distinct people over all their addresses, the organizer once, listed or
/// not. Not counted are rooms and things, whatever a client calls them, who is only informed, and who has declined. A
/// group that is known here counts its members.
struct AttendeeCount {
    let directory: any BookingSnapshot
    let organizer: BookingOrganizer
    /// Every address of the organizer.
    let addresses: Set<String>

    /// The people in the series, or the event; and of each instance that has attendees of its own.
    func people(
        in object: CalendarObject, series: RecurrenceSet
    ) throws -> (whole: Int, ofInstances: [Instant: Int]) {
        let main = object.main
        let shown = object.master ?? object.overrides.first
        let whole = try shown.map { try people(in: $0) } ?? 0
        guard object.master != nil || main.count > 1 else { return (whole, [:]) }
        var counts: [Int: Int] = [:]
        for override in series.overrides where main.indices.contains(override.tag) {
            let own = try people(in: main[override.tag])
            if own != whole { counts[override.tag] = own }
        }
        guard !counts.isEmpty else { return (whole, [:]) }
        var ofInstances: [Instant: Int] = [:]
        for instance in series.instances().prefix(InstanceLimit.expanded) {
            if let tag = instance.overrideTag, let own = counts[tag] { ofInstances[instance.recurrenceID] = own }
        }
        return (whole, ofInstances)
    }

    /// The people in the series, or the event.
    func people(in object: CalendarObject) throws -> Int {
        try (object.master ?? object.overrides.first).map { try people(in: $0) } ?? 0
    }

    private func people(in component: CalendarComponent) throws -> Int {
        var coming: Set<String> = [organizer.key]
        var ofGroups: Set<String> = []
        var absent: Set<String> = []
        var present: Set<String> = []
        for attendee in component.attendees {
            guard attendee.cutype != "ROOM", attendee.cutype != "RESOURCE" else { continue }
            let isThere = attendee.role != "NON-PARTICIPANT" && !attendee.hasLeft
            switch try user(attendee.address) {
            case .thing: continue
            case .one(let key):
                if isThere { present.insert(key) } else { absent.insert(key) }
            case .members(let keys):
                if isThere { ofGroups.formUnion(keys) }
            }
        }
        coming.formUnion(ofGroups)
        coming.subtract(absent)
        return coming.union(present).count
    }

    private enum User {
        case thing
        case one(String)
        case members([String])
    }

    private func user(_ address: CalendarAddress) throws -> User {
        if address.matches(addresses) { return .one(organizer.key) }
        switch try CalendarUser.find(address, in: directory) {
        case .resource, .roomGroup: return .thing
        case .person(let person): return .one(person.organizer.key)
        case .group(let group): return .members(group.members.map { "person:" + $0 })
        case .nobody, .outside: return .one("address:" + address.normalized)
        }
    }
}

extension Attendee {
    /// Said no, or sends somebody else who is listed besides.
    fileprivate var hasLeft: Bool {
        participationStatus == .declined || (participationStatus == .delegated && !delegatedTo.isEmpty)
    }
}
