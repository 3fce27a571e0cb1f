import Testing
import WebDAVXML

@Suite struct XMLWriterTests {
    private func text(_ writer: XMLWriter) -> String { String(decoding: writer.octets, as: UTF8.self) }

    @Test func `declares the known prefixes once and others where they are used`() {
        var writer = XMLWriter()
        writer.element(.dav("multistatus")) { writer in
            writer.element(.caldav("calendar-data"), text: "a")
            writer.element(XMLName("urn:other", "x"))
            writer.element(XMLName("", "plain"))
        }
        #expect(
            text(writer) == """
                <?xml version="1.0" encoding="utf-8"?>
                <D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" \
                xmlns:CS="http://calendarserver.org/ns/" xmlns:ICAL="http://apple.com/ns/ical/">\
                <C:calendar-data>a</C:calendar-data><X:x xmlns:X="urn:other"/><plain/></D:multistatus>
                """)
    }

    @Test func `what is written is read back the same`() throws {
        let texts = ["<&>\"'", "a\r\nb\tc", "é\u{1F600}", " ", "]]>", "&amp;"]
        for value in texts {
            let tree = XMLElement(
                XMLName("urn:a", "b"),
                attributes: [.init(XMLName("", "c"), value), .init(XMLName("urn:d", "e"), value)],
                content: [.text(value), .element(XMLElement(.dav("href"), text: value))])
            var writer = XMLWriter()
            writer.element(tree)
            #expect(try XMLElement(parsing: writer.octets) == tree)
        }
    }

    @Test func `leaves out what XML cannot hold`() throws {
        var writer = XMLWriter()
        writer.element(.dav("href"), text: "a\u{0}b\u{1B}c\u{FFFF}d\u{FFFD}")
        #expect(try XMLElement(parsing: writer.octets).text == "abcd\u{FFFD}")
    }

    @Test func `content for a dead property stands by itself`() throws {
        let source = "<p xmlns='urn:p' xmlns:D='DAV:'>a &amp; <D:href>x</D:href><q r='1'/></p>"
        let tree = try XMLElement(parsing: Array(source.utf8))
        let again = try XMLElement(parsing: Array("<p xmlns=\"urn:p\">\(tree.contentXML)</p>".utf8))
        #expect(again.content == tree.content)
    }
}
