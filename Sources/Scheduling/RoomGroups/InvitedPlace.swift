import BookingCore
import ICalendar

/// What a request in JSON asks for: one resource, or any of a group.
enum InvitedPlace {
    case resource(Resource)
    case group(RoomGroup)

    /// What LOCATION says from the start; a group's room is not known then.
    var knownName: String? { if case .resource(let resource) = self { resource.names.fr } else { nil } }

    func attendee(units: Int) -> CalendarProperty {
        switch self {
        case .resource(let resource):
            return DraftObject.attendee(resource, units: units)
        case .group(let group):
            var property = CalendarProperty(
                "ATTENDEE", value: "mailto:" + group.address,
                parameters: [
                    CalendarParameter("CN", group.names.fr), CalendarParameter("CUTYPE", "ROOM"),
                    CalendarParameter("PARTSTAT", "NEEDS-ACTION"), CalendarParameter("ROLE", "NON-PARTICIPANT"),
                ])
            if units != 1 { property[parameter: DraftObject.unitsParameter] = String(units) }
            return property
        }
    }

    /// Every resource that may be the one.
    func resources(in directory: any BookingSnapshot) throws -> [Resource] {
        switch self {
        case .resource(let resource): [resource]
        case .group(let group): try group.members.compactMap { try directory.resource($0) }
        }
    }
}
