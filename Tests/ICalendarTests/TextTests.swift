import ICalendar
import Testing

@Suite struct TextTests {
    @Test(arguments: [
        ("a\\, b\\; c\\\\ d\\n e\\N", "a, b; c\\ d\n e\n"), ("C:\\temp", "C:\\temp"), ("12\\:30", "12:30"),
        ("end\\", "end\\"),
    ])
    func `escapes are resolved`(raw: String, text: String) {
        #expect(CalendarProperty("SUMMARY", value: raw).text == text)
    }

    @Test func `text is escaped`() {
        #expect(CalendarText.escaped("a,b;c\\d\r\ne\rf\u{1}") == "a\\,b\\;c\\\\d\\ne\\nf")
    }

    @Test func `a list is split at commas that are not escaped`() {
        #expect(CalendarProperty("CATEGORIES", value: "a,b\\,c,d\\\\,e").textList == ["a", "b,c", "d\\", "e"])
    }

    @Test(arguments: [
        ("Martin, Camille", "\"Martin, Camille\""), ("plain", "plain"), ("a\"b", "a^'b"), ("x^y", "x^^y"),
        ("1\n2", "1^n2"),
        ("a:b\"", "\"a:b^'\""),
    ])
    func `parameter values are quoted and encoded by RFC 6868`(value: String, written: String) throws {
        let property = CalendarProperty(
            "ATTENDEE", value: "mailto:a@b.example", parameters: [CalendarParameter("CN", value)])
        var component = CalendarComponent("VEVENT")
        component.uid = "u"
        component.set("DTSTART", value: "20261123T090000Z")
        component.append(property)
        let text = CalendarObject(components: [component]).serialized()
        #expect(text.contains("ATTENDEE;CN=\(written):mailto:a@b.example\r\n"))
        let back = try CalendarObject(parsing: text)
        #expect(back.attendees.first?.commonName == value)
    }

    @Test func `an unknown circumflex sequence stays as it is`() throws {
        let object = try CalendarObject(parsing: event("ATTENDEE;CN=a^b^:mailto:a@b.example"))
        #expect(object.attendees.first?.commonName == "a^b^")
        #expect(object.serialized().contains(";CN=a^b^:"))
    }

    @Test func `setting a parameter takes the first one's place, nil removes all`() {
        var property = CalendarProperty(
            "X-A", value: "",
            parameters: [CalendarParameter("A", "1"), CalendarParameter("B", "2"), CalendarParameter("a", "3")])
        property[parameter: "a"] = "4"
        #expect(property.parameters == [CalendarParameter("A", "4"), CalendarParameter("B", "2")])
        property[parameter: "A"] = nil
        #expect(property.parameters == [CalendarParameter("B", "2")])
    }
}
