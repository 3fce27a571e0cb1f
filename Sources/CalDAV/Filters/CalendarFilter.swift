import CalendarTime
import WebDAVXML
import Wording

/// The filter of a calendar-query, read (RFC 4791 §9.7).
struct CalendarFilter: Hashable, Sendable {
    /// Of VCALENDAR.
    let root: ComponentFilter

    /// - Parameter element: `CALDAV:filter`.
    init(_ element: XMLElement) throws(DAVError) {
        guard element.children.count == 1, let child = element.children.first, child.name == .caldav("comp-filter")
        else {
            throw Self.invalid(.oneComponent)
        }
        guard Self.size(of: element, depth: 0) <= DAVLimits.filterElements else {
            throw Self.invalid(.tooManyTests(limit: DAVLimits.filterElements))
        }
        root = try ComponentFilter(child, depth: 0)
        guard root.name == "VCALENDAR" else { throw Self.invalid(.outerComponent) }
        guard root.timeRange == nil else { throw Self.invalid(.timeOfCalendar) }
    }

    /// Elements in `element`; every one is tried on every member of the calendar.
    private static func size(of element: XMLElement, depth: Int) -> Int {
        guard depth < 16 else { return 0 }
        return element.children.reduce(0) { $0 + 1 + size(of: $1, depth: depth + 1) }
    }

    static func invalid(_ fault: ReportFault) -> DAVError { .condition(.caldav("valid-filter"), .report(fault)) }
}

/// `comp-filter` (RFC 4791 §9.7.1).
struct ComponentFilter: Hashable, Sendable {
    let name: String
    let isNotDefined: Bool
    let timeRange: FilterRange?
    let properties: [PropertyFilter]
    let components: [ComponentFilter]

    init(_ element: XMLElement, depth: Int) throws(DAVError) {
        guard let name = element[attribute: "name"], !name.isEmpty else {
            throw CalendarFilter.invalid(.nameless("comp-filter"))
        }
        guard depth < 4 else { throw CalendarFilter.invalid(.tooDeep) }
        self.name = name.uppercased()
        var timeRange: FilterRange?
        var properties: [PropertyFilter] = []
        var components: [ComponentFilter] = []
        var isNotDefined = false
        for child in element.children {
            switch child.name {
            case .caldav("is-not-defined"): isNotDefined = true
            case .caldav("time-range"): timeRange = try FilterRange(child)
            case .caldav("prop-filter"): properties.append(try PropertyFilter(child))
            case .caldav("comp-filter"): components.append(try ComponentFilter(child, depth: depth + 1))
            default: throw CalendarFilter.unsupported(child)
            }
        }
        guard !isNotDefined || element.children.count == 1 else {
            throw CalendarFilter.invalid(.notDefinedAlone)
        }
        self.timeRange = timeRange
        self.properties = properties
        self.components = components
        self.isNotDefined = isNotDefined
    }
}

extension CalendarFilter {
    static func unsupported(_ element: XMLElement) -> DAVError {
        .condition(
            XMLElement(
                .caldav("supported-filter"), children: [XMLElement(element.name, attributes: element.attributes)]),
            .report(.unknownFilter(element.name.name)))
    }
}

/// `prop-filter` (RFC 4791 §9.7.2).
struct PropertyFilter: Hashable, Sendable {
    let name: String
    let isNotDefined: Bool
    let timeRange: FilterRange?
    let textMatch: TextMatch?
    let parameters: [ParameterFilter]

    init(_ element: XMLElement) throws(DAVError) {
        guard let name = element[attribute: "name"], !name.isEmpty else {
            throw CalendarFilter.invalid(.nameless("prop-filter"))
        }
        self.name = name.uppercased()
        var isNotDefined = false
        var timeRange: FilterRange?
        var textMatch: TextMatch?
        var parameters: [ParameterFilter] = []
        for child in element.children {
            switch child.name {
            case .caldav("is-not-defined"): isNotDefined = true
            case .caldav("time-range"): timeRange = try FilterRange(child)
            case .caldav("text-match"): textMatch = try TextMatch(child)
            case .caldav("param-filter"): parameters.append(try ParameterFilter(child))
            default: throw CalendarFilter.unsupported(child)
            }
        }
        self.isNotDefined = isNotDefined
        self.timeRange = timeRange
        self.textMatch = textMatch
        self.parameters = parameters
    }
}

/// `param-filter` (RFC 4791 §9.7.3).
struct ParameterFilter: Hashable, Sendable {
    let name: String
    let isNotDefined: Bool
    let textMatch: TextMatch?

    init(_ element: XMLElement) throws(DAVError) {
        guard let name = element[attribute: "name"], !name.isEmpty else {
            throw CalendarFilter.invalid(.nameless("param-filter"))
        }
        self.name = name.uppercased()
        var isNotDefined = false
        var textMatch: TextMatch?
        for child in element.children {
            switch child.name {
            case .caldav("is-not-defined"): isNotDefined = true
            case .caldav("text-match"): textMatch = try TextMatch(child)
            default: throw CalendarFilter.unsupported(child)
            }
        }
        self.isNotDefined = isNotDefined
        self.textMatch = textMatch
    }
}

/// `time-range`, `expand` and their like: a start, an end, or both, in UTC (RFC 4791 §9.9).
struct FilterRange: Hashable, Sendable {
    let range: TimeRange

    init(_ element: XMLElement) throws(DAVError) {
        let start = try Self.instant(element, "start")
        let end = try Self.instant(element, "end")
        guard start != nil || end != nil else {
            throw CalendarFilter.invalid(.emptyRange(element.name.name))
        }
        guard let range = TimeRange(checking: start ?? .distantPast, end: end ?? .distantFuture), !range.isEmpty else {
            throw CalendarFilter.invalid(.backwardRange(element.name.name))
        }
        self.range = range
    }

    private static func instant(_ element: XMLElement, _ name: String) throws(DAVError) -> Instant? {
        guard let text = element[attribute: name] else { return nil }
        guard let instant = Instant(icalendarUTC: text) else {
            throw CalendarFilter.invalid(.noUTCTime(name: name, value: text))
        }
        return instant
    }
}
