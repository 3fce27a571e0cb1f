import CLibxml2

extension XMLElement {
    /// Parses a document and returns its root element.
    ///
    /// No DTD, no entities but the five of XML itself, no network, nothing read but `octets`.
    public init(
        parsing octets: some RandomAccessCollection<UInt8>, limits: XMLLimits = .default
    ) throws(XMLParseError) {
        try XMLPreflight.check(octets, limits: limits)
        _ = XMLLibrary.isReady
        let builder = XMLTreeBuilder(limits: limits)
        var handler = XMLTreeBuilder.handler
        let data = Unmanaged.passUnretained(builder).toOpaque()
        guard let context = xmlCreatePushParserCtxt(&handler, data, nil, 0, nil) else {
            throw .malformed(reason: "out of memory", line: 0)
        }
        defer { xmlFreeParserCtxt(context) }
        builder.context = context
        // NOENT resolves `&amp;` in attribute values; with no DTD there is nothing else that it could resolve.
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOENT.rawValue | XML_PARSE_IGNORE_ENC.rawValue
        xmlCtxtUseOptions(context, Int32(bitPattern: options))
        let isWellFormed = withExtendedLifetime(builder) {
            Array(octets).withUnsafeBytes { bytes in
                let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                return xmlParseChunk(context, start, Int32(clamping: bytes.count), 1) == 0
            }
        }
        if let failure = builder.failure { throw failure }
        guard isWellFormed, let root = builder.root else {
            throw .malformed(reason: "the document is not well-formed", line: builder.line)
        }
        self = root
    }
}

/// libxml2's global tables, made once.
private enum XMLLibrary {
    static let isReady: Bool = {
        xmlInitParser()
        return true
    }()
}
