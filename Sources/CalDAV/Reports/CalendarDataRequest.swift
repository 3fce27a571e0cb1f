import CalendarTime
import ICalendar
import WebDAVXML
import Wording

/// What `calendar-data` asks for: all of an object, or a part of it (RFC 4791 §9.6).
struct CalendarDataRequest: Sendable {
    private let expand: TimeRange?
    private let limitRecurrence: TimeRange?
    private let limitFreeBusy: TimeRange?
    private let selection: ComponentSelection?

    init(_ element: XMLElement) throws(DAVError) {
        let type = element[attribute: "content-type"] ?? "text/calendar"
        let version = element[attribute: "version"] ?? "2.0"
        guard type.lowercased() == "text/calendar", version == "2.0" else {
            throw .condition(.caldav("supported-calendar-data"), .calendarDataVersion)
        }
        expand = try element.first(.caldav("expand")).map(Self.bounded)
        limitRecurrence = try element.first(.caldav("limit-recurrence-set")).map(Self.bounded)
        limitFreeBusy = try element.first(.caldav("limit-freebusy-set")).map(Self.bounded)
        selection = element.first(.caldav("comp")).map { ComponentSelection($0) }
    }

    /// These ranges have both ends (RFC 4791 §9.6.5 ff.).
    private static func bounded(_ element: XMLElement) throws(DAVError) -> TimeRange {
        let range = try FilterRange(element).range
        guard range.start > .distantPast, range.end < .distantFuture else {
            throw CalendarFilter.invalid(.openRange(element.name.name))
        }
        return range
    }

    /// Whether stored octets are the answer as they are.
    var isWhole: Bool { expand == nil && limitRecurrence == nil && limitFreeBusy == nil && selection == nil }

    /// - Parameter parsed: the object, where it has been parsed already.
    /// - Returns: nil where the expansion of this object alone is more than an answer may hold.
    func text(of stored: String, parsed: CalendarObject?, zones: ZoneDatabase, defaultZone: ZoneRules) -> String? {
        guard !isWhole, var object = parsed ?? (try? CalendarObject(stored: Array(stored.utf8))) else { return stored }
        if let expand {
            let most = min(DAVLimits.instances, DAVLimits.answer / max(stored.utf8.count, 1))
            let expansion = ObjectExpansion(object, zones: zones, defaultZone: defaultZone)
            guard let expanded = expansion.expanded(in: expand, limit: most) else { return nil }
            object = expanded
        } else if let limitRecurrence {
            object = ObjectExpansion(object, zones: zones, defaultZone: defaultZone).limited(to: limitRecurrence)
        }
        if let limitFreeBusy { object = Self.limitFreeBusy(object, to: limitFreeBusy) }
        if let selection { object.calendar = selection.applied(to: object.calendar) }
        return object.serialized()
    }

    private static func limitFreeBusy(_ object: CalendarObject, to range: TimeRange) -> CalendarObject {
        var result = object
        result.updateMain { component in
            guard component.name == "VFREEBUSY" else { return }
            component.properties = component.properties.compactMap { property in
                guard property.name == "FREEBUSY" else { return property }
                var kept = property
                kept.value = property.value.split(separator: ",")
                    .filter { FreeBusyPeriods.range($0).map { ObjectOccurrences.touches($0, range) } ?? false }
                    .joined(separator: ",")
                return kept.value.isEmpty ? nil : kept
            }
        }
        return result
    }
}

/// `comp` inside `calendar-data`: which components and properties are sent (RFC 4791 §9.6.1 ff.).
struct ComponentSelection: Sendable {
    private let name: String
    /// Nil: all.
    private let properties: [(name: String, withoutValue: Bool)]?
    /// Nil: all.
    private let components: [ComponentSelection]?

    init(_ element: XMLElement) {
        name = (element[attribute: "name"] ?? "").uppercased()
        let hasAllProperties = element.first(.caldav("allprop")) != nil
        properties =
            hasAllProperties
            ? nil
            : element.all(.caldav("prop")).map {
                (($0[attribute: "name"] ?? "").uppercased(), $0[attribute: "novalue"] == "yes")
            }
        components =
            element.first(.caldav("allcomp")) != nil ? nil : element.all(.caldav("comp")).map { ComponentSelection($0) }
    }

    func applied(to component: CalendarComponent) -> CalendarComponent {
        var result = component
        if let properties {
            result.properties = component.properties.compactMap { property in
                guard let wanted = properties.first(where: { $0.name == property.name }) else { return nil }
                var kept = property
                if wanted.withoutValue { kept.value = "" }
                return kept
            }
        }
        if let components {
            result.components = component.components.compactMap { inner in
                components.first { $0.name == inner.name }?.applied(to: inner)
            }
        }
        return result
    }
}
