/// An element with what is in it; namespaces are resolved, comments and processing instructions are gone.
public struct XMLElement: Hashable, Sendable {
    public struct Attribute: Hashable, Sendable {
        public var name: XMLName
        public var value: String

        public init(_ name: XMLName, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public enum Content: Hashable, Sendable {
        case element(XMLElement)
        case text(String)
    }

    public var name: XMLName
    public var attributes: [Attribute]
    /// Elements and text in the order of the document; no two texts stand side by side.
    public var content: [Content]

    public init(_ name: XMLName, attributes: [Attribute] = [], content: [Content] = []) {
        self.name = name
        self.attributes = attributes
        self.content = content
    }

    public init(_ name: XMLName, text: String) {
        self.init(name, content: text.isEmpty ? [] : [.text(text)])
    }

    public init(_ name: XMLName, children: [XMLElement]) {
        self.init(name, content: children.map(Content.element))
    }

    /// The elements directly inside.
    public var children: [XMLElement] {
        content.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    /// The text directly inside, as it stands.
    public var text: String {
        content.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
    }

    /// ``text`` without white space at both ends.
    public var trimmedText: String {
        let isSpace = { (scalar: Unicode.Scalar) in
            scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
        }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// The first child of that name.
    public func first(_ name: XMLName) -> XMLElement? {
        for case .element(let element) in content where element.name == name { return element }
        return nil
    }

    /// Every child of that name.
    public func all(_ name: XMLName) -> [XMLElement] {
        children.filter { $0.name == name }
    }

    /// The value of the attribute of that name without namespace.
    public subscript(attribute name: String) -> String? {
        attributes.first { $0.name == XMLName("", name) }?.value
    }
}
