import WebDAVXML
import Wording

extension XMLName {
    /// RFC 6352.
    static func carddav(_ name: String) -> XMLName { XMLName("urn:ietf:params:xml:ns:carddav", name) }
}

/// The filter of an addressbook-query (RFC 6352 §10.5). One without conditions lets every card pass.
struct AddressBookFilter: Sendable {
    private let test: Test
    private let properties: [PropertyCondition]

    /// `test`: whether one condition is enough, or all are needed.
    private enum Test: String, Sendable {
        case anyof, allof

        /// - Throws: `valid-filter`, for another word than these two.
        init(_ element: XMLElement) throws(DAVError) {
            guard let test = Test(rawValue: element[attribute: "test"] ?? "anyof") else {
                throw AddressBookFilter.unsupported(element)
            }
            self = test
        }

        func holds(_ outcomes: some Sequence<Bool>) -> Bool {
            switch self {
            case .anyof: outcomes.contains(true)
            case .allof: !outcomes.contains(false)
            }
        }
    }

    /// - Parameter element: `CARDDAV:filter`.
    init(_ element: XMLElement) throws(DAVError) {
        guard Self.size(of: element, depth: 0) <= DAVLimits.filterElements else {
            throw .condition(.carddav("supported-filter"), .report(.tooManyTests(limit: DAVLimits.filterElements)))
        }
        test = try Test(element)
        var properties: [PropertyCondition] = []
        for child in element.children {
            guard child.name == .carddav("prop-filter") else { throw Self.unsupported(child) }
            properties.append(try PropertyCondition(child))
        }
        self.properties = properties
    }

    func matches(_ card: [VCardProperty]) -> Bool {
        properties.isEmpty || test.holds(properties.lazy.map { $0.matches(card) })
    }

    private static func size(of element: XMLElement, depth: Int) -> Int {
        guard depth < 16 else { return 0 }
        return element.children.reduce(0) { $0 + 1 + size(of: $1, depth: depth + 1) }
    }

    /// `supported-filter` with the element that is not known (RFC 6352 §8.6).
    private static func unsupported(_ element: XMLElement) -> DAVError {
        .condition(
            XMLElement(
                .carddav("supported-filter"), children: [XMLElement(element.name, attributes: element.attributes)]),
            .report(.unknownFilter(element.name.name)))
    }

    private static func name(of element: XMLElement) throws(DAVError) -> String {
        guard let name = element[attribute: "name"], !name.isEmpty else {
            throw .condition(.carddav("supported-filter"), .report(.nameless(element.name.name)))
        }
        return name.uppercased()
    }

    /// `is-not-defined` stands alone.
    private static func isNotDefined(_ element: XMLElement) throws(DAVError) -> Bool {
        guard element.first(.carddav("is-not-defined")) != nil else { return false }
        guard element.children.count == 1 else {
            throw .condition(.carddav("supported-filter"), .report(.notDefinedAlone))
        }
        return true
    }

    /// `prop-filter` (§10.5.1): a property of that name for which the inner conditions hold.
    private struct PropertyCondition: Sendable {
        let name: String
        let isNotDefined: Bool
        let test: Test
        let texts: [TextCondition]
        let parameters: [ParameterCondition]

        init(_ element: XMLElement) throws(DAVError) {
            name = try AddressBookFilter.name(of: element)
            isNotDefined = try AddressBookFilter.isNotDefined(element)
            test = try Test(element)
            var texts: [TextCondition] = []
            var parameters: [ParameterCondition] = []
            for child in element.children where child.name != .carddav("is-not-defined") {
                switch child.name {
                case .carddav("text-match"): texts.append(try TextCondition(child))
                case .carddav("param-filter"): parameters.append(try ParameterCondition(child))
                default: throw AddressBookFilter.unsupported(child)
                }
            }
            self.texts = texts
            self.parameters = parameters
        }

        func matches(_ card: [VCardProperty]) -> Bool {
            let found = card.filter { $0.name == name }
            if isNotDefined { return found.isEmpty }
            guard !texts.isEmpty || !parameters.isEmpty else { return !found.isEmpty }
            return found.contains { property in
                test.holds(texts.map { $0.matches(property.texts) } + parameters.map { $0.matches(property) })
            }
        }
    }

    /// `param-filter` (§10.5.2).
    private struct ParameterCondition: Sendable {
        let name: String
        let isNotDefined: Bool
        let text: TextCondition?

        init(_ element: XMLElement) throws(DAVError) {
            name = try AddressBookFilter.name(of: element)
            isNotDefined = try AddressBookFilter.isNotDefined(element)
            var text: TextCondition?
            for child in element.children where child.name != .carddav("is-not-defined") {
                guard child.name == .carddav("text-match"), text == nil else {
                    throw AddressBookFilter.unsupported(child)
                }
                text = try TextCondition(child)
            }
            self.text = text
        }

        func matches(_ property: VCardProperty) -> Bool {
            let found = property.parameters.filter { $0.name == name }
            if isNotDefined { return found.isEmpty }
            guard let text else { return !found.isEmpty }
            return found.contains { text.matches($0.values) }
        }
    }

    /// `text-match` (§10.5.4).
    private struct TextCondition: Sendable {
        let part: [Character]
        let collation: AddressCollation
        let place: AddressCollation.Place
        let isNegated: Bool

        init(_ element: XMLElement) throws(DAVError) {
            let name = element[attribute: "collation"] ?? AddressCollation.unicodeCasemap.rawValue
            let known = name == "default" ? AddressCollation.unicodeCasemap.rawValue : name
            guard let collation = AddressCollation(rawValue: known) else {
                throw .condition(.carddav("supported-collation"), .report(.unknownCollation(name)))
            }
            guard let place = AddressCollation.Place(rawValue: element[attribute: "match-type"] ?? "contains") else {
                throw AddressBookFilter.unsupported(element)
            }
            self.collation = collation
            self.place = place
            isNegated = element[attribute: "negate-condition"] == "yes"
            part = collation.key(element.text)
        }

        /// Any of the texts; with `negate-condition`, none of them.
        func matches(_ texts: [String]) -> Bool {
            texts.contains { AddressCollation.matches(collation.key($0), part, place) } != isNegated
        }
    }
}
