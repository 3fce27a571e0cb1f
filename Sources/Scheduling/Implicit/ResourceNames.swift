import BookingCore
import ICalendar

extension Resource {
    /// Every address by which `object` names the resource: its own, and others that mean it, as a principal's URL does.
    func names(in object: CalendarObject, _ directory: any BookingSnapshot) throws -> Set<String> {
        var names = addresses
        for attendee in object.attendees where !attendee.address.matches(names) {
            guard case .resource(let found) = try CalendarUser.find(attendee.address, in: directory), found.id == id
            else { continue }
            names.insert(attendee.address.normalized)
        }
        return names
    }
}

extension Booking {
    /// As ``Resource/names(in:_:)``, with the address of the group of rooms for which the resource was chosen.
    func names(
        of resource: Resource, in object: CalendarObject, _ directory: any BookingSnapshot
    ) throws -> Set<String> {
        var names = try resource.names(in: object, directory)
        guard let requestedAs else { return names }
        for attendee in object.attendees where !attendee.address.matches(names) {
            guard case .roomGroup(let group) = try CalendarUser.find(attendee.address, in: directory),
                group.address == requestedAs
            else { continue }
            names.insert(attendee.address.normalized)
        }
        return names
    }
}
