import CLibxml2

/// Builds the tree from libxml2's events. Lives for one parse, on one thread; C sees it as an opaque pointer meanwhile.
final class XMLTreeBuilder {
    let limits: XMLLimits
    var context: xmlParserCtxtPtr?
    private(set) var failure: XMLParseError?
    private(set) var root: XMLElement?
    private var open: [XMLElement] = []
    private var pendingText: [UInt8] = []
    private var count = 0

    init(limits: XMLLimits) {
        self.limits = limits
    }

    var line: Int { context.map { Int(xmlSAX2GetLineNumber($0)) } ?? 0 }

    private func fail(_ error: XMLParseError) {
        if failure == nil { failure = error }
        if let context { xmlStopParser(context) }
    }

    private func begin(_ element: XMLElement) {
        guard failure == nil else { return }
        flushText()
        count += 1
        guard count <= limits.elements else { return fail(.tooManyElements(limit: limits.elements, line: line)) }
        guard open.count < limits.depth else { return fail(.tooDeep(limit: limits.depth, line: line)) }
        open.append(element)
    }

    private func end() {
        guard failure == nil else { return }
        flushText()
        guard let element = open.popLast() else { return }
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].content.append(.element(element))
        }
    }

    private func text(_ octets: UnsafeBufferPointer<UInt8>) {
        guard failure == nil, !open.isEmpty else { return }
        pendingText.append(contentsOf: octets)
    }

    private func flushText() {
        guard !pendingText.isEmpty, !open.isEmpty else { return }
        open[open.count - 1].content.append(.text(String(decoding: pendingText, as: UTF8.self)))
        pendingText.removeAll(keepingCapacity: true)
    }

    private func report(_ error: xmlError) {
        guard error.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
        let message = error.message.map { String(cString: $0) } ?? "not well-formed"
        let reason = String(message.split(whereSeparator: \.isNewline).first?.prefix(200) ?? "not well-formed")
        fail(.malformed(reason: reason, line: Int(error.line)))
    }
}

extension XMLTreeBuilder {
    private static func of(_ data: UnsafeMutableRawPointer?) -> XMLTreeBuilder? {
        data.map { Unmanaged<XMLTreeBuilder>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The callbacks; those that are nil do nothing in libxml2.
    static var handler: xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(bitPattern: Int32(truncatingIfNeeded: Int64(0xDEED_BEAF)))
        handler.internalSubset = { data, _, _, _ in
            guard let builder = XMLTreeBuilder.of(data) else { return }
            builder.fail(.documentType(line: builder.line))
        }
        handler.characters = { data, octets, count in
            guard let octets, count > 0 else { return }
            XMLTreeBuilder.of(data)?.text(UnsafeBufferPointer(start: octets, count: Int(count)))
        }
        handler.ignorableWhitespace = handler.characters
        handler.cdataBlock = handler.characters
        handler.startElementNs = { data, name, _, namespace, _, _, count, _, attributes in
            guard let name else { return }
            var element = XMLElement(XMLName(XMLTreeBuilder.text(namespace), XMLTreeBuilder.text(name)))
            for index in 0..<Int(max(count, 0)) {
                guard let attributes, let name = attributes[index * 5], let start = attributes[index * 5 + 3],
                    let end = attributes[index * 5 + 4]
                else { continue }
                let value = UnsafeBufferPointer(start: start, count: end - start)
                let full = XMLName(
                    XMLTreeBuilder.text(attributes[index * 5 + 2]), XMLTreeBuilder.text(name))
                element.attributes.append(.init(full, String(decoding: value, as: UTF8.self)))
            }
            XMLTreeBuilder.of(data)?.begin(element)
        }
        handler.endElementNs = { data, _, _, _ in XMLTreeBuilder.of(data)?.end() }
        handler.serror = { data, error in
            guard let error else { return }
            XMLTreeBuilder.of(data)?.report(error.pointee)
        }
        return handler
    }

    private static func text(_ pointer: UnsafePointer<xmlChar>?) -> String {
        pointer.map { String(cString: $0) } ?? ""
    }
}
