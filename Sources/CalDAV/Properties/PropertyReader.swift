import Scheduling
import WebDAVXML

/// Reads the properties of a node. A value is the property's element with its content; nil: the resource does not have it.
struct PropertyReader: Sendable {
    let me: Principal

    /// Names that `allprop` stands for (RFC 4918 §9.1: those of RFC 4918 and dead ones; extensions are asked for by name).
    static let allprop: [XMLName] = [
        .dav("resourcetype"), .dav("displayname"), .dav("creationdate"), .dav("getlastmodified"), .dav("getetag"),
        .dav("getcontenttype"), .dav("getcontentlength"),
    ]

    /// Every name that can have a value.
    static let known: [XMLName] =
        allprop + CommonProperties.names + AccessProperties.names + PrincipalProperties.names
        + CollectionProperties.names + SchedulingProperties.names + ObjectProperties.names + AddressBookProperties.names

    func value(_ name: XMLName, of node: DAVNode) -> XMLElement? {
        guard let content = content(name, of: node) else { return deadProperty(name, of: node) }
        return XMLElement(name, content: content)
    }

    private func content(_ name: XMLName, of node: DAVNode) -> [XMLElement.Content]? {
        CommonProperties.content(name, of: node, me: me)
            ?? AccessProperties.content(name, of: node, me: me)
            ?? PrincipalProperties.content(name, of: node)
            ?? SchedulingProperties.content(name, of: node)
            ?? CollectionProperties.content(name, of: node)
            ?? ObjectProperties.content(name, of: node)
            ?? AddressBookProperties.content(name, of: node)
    }

    /// The names that this resource has.
    func names(of node: DAVNode) -> [XMLName] {
        var seen: Set<XMLName> = []
        let live = Self.known.filter { seen.insert($0).inserted && content($0, of: node) != nil }
        return live + deadNames(of: node)
    }

    func deadNames(of node: DAVNode) -> [XMLName] {
        deadProperties(of: node).map { XMLName($0.namespace, $0.name) }
    }

    private func deadProperties(of node: DAVNode) -> [CalendarCollection.DeadProperty] {
        switch node.resource {
        case .collection: node.collection?.deadProperties ?? []
        case .object: node.deadProperties
        default: []
        }
    }

    private func deadProperty(_ name: XMLName, of node: DAVNode) -> XMLElement? {
        let dead = deadProperties(of: node).first { $0.namespace == name.namespace && $0.name == name.name }
        guard let dead else { return nil }
        guard let wrapped = try? XMLElement(parsing: Array("<x>\(dead.xml)</x>".utf8)) else { return XMLElement(name) }
        return XMLElement(name, content: wrapped.content)
    }
}

/// Short ways to write contents.
extension [XMLElement.Content] {
    static func text(_ text: String) -> [XMLElement.Content] { text.isEmpty ? [] : [.text(text)] }

    static func hrefs(_ hrefs: [String]) -> [XMLElement.Content] {
        hrefs.map { .element(XMLElement(.dav("href"), text: $0)) }
    }

    static func href(_ resource: DAVResource) -> [XMLElement.Content] { .hrefs([resource.href]) }

    static func elements(_ elements: [XMLElement]) -> [XMLElement.Content] { elements.map { .element($0) } }

    static func names(_ names: [XMLName]) -> [XMLElement.Content] { .elements(names.map { XMLElement($0) }) }
}
