import BookingCore
import ICalendar

/// A group of people who are invited by one address: its members are written beside it, as Apple's server does, and answer
/// for themselves. MEMBER says by which group they are there (RFC 5545 §3.2.11).
struct GroupExpansion {
    let directory: any BookingSnapshot
    /// Every address of the organizer.
    let addresses: Set<String>

    /// A larger group is not written out; it keeps its address and SCHEDULE-STATUS 5.3.
    static let mostMembers = 200

    /// The object with the members of the groups that it names for the first time.
    ///
    /// Whom the organizer takes out afterwards stays out. But where the client may not have seen who was written beside the
    /// group, those stand who were invited by it.
    ///
    /// - Parameter isStale: whether the client may know no better than an older version.
    func expanded(_ object: CalendarObject, after old: CalendarObject?, isStale: Bool) throws -> CalendarObject {
        var result = object
        for attendee in object.attendees where attendee.scheduleAgent == .server {
            guard case .group(let group) = try CalendarUser.find(attendee.address, in: directory) else { continue }
            let address = attendee.address.normalized
            let before = old?.attendees.first { $0.address.normalized == address }
            let people: [CalendarProperty]
            if before != nil, let old {
                people = isStale ? members(by: attendee.address, in: old) : []
            } else {
                people = try members(of: group, like: attendee)
            }
            guard !people.isEmpty else { continue }
            result.updateMain { component in
                guard component.attendee([address]) != nil else { return }
                for person in people where component.attendee([CalendarAddress(person).normalized]) == nil {
                    component.append(person)
                }
            }
        }
        return result
    }

    /// Who was invited by the group's address before.
    private func members(by group: CalendarAddress, in object: CalendarObject) -> [CalendarProperty] {
        object.attendees.filter { attendee in
            attendee.property.values(ofParameter: "MEMBER").contains {
                CalendarAddress($0).normalized == group.normalized
            }
        }.map(\.property)
    }

    private func members(of group: PersonGroup, like attendee: Attendee) throws -> [CalendarProperty] {
        guard group.members.count <= Self.mostMembers else { return [] }
        return try group.members.compactMap { id in
            guard let person = try directory.person(id), !person.isDisabled, let address = person.addresses.first,
                person.addressSet.isDisjoint(with: addresses)
            else { return nil }
            return CalendarProperty(
                "ATTENDEE", value: "mailto:" + address,
                parameters: [
                    CalendarParameter("CN", person.name), CalendarParameter("CUTYPE", "INDIVIDUAL"),
                    CalendarParameter("MEMBER", attendee.property.value),
                    CalendarParameter("PARTSTAT", ParticipationStatus.needsAction.text),
                    CalendarParameter("ROLE", attendee.role), CalendarParameter("RSVP", "TRUE"),
                ])
        }
    }
}
