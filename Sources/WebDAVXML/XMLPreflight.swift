/// The checks that come before libxml2 sees a document.
enum XMLPreflight {
    /// - Throws: ``XMLParseError`` where the document is empty, too large, no UTF-8, or has a tag that is too long.
    static func check(_ octets: some RandomAccessCollection<UInt8>, limits: XMLLimits) throws(XMLParseError) {
        guard octets.count <= limits.size else { throw .tooLarge(limit: limits.size) }
        guard octets.contains(where: { !isSpace($0) }) else { throw .empty }
        guard !octets.contains(0), String(validating: octets, as: UTF8.self) != nil else { throw .notUTF8 }
        try checkTags(Array(octets), limit: limits.tag)
    }

    private static func checkTags(_ octets: [UInt8], limit: Int) throws(XMLParseError) {
        var index = 0
        while let open = octets[index...].firstIndex(of: UInt8(ascii: "<")) {
            if starts(octets, at: open, with: "<!--") {
                index = end(octets, from: open + 4, of: "-->")
            } else if starts(octets, at: open, with: "<![CDATA[") {
                index = end(octets, from: open + 9, of: "]]>")
            } else {
                index = endOfTag(octets, from: open + 1)
                guard index - open <= limit else { throw .tagTooLong(limit: limit, line: line(of: open, in: octets)) }
            }
        }
    }

    private static func endOfTag(_ octets: [UInt8], from start: Int) -> Int {
        var quote: UInt8?
        for index in start..<max(start, octets.count) {
            let octet = octets[index]
            if let open = quote {
                if octet == open { quote = nil }
            } else if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "'") {
                quote = octet
            } else if octet == UInt8(ascii: ">") {
                return index + 1
            }
        }
        return octets.count
    }

    private static func starts(_ octets: [UInt8], at index: Int, with text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + count <= octets.count else { return false }
        return text.withUTF8Buffer { octets[index..<(index + count)].elementsEqual($0) }
    }

    /// The index behind the next `text`, or the end.
    private static func end(_ octets: [UInt8], from start: Int, of text: StaticString) -> Int {
        var index = start
        while index < octets.count {
            if starts(octets, at: index, with: text) { return index + text.utf8CodeUnitCount }
            index += 1
        }
        return octets.count
    }

    private static func line(of index: Int, in octets: [UInt8]) -> Int {
        octets[..<index].reduce(into: 1) { if $1 == UInt8(ascii: "\n") { $0 += 1 } }
    }

    private static func isSpace(_ octet: UInt8) -> Bool {
        octet == 0x20 || (octet >= 0x09 && octet <= 0x0D)
    }
}
