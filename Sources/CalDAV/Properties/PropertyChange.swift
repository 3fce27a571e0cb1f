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
        .caldav("schedule-calendar-transp"), .apple("calendar-color"), .apple("calendar-order"),
    ]

    /// Makes the change.
    ///
    /// - Parameter isNew: the calendar is being made; then its components and its type can be told as well.
    func apply(to collection: inout CalendarCollection, isNew: Bool) throws(DAVError) {
        let text = value?.trimmedText
        switch name {
        case .dav("displayname"): collection.displayName = try limited(text ?? "")
        case .caldav("calendar-description"): collection.description = try text.map(limited)
        case .apple("calendar-color"): collection.color = try text.map(limited)
        case .apple("calendar-order"): collection.order = try text.map(limited)
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
            try applyDead(to: &collection)
        }
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

    private static func components(_ value: XMLElement?) throws(DAVError) -> [String] {
        let names = (value?.all(.caldav("comp")) ?? []).compactMap { $0[attribute: "name"]?.uppercased() }
        guard !names.isEmpty, names.allSatisfy(["VEVENT", "VTODO", "VJOURNAL"].contains) else {
            throw .condition(
                .caldav("supported-calendar-component"), .componentsOnly)
        }
        return names
    }

    private func applyDead(to collection: inout CalendarCollection) throws(DAVError) {
        collection.deadProperties.removeAll { $0.namespace == name.namespace && $0.name == name.name }
        guard let value else { return }
        collection.deadProperties.append(
            .init(namespace: name.namespace, name: name.name, xml: value.contentXML))
        let octets = collection.deadProperties.reduce(0) { $0 + $1.xml.utf8.count }
        guard octets <= DAVLimits.deadOctets, collection.deadProperties.count <= DAVLimits.deadProperties else {
            throw .insufficientStorage(nil, .tooManyProperties)
        }
    }
}
