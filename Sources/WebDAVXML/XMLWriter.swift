/// Writes a document, octet by octet and in order, so that a large answer needs no tree.
///
/// The well-known namespaces have fixed prefixes, declared on the first element; others are declared where they are used.
public struct XMLWriter: Sendable {
    public private(set) var octets: [UInt8] = []
    private var open: [String] = []
    private var hasRoot = false
    private var hasContent = true

    public init() {
        octets.reserveCapacity(4096)
        append("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
    }

    /// Writes `<name>`, `content`, `</name>`.
    public mutating func element(
        _ name: XMLName, attributes: [XMLElement.Attribute] = [], _ content: (inout XMLWriter) throws -> Void
    ) rethrows {
        start(name, attributes: attributes)
        try content(&self)
        end()
    }

    public mutating func element(_ name: XMLName, attributes: [XMLElement.Attribute] = []) {
        start(name, attributes: attributes)
        end()
    }

    public mutating func element(_ name: XMLName, attributes: [XMLElement.Attribute] = [], text: String) {
        start(name, attributes: attributes)
        self.text(text)
        end()
    }

    /// Writes a whole tree.
    public mutating func element(_ tree: XMLElement) {
        start(tree.name, attributes: tree.attributes)
        for content in tree.content {
            switch content {
            case .element(let child): element(child)
            case .text(let text): self.text(text)
            }
        }
        end()
    }

    public mutating func start(_ name: XMLName, attributes: [XMLElement.Attribute] = []) {
        closeTag()
        var declarations = hasRoot ? [] : XMLNamespace.prefixes
        hasRoot = true
        let qualified: String
        if name.namespace.isEmpty {
            qualified = name.name
        } else if let prefix = XMLNamespace.prefix(of: name.namespace) {
            qualified = "\(prefix):\(name.name)"
        } else {
            declarations.append((name.namespace, "X"))
            qualified = "X:\(name.name)"
        }
        append("<\(qualified)")
        var written: [XMLElement.Attribute] = []
        for (index, attribute) in attributes.enumerated() {
            guard !written.contains(where: { $0.name == attribute.name }) else { continue }
            written.append(attribute)
            var prefix = ""
            if !attribute.name.namespace.isEmpty {
                prefix = XMLNamespace.prefix(of: attribute.name.namespace) ?? "A\(index)"
                if prefix == "A\(index)" { declarations.append((attribute.name.namespace, prefix)) }
                prefix += ":"
            }
            append(" \(prefix)\(attribute.name.name)=\"")
            escape(attribute.value, inAttribute: true)
            append("\"")
        }
        for (namespace, prefix) in declarations {
            append(" xmlns:\(prefix)=\"")
            escape(namespace, inAttribute: true)
            append("\"")
        }
        open.append(qualified)
        hasContent = false
    }

    public mutating func end() {
        guard let name = open.popLast() else { return }
        if hasContent { append("</\(name)>") } else { append("/>") }
        hasContent = true
    }

    /// Writes text. A carriage return is kept as a reference, as parsers drop it otherwise; characters that XML does not have
    /// (control characters) are left out.
    public mutating func text(_ text: String) {
        guard !text.isEmpty else { return }
        closeTag()
        escape(text, inAttribute: false)
    }

    /// Writes XML that was made by ``XMLElement/contentXML``.
    public mutating func raw(_ xml: String) {
        guard !xml.isEmpty else { return }
        closeTag()
        append(xml)
    }

    /// Gives the octets written since the last call, for an answer that is sent while it is written.
    public mutating func take() -> [UInt8] {
        defer { octets.removeAll(keepingCapacity: true) }
        return octets
    }

    private mutating func closeTag() {
        if !hasContent { append(">") }
        hasContent = true
    }

    private mutating func append(_ text: String) {
        octets.append(contentsOf: text.utf8)
    }

    /// Copies what needs no escape in runs.
    private mutating func escape(_ text: String, inAttribute: Bool) {
        var text = text
        text.withUTF8 { bytes in
            var from = 0
            var index = 0
            while index < bytes.count {
                var length = 1
                let substitute: StaticString
                switch bytes[index] {
                case UInt8(ascii: "&"): substitute = "&amp;"
                case UInt8(ascii: "<"): substitute = "&lt;"
                case UInt8(ascii: ">"): substitute = "&gt;"
                case UInt8(ascii: "\"") where inAttribute: substitute = "&quot;"
                case 0x0D: substitute = "&#13;"
                case 0x09 where inAttribute: substitute = "&#9;"
                case 0x0A where inAttribute: substitute = "&#10;"
                case 0x09, 0x0A, 0x20..<0xEF, 0xF0...:
                    index += 1
                    continue
                case 0xEF:
                    // U+FFFE and U+FFFF, which XML does not have.
                    guard index + 2 < bytes.count, bytes[index + 1] == 0xBF, bytes[index + 2] >= 0xBE else {
                        index += 1
                        continue
                    }
                    length = 3
                    substitute = ""
                default: substitute = ""
                }
                octets.append(contentsOf: bytes[from..<index])
                substitute.withUTF8Buffer { octets.append(contentsOf: $0) }
                index += length
                from = index
            }
            octets.append(contentsOf: bytes[from...])
        }
    }
}

extension XMLElement {
    /// What is inside, as XML that stands by itself: every prefix declared within (RFC 4918 §4.3: kept for dead properties).
    public var contentXML: String {
        var result = ""
        for part in content {
            var writer = XMLWriter(fragment: ())
            switch part {
            case .element(let element): writer.element(element)
            case .text(let text): writer.text(text)
            }
            result += String(decoding: writer.octets, as: UTF8.self)
        }
        return result
    }
}

extension XMLWriter {
    /// A writer without the XML declaration.
    fileprivate init(fragment: Void) {}
}
