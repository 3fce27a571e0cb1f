import WebDAVXML
import Wording

/// Which properties a PROPFIND or a report asks for.
enum PropertyRequest: Sendable {
    case allprop(include: [XMLName])
    case propname
    /// The elements as they were sent: `calendar-data` says in its own what part of the data is asked for.
    case prop([XMLElement])

    /// Reads the `allprop`, `propname` or `prop` inside `parent`; nil where it has none.
    init?(in parent: XMLElement) throws(DAVError) {
        for child in parent.children {
            switch child.name {
            case .dav("prop"):
                self = .prop(try Self.distinct(child.children))
                return
            case .dav("allprop"):
                let include = try Self.distinct(parent.first(.dav("include"))?.children ?? [])
                self = .allprop(include: include.map(\.name))
                return
            case .dav("propname"):
                self = .propname
                return
            default: continue
            }
        }
        return nil
    }

    /// Each property once, however often it is asked for.
    private static func distinct(_ elements: [XMLElement]) throws(DAVError) -> [XMLElement] {
        guard elements.count <= DAVLimits.properties else {
            throw .condition(.dav("number-of-matches-within-limits"), .tooManyProperties)
        }
        var seen: Set<XMLName> = []
        return elements.filter { seen.insert($0.name).inserted }
    }

    /// The `calendar-data` that is asked for.
    var calendarData: XMLElement? {
        if case .prop(let elements) = self { elements.first { $0.name == .caldav("calendar-data") } } else { nil }
    }
}

/// The properties of one resource, found and not found.
struct PropertyAnswer: Sendable {
    var found: [XMLElement] = []
    var missing: [XMLName] = []

    /// - Parameter calendarData: the value of `calendar-data`, where the report gives one.
    init(_ request: PropertyRequest, of node: DAVNode, reader: PropertyReader, calendarData: String? = nil) {
        switch request {
        case .propname:
            found = reader.names(of: node).map { XMLElement($0) }
        case .allprop(let include):
            let names = PropertyReader.allprop + reader.deadNames(of: node)
            found = names.compactMap { reader.value($0, of: node) }
            for name in include where !names.contains(name) { add(name, of: node, reader: reader) }
        case .prop(let elements):
            for element in elements {
                if element.name == .caldav("calendar-data"), let calendarData {
                    found.append(XMLElement(element.name, text: calendarData))
                } else {
                    add(element.name, of: node, reader: reader)
                }
            }
        }
    }

    private mutating func add(_ name: XMLName, of node: DAVNode, reader: PropertyReader) {
        if let value = reader.value(name, of: node) { found.append(value) } else { missing.append(name) }
    }
}
