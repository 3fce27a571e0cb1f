import BookingCore
import CalendarTime
import ICalendar
import Scheduling
import WebDAVXML
import Wording

extension DAVTree {
    /// Where dates and floating times of a report are read: the request's zone, then the collection's, the resource's, the
    /// site's (RFC 4791 §9.8; ARCHITECTURE, "Who does what").
    ///
    /// - Parameter identifier: the request's zone by its name (RFC 7809 §5.3).
    func defaultZone(request: String?, identifier: String? = nil, node: DAVNode) async throws -> ZoneRules {
        if let request {
            guard let zone = zone(ofText: request) else {
                throw DAVError.condition(.caldav("valid-calendar-data"), .invalidTimeZone(property: "timezone"))
            }
            return zone
        }
        if let identifier {
            guard let zone = environment.zones.exactZone(named: identifier) else {
                throw DAVError.condition(.caldav("valid-timezone"), .unknownTimeZone(identifier))
            }
            return zone
        }
        if let text = node.collection?.timeZoneText, let zone = zone(ofText: text) { return zone }
        if case .resource(let resource)? = node.entry?.kind, let zone = environment.zones.zone(named: resource.zone) {
            return zone
        }
        return try await siteZone()
    }

    func siteZone() async throws -> ZoneRules {
        guard let name = try await directory.site()?.zone else { return .utc }
        return environment.zones.zone(named: name) ?? .utc
    }

    /// The zone of an iCalendar object with one VTIMEZONE.
    func zone(ofText text: String) -> ZoneRules? {
        guard let object = try? CalendarObject(parsing: text) else { return nil }
        let definitions = object.calendar.components(named: "VTIMEZONE")
        guard definitions.count == 1, let name = definitions[0].first("TZID")?.text else { return nil }
        return object.zone(named: name, zones: environment.zones)
    }
}
