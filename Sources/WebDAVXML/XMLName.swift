/// An expanded name: what a prefix and a local name stand for (Namespaces in XML 1.0 §2.1).
public struct XMLName: Hashable, Sendable, CustomStringConvertible {
    /// Empty where there is none.
    public let namespace: String
    public let name: String

    public init(_ namespace: String, _ name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// Whether the name can stand in a document: names out of a document can, those out of an attribute's value may not.
    public var isWellFormed: Bool {
        let isNameOctet = { (octet: UInt8) in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard let first = name.utf8.first, name.utf8.allSatisfy(isNameOctet) else { return false }
        return first > UInt8(ascii: "9")
    }

    /// `{DAV:}prop`.
    public var description: String { "{\(namespace)}\(name)" }

    public static func dav(_ name: String) -> XMLName { XMLName(XMLNamespace.dav, name) }

    public static func caldav(_ name: String) -> XMLName { XMLName(XMLNamespace.caldav, name) }

    public static func calendarServer(_ name: String) -> XMLName { XMLName(XMLNamespace.calendarServer, name) }

    public static func apple(_ name: String) -> XMLName { XMLName(XMLNamespace.apple, name) }
}

/// The namespaces of WebDAV and its calendar extensions.
public enum XMLNamespace {
    /// RFC 4918.
    public static let dav = "DAV:"
    /// RFC 4791, RFC 6638.
    public static let caldav = "urn:ietf:params:xml:ns:caldav"
    /// Apple's Calendar Server: CTag, principal search.
    public static let calendarServer = "http://calendarserver.org/ns/"
    /// Apple's Calendar: colour and order.
    public static let apple = "http://apple.com/ns/ical/"
    /// `xml:lang` and its like, bound without a declaration.
    public static let xml = "http://www.w3.org/XML/1998/namespace"

    /// The prefixes that documents written here use, declared on their first element.
    static let prefixes: [(namespace: String, prefix: String)] = [
        (dav, "D"), (caldav, "C"), (calendarServer, "CS"), (apple, "ICAL"),
    ]

    static func prefix(of namespace: String) -> String? {
        namespace == xml ? "xml" : prefixes.first { $0.namespace == namespace }?.prefix
    }
}
