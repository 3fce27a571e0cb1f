import Testing
import WebDAVXML

@Suite struct XMLParserTests {
    private func parse(_ text: String, limits: XMLLimits = .default) throws(XMLParseError) -> XMLElement {
        try XMLElement(parsing: Array(text.utf8), limits: limits)
    }

    /// Namespaces in XML §5.
    @Test(arguments: [
        "<D:propfind xmlns:D=\"DAV:\"><D:prop><D:getetag/></D:prop></D:propfind>",
        "<propfind xmlns=\"DAV:\"><prop><getetag></getetag></prop></propfind>",
        "<?xml version='1.0' encoding='UTF-8'?>\n<a:propfind xmlns:a='DAV:'><b:prop xmlns:b='DAV:'><getetag xmlns='DAV:'/></b:prop></a:propfind>",
        "\u{FEFF}<A:propfind xmlns:A=\"DAV:\"><!-- < > --><A:prop><A:getetag/></A:prop></A:propfind>",
    ])
    func `reads the same names whatever the prefixes are`(_ text: String) throws {
        let root = try parse(text)
        #expect(root.name == .dav("propfind"))
        #expect(root.children.map(\.name) == [.dav("prop")])
        #expect(root.first(.dav("prop"))?.children.map(\.name) == [.dav("getetag")])
    }

    @Test func `keeps text, attributes and their order`() throws {
        let root = try parse(
            "<x a='1 &amp; 2' xmlns:p='urn:p' p:b='&lt;é&#10;'>un &amp; deux<y/><![CDATA[<tr&ois>]]> quatre</x>")
        #expect(root[attribute: "a"] == "1 & 2")
        #expect(root.attributes.contains(.init(XMLName("urn:p", "b"), "<é\n")))
        #expect(root.content.count == 3)
        #expect(root.text == "un & deux<tr&ois> quatre")
    }

    @Test(arguments: [
        "<a>", "<a></b>", "<a", "a", "<a/><b/>", "<a b=1/>", "<a b='1' b='2'/>", "<p:a/>", "<a>&nbsp;</a>",
        "<a>&x;</a>",
        "<a xmlns:p=''/>", "<a>\u{1}</a>", "<a>&#0;</a>", "<a>&#xFFFFFFFF;</a>", "<a><![CDATA[</a>", "<a><!-- </a>",
        "<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>",
    ])
    func `refuses what is not well-formed`(_ text: String) {
        #expect {
            _ = try parse(text)
        } throws: { error in
            if case .malformed = error as? XMLParseError { true } else { false }
        }
    }

    /// RFC 4918 §20.6.
    @Test(arguments: [
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<!DOCTYPE a PUBLIC 'x' 'http://127.0.0.1:1/x.dtd'><a/>",
        "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/'>%p;]>\n<a/>",
        "<!DOCTYPE a [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;'>]><a b='&c;'>&c;</a>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
    ])
    func `refuses every document type declaration`(_ text: String) {
        #expect {
            _ = try parse(text)
        } throws: { error in
            if case .documentType = error as? XMLParseError { true } else { false }
        }
    }

    @Test func `counts depth before it goes deeper`() throws {
        let deepest = String(repeating: "<a>", count: 64) + String(repeating: "</a>", count: 64)
        #expect(try parse(deepest).name == XMLName("", "a"))
        #expect(throws: XMLParseError.tooDeep(limit: 64, line: 1)) {
            try parse(String(repeating: "<a>", count: 100_000))
        }
    }

    @Test func `caps size, elements and the length of a tag`() {
        let limits = XMLLimits(size: 2_000_000, depth: 64, elements: 100, tag: 1_000)
        #expect(throws: XMLParseError.tooManyElements(limit: 100, line: 1)) {
            try parse("<a>" + String(repeating: "<b/>", count: 100) + "</a>", limits: limits)
        }
        let attributes = (0..<1_000).map { "a\($0)=''" }.joined(separator: " ")
        #expect(throws: XMLParseError.tagTooLong(limit: 1_000, line: 2)) {
            try parse("<a>\n<b \(attributes)/></a>", limits: limits)
        }
        #expect(throws: XMLParseError.tooLarge(limit: 2_000_000)) {
            try parse("<a>" + String(repeating: " ", count: 2_000_000) + "</a>", limits: limits)
        }
    }

    @Test func `a comment, CDATA or text may be longer than a tag`() throws {
        let limits = XMLLimits(tag: 100)
        let long = String(repeating: "x'\"<>", count: 100)
        #expect(try parse("<a><!--\(long)--><![CDATA[\(long)]]></a>", limits: limits).text == long)
    }

    @Test(
        arguments: [
            [0xC3], [0xFF, 0xFE, 0x3C, 0x00, 0x61, 0x00], [0x3C, 0x61, 0x3E, 0xC3, 0x28, 0x3C, 0x2F, 0x61, 0x3E],
            [0x3C, 0x61, 0x3E, 0xED, 0xA0, 0x80, 0x3C, 0x2F, 0x61, 0x3E], [0x3C, 0x61, 0x00, 0x2F, 0x3E],
            [0x3C, 0x61, 0x3E, 0xC0, 0x80, 0x3C, 0x2F, 0x61, 0x3E],
        ] as [[UInt8]])
    func `refuses octets that are no UTF-8`(_ octets: [UInt8]) {
        #expect(throws: XMLParseError.notUTF8) { try XMLElement(parsing: octets) }
    }

    @Test(arguments: ["", " ", "\r\n\t "])
    func `says that there is nothing`(_ text: String) {
        #expect(throws: XMLParseError.empty) { try parse(text) }
    }

    @Test func `names the line`() {
        #expect {
            _ = try parse("<a>\n<b>\n</c>\n</a>")
        } throws: { error in
            if case .malformed(let reason, let line) = error as? XMLParseError {
                line == 3 && reason.contains("mismatch")
            } else {
                false
            }
        }
    }

    @Test func `every prefix of a document is refused without harm`() throws {
        let text = "<?xml version='1.0'?><D:a xmlns:D='DAV:' b='é'>t&amp;<!--c--><![CDATA[d]]><D:e/></D:a>"
        let octets = Array(text.utf8)
        for count in 0..<octets.count {
            #expect(throws: XMLParseError.self) { try XMLElement(parsing: octets[..<count]) }
        }
        #expect(try XMLElement(parsing: octets).children.count == 1)
    }
}
