import CalendarTime
import ICalendar
import Scheduling
import WebDAVXML
import Wording

/// One instruction of PROPPATCH, MKCALENDAR or extended MKCOL.
struct PropertyChange: Sendable {
    enum Action: Sendable {
        case set(XMLElement)
        case remove
    }

    let name: XMLName
    let action: Action

    /// The instructions in `root`, in the order of the document (RFC 4918 §9.2).
    static func all(in root: XMLElement) throws(DAVError) -> [PropertyChange] {
        var changes: [PropertyChange] = []
        for instruction in root.children {
            for prop in instruction.all(.dav("prop")) {
                for element in prop.children {
                    switch instruction.name {
                    case .dav("set"): changes.append(PropertyChange(name: element.name, action: .set(element)))
                    case .dav("remove"): changes.append(PropertyChange(name: element.name, action: .remove))
                    default: continue
                    }
                }
            }
        }
        guard changes.count <= DAVLimits.properties else { throw .malformed(.tooManyProperties) }
        return changes
    }

    private var value: XMLElement? {
        if case .set(let element) = action { element } else { nil }
    }

    /// Properties that the server alone writes.
    private static let protected: Set<XMLName> = Set(PropertyReader.known).subtracting(writable)

    private static let writable: Set<XMLName> = [
        .dav("displayname"), .caldav("calendar-description"), .caldav("calendar-timezone"),
        .caldav("calendar-timezone-id"), .caldav("schedule-calendar-transp"), .apple("calendar-color"),
        .apple("calendar-order"), .caldav("calendar-availability"), .calendarServer("calendar-availability"),
    ]

    /// Makes the change.
    ///
    /// - Parameter isNew: the calendar is being made; then its components and its type can be told as well.
    func apply(to collection: inout CalendarCollection, isNew: Bool, zones: ZoneDatabase) throws(DAVError) {
        if collection.kind == .inbox, try applyToInbox(&collection, zones: zones) { return }
        let text = value?.trimmedText
        switch name {
        case .dav("displayname"): collection.displayName = try limited(text ?? "")
        case .caldav("calendar-description"): collection.description = try text.map(limited)
        case .apple("calendar-color"): collection.color = try text.map(limited)
        case .apple("calendar-order"): collection.order = try text.map(limited)
        case .caldav("calendar-timezone-id"):
            guard let text else { return collection.timeZoneText = nil }
            collection.timeZoneText = try Self.timeZone(named: text, zones: zones)
        case .caldav("calendar-timezone"): collection.timeZoneText = try value.map(\.text).map(Self.timeZone)
        case .caldav("schedule-calendar-transp"):
            collection.isTransparent = value?.first(.caldav("transparent")) != nil
        case .caldav("supported-calendar-component-set") where isNew:
            collection.components = try Self.components(value)
        case .dav("resourcetype") where isNew:
            guard value?.first(.caldav("calendar")) != nil else {
                throw .condition(.dav("valid-resourcetype"), .calendarsOnly)
            }
        default:
            guard !Self.protected.contains(name) else {
                throw .condition(.dav("cannot-modify-protected-property"), .serverProperty(name.name))
            }
            try applyDead(to: &collection.deadProperties, octets: DAVLimits.deadOctets)
        }
    }

    /// Makes the change to a calendar object, which has no properties of its own that a client could set.
    func apply(toObject properties: inout [CalendarCollection.DeadProperty]) throws(DAVError) {
        guard !Self.protected.contains(name) else {
            throw .condition(.dav("cannot-modify-protected-property"), .serverProperty(name.name))
        }
        try applyDead(to: &properties, octets: DAVLimits.objectDeadOctets)
    }

    /// What only a scheduling inbox has: where invitations are put (RFC 6638 §9.2) and the working hours (RFC 7953 §7.2.4).
    ///
    /// - Returns: false for any other property.
    private func applyToInbox(_ inbox: inout CalendarCollection, zones: ZoneDatabase) throws(DAVError) -> Bool {
        switch name {
        case .caldav("schedule-default-calendar-URL"):
            guard case .person = inbox.id.owner else { return false }
            guard let value else {
                inbox.defaultCalendar = nil
                return true
            }
            guard value.children.count == 1, let href = value.first(.dav("href"))?.trimmedText,
                case .collection(let id)? = Href.resource(href), id.owner == inbox.id.owner, id != inbox.id
            else { throw Self.notOwnCalendar }
            inbox.defaultCalendar = id.name
        case .caldav("calendar-availability"), .calendarServer("calendar-availability"):
            // What was set before it was understood is replaced as well.
            inbox.deadProperties.removeAll { $0.name == name.name }
            guard let text = value?.text else {
                inbox.availability = nil
                return true
            }
            guard text.utf8.count <= DAVLimits.deadOctets,
                Availability(parsing: text, zones: zones, defaultZone: .utc) != nil
            else { throw .condition(.caldav("valid-calendar-data"), .invalidAvailability) }
            inbox.availability = text
        default: return false
        }
        return true
    }

    private static let notOwnCalendar = DAVError.condition(
        .caldav("valid-schedule-default-calendar-URL"), .notOwnCalendar)

    /// Whether the calendar that an inbox names is there and takes invitations (RFC 6638 §9.2).
    func requireCalendar(of inbox: CalendarCollection, _ request: DAVRequest) async throws {
        guard name == .caldav("schedule-default-calendar-URL"), let chosen = inbox.defaultCalendar else { return }
        let id = CollectionID(owner: inbox.id.owner, name: chosen)
        guard let calendar = try? await request.tree.calendars.collection(id, as: request.principal),
            calendar.takesInvitations
        else { throw Self.notOwnCalendar }
    }

    private func limited(_ text: String) throws(DAVError) -> String {
        guard text.utf8.count <= 16 * 1024 else { throw .insufficientStorage(nil, .propertyTooLong(name.name)) }
        return text
    }

    private static func timeZone(_ text: String) throws(DAVError) -> String {
        guard text.utf8.count <= 256 * 1024, let object = try? CalendarObject(parsing: text),
            object.calendar.components(named: "VTIMEZONE").count == 1
        else {
            throw .condition(.caldav("valid-calendar-data"), .invalidTimeZone(property: "calendar-timezone"))
        }
        return text
    }

    /// The definition of a zone by its name (RFC 7809 §5.2): the two properties say the same.
    private static func timeZone(named name: String, zones: ZoneDatabase) throws(DAVError) -> String {
        guard let zone = zones.exactZone(named: name) else {
            throw .condition(.caldav("valid-timezone"), .unknownTimeZone(name))
        }
        let years = TimeRange(start: Instant(seconds: 0), end: Instant(seconds: 2_145_916_800))
        var definition = CalendarObject.vtimezone(for: zone, covering: years)
        definition.setText("TZID", name)
        return CalendarObject(components: [definition]).serialized()
    }

    private static func components(_ value: XMLElement?) throws(DAVError) -> [String] {
        let names = (value?.all(.caldav("comp")) ?? []).compactMap { $0[attribute: "name"]?.uppercased() }
        guard !names.isEmpty, names.allSatisfy(["VEVENT", "VTODO", "VJOURNAL"].contains) else {
            throw .condition(
                .caldav("supported-calendar-component"), .componentsOnly)
        }
        return names
    }

    private func applyDead(
        to properties: inout [CalendarCollection.DeadProperty], octets limit: Int
    ) throws(DAVError) {
        properties.removeAll { $0.namespace == name.namespace && $0.name == name.name }
        guard let value else { return }
        properties.append(.init(namespace: name.namespace, name: name.name, xml: value.contentXML))
        let octets = properties.reduce(0) { $0 + $1.xml.utf8.count }
        guard octets <= limit, properties.count <= DAVLimits.deadProperties else {
            throw .insufficientStorage(nil, .tooManyProperties)
        }
    }
}
