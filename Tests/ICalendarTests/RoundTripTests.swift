import ICalendar
import Testing

@Suite struct RoundTripTests {
    /// RFC 5545 §3.8.8, 4791 §5.3.3.
    @Test(arguments: TrickySamples.all)
    func `an object that nobody changed is written byte for byte as it came, but for folds`(sample: String) throws {
        let written = try CalendarObject(parsing: sample).serialized()
        #expect(written.replacing("\r\n ", with: "") == sample.replacing("\r\n ", with: ""))
        #expect(written.replacing("\r\n ", with: "").utf8.elementsEqual(sample.replacing("\r\n ", with: "").utf8))
    }

    @Test(arguments: TrickySamples.all)
    func `what is written is read as the same object`(sample: String) throws {
        let object = try CalendarObject(parsing: sample)
        #expect(try CalendarObject(parsing: object.serializedBytes()) == object)
        #expect(try CalendarObject(stored: object.serializedBytes()) == object)
    }

    @Test func `line ends of LF alone, a byte order mark and empty lines are accepted`() throws {
        let text = TrickySamples.values.replacing("\r\n", with: "\n")
        let expected = try CalendarObject(parsing: TrickySamples.values)
        #expect(try CalendarObject(parsing: text) == expected)
        #expect(try CalendarObject(parsing: "\u{FEFF}\n" + text + "\n\n") == expected)
    }

    @Test func `a fold inside a UTF-8 sequence is undone`() throws {
        var bytes = Array(event("SUMMARY:Mairie é").utf8)
        let place = try #require(bytes.firstIndex(of: 0xC3))
        bytes.insert(contentsOf: [0x0D, 0x0A, 0x09], at: place + 1)
        #expect(try CalendarObject(parsing: bytes).master?.summary == "Mairie é")
    }

    @Test func `names in lower case are read, and written in upper case`() throws {
        let object = try CalendarObject(
            parsing: event("summary;language=FR:Conseil").replacing("VEVENT", with: "vevent"))
        #expect(object.componentName == "VEVENT")
        #expect(object.serialized().contains("SUMMARY;LANGUAGE=FR:Conseil\r\n"))
    }

    @Test func `complaints that another program's libical left in the data are dropped`() throws {
        let complaint = "X-LIC-ERROR;X-LIC-ERRORTYPE=VALUE-PARSE-ERROR:No value for SUMMARY property"
        let object = try CalendarObject(parsing: event(complaint, "LOCATION:Salle Jaurès"))
        #expect(!object.serialized().contains("X-LIC-ERROR"))
        #expect(object.master?.location == "Salle Jaurès")
    }

    @Test func `a changed parameter is written anew, its neighbours as they came`() throws {
        let line = "ATTENDEE;CN=\"Plain\";PARTSTAT=NEEDS-ACTION;X-A=1;X-A=2:MAILTO:Salle@Ville.Example"
        var object = try CalendarObject(parsing: event(line))
        object.updateMain { $0.setAttendee(address: "salle@ville.example", partstat: .accepted, scheduleStatus: "2.0") }
        let expected =
            "ATTENDEE;CN=\"Plain\";PARTSTAT=ACCEPTED;X-A=1;X-A=2;SCHEDULE-STATUS=2.0:MAILTO:Salle@Ville.Example"
        #expect(object.serialized().replacing("\r\n ", with: "").contains(expected))
    }
}
