import StoreContract
import Testing
import WebDAVXML

@testable import CalDAV

/// What reports cost, counted in texts of calendar objects that are read: RFC 4791 §7.8, §7.9 and RFC 6578 §3.2 answered from
/// columns where these are enough; and how a home and a long answer are told.
@Suite struct ReportCostTests {
    private static let names = "xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\""
    private static let etag = "<D:prop><D:getetag/></D:prop>"
    private static let data = "<D:prop><D:getetag/><C:calendar-data/></D:prop>"

    /// Thirty events on thirty days of December, one task.
    private func fill(_ dav: DAVFixture) async throws {
        for day in 1...30 {
            let event = DAVFixture.event(uid: "e\(day)", start: "202612\(day < 10 ? "0" : "")\(day)T090000")
            #expect(try await dav.send("PUT", DAVFixture.calendar + "e\(day).ics", body: event).status == 201)
        }
        let task = """
            BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VTODO\r\nUID:task\r\nDTSTAMP:20261101T000000Z\r\n\
            DTSTART:20261101T090000Z\r\nDUE:20261101T100000Z\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:Tâche\r\nEND:VTODO\r\nEND:VCALENDAR\r\n
            """
        #expect(try await dav.send("PUT", DAVFixture.calendar + "task.ics", body: task).status == 201)
    }

    private func query(_ inside: String, _ wanted: String) -> String {
        """
        <C:calendar-query \(Self.names)>\(wanted)<C:filter><C:comp-filter name="VCALENDAR">\(inside)</C:comp-filter></C:filter>\
        </C:calendar-query>
        """
    }

    private func sync(_ wanted: String) -> String {
        "<D:sync-collection \(Self.names)><D:sync-token/><D:sync-level>1</D:sync-level>\(wanted)</D:sync-collection>"
    }

    private static let day =
        "<C:comp-filter name=\"VEVENT\"><C:time-range start=\"20261205T000000Z\" end=\"20261206T000000Z\"/></C:comp-filter>"
    private static let uid =
        "<C:comp-filter name=\"VEVENT\"><C:prop-filter name=\"UID\"><C:text-match collation=\"i;octet\">e17</C:text-match></C:prop-filter></C:comp-filter>"

    /// RFC 4791 §7.8, §7.9; RFC 6578 §3.2.
    @Test func `no more texts are read than the answer needs`() async throws {
        try await DAVFixture.run { dav in
            try await fill(dav)
            let hrefs = (1...7).map { "<D:href>\(DAVFixture.calendar)e\($0).ics</D:href>" }.joined()
            let summary = "<C:comp-filter name=\"VEVENT\"><C:prop-filter name=\"SUMMARY\"/></C:comp-filter>"
            let rows: [(what: String, body: String, found: Int, read: Int)] = [
                ("components, tags", query("<C:comp-filter name=\"VEVENT\"/>", Self.etag), 30, 0),
                ("everything, tags", query("", Self.etag), 31, 0),
                ("a day, tags", query(Self.day, Self.etag), 1, 0),
                ("a day, data", query(Self.day, Self.data), 1, 1),
                ("a UID, tags", query(Self.uid, Self.etag), 1, 0),
                ("a UID, data", query(Self.uid, Self.data), 1, 1),
                ("a property, tags", query(summary, Self.etag), 30, 30),
                ("initial sync, tags", sync(Self.etag), 31, 0),
                ("initial sync, data", sync(Self.data), 31, 31),
                ("multiget", "<C:calendar-multiget \(Self.names)>\(Self.data)\(hrefs)</C:calendar-multiget>", 7, 7),
            ]
            for row in rows {
                let before = dav.store.textReads.count
                let answer = try await dav.send("REPORT", DAVFixture.calendar, body: row.body, headers: ["Depth": "1"])
                #expect(try answer.properties().count == row.found, "\(row.what)")
                #expect(dav.store.textReads.count - before == row.read, "\(row.what)")
            }
        }
    }

    /// RFC 4918 §9.1, as clients without sync tokens list a calendar.
    @Test(arguments: [("<D:getetag/><D:resourcetype/>", 0), ("<D:getetag/><D:getcontentlength/>", 31)])
    func `a list of tags reads no texts`(_ names: String, _ read: Int) async throws {
        try await DAVFixture.run { dav in
            try await fill(dav)
            let before = dav.store.textReads.count
            let body = "<D:propfind \(Self.names)><D:prop>\(names)</D:prop></D:propfind>"
            let answer = try await dav.send("PROPFIND", DAVFixture.calendar, body: body, headers: ["Depth": "1"])
            #expect(try answer.properties().count == 32)
            #expect(dav.store.textReads.count - before == read)
        }
    }

    /// RFC 4791 §9.9 and §9.6.5, through the index: a task that repeats is found and taken apart.
    @Test func `a repeated task is found on a later day and expanded`() async throws {
        try await DAVFixture.run { dav in
            try await fill(dav)
            let range = "start=\"20261206T000000Z\" end=\"20261214T000000Z\""
            let filter = "<C:comp-filter name=\"VTODO\"><C:time-range \(range)/></C:comp-filter>"
            let wanted = "<D:prop><C:calendar-data><C:expand \(range)/></C:calendar-data></D:prop>"
            let answer = try await dav.send(
                "REPORT", DAVFixture.calendar, body: query(filter, wanted), headers: ["Depth": "1"])
            let text = try #require(
                try answer.properties()[DAVFixture.calendar + "task.ics"]?[.caldav("calendar-data")]?.text)
            let lines = text.split(separator: "\r\n").filter { $0.hasPrefix("D") || $0.hasPrefix("R") }.sorted()
            #expect(
                lines.filter { !$0.hasPrefix("DTSTAMP") } == [
                    "DTSTART:20261206T090000Z", "DTSTART:20261213T090000Z", "DUE:20261206T100000Z",
                    "DUE:20261213T100000Z", "RECURRENCE-ID:20261206T090000Z", "RECURRENCE-ID:20261213T090000Z",
                ])
        }
    }

    /// RFC 4791 §7.8: the Depth of a query says how far down it asks.
    @Test(arguments: [("0", 0), ("1", 0), ("infinity", 2)])
    func `a query on a home asks as deep as it says`(_ depth: String, _ expected: Int) async throws {
        try await DAVFixture.run { dav in
            let other = DAVFixture.home + "projets/"
            #expect(try await dav.send("MKCALENDAR", other).status == 201)
            for path in [DAVFixture.calendar + "a.ics", other + "b.ics"] {
                let event = DAVFixture.event(uid: path.suffix(5).description, start: "20261205T090000")
                #expect(try await dav.send("PUT", path, body: event).status == 201)
            }
            let answer = try await dav.send(
                "REPORT", DAVFixture.home, body: query(Self.day, Self.data), headers: ["Depth": depth])
            #expect(answer.status == 207, "\(answer.text)")
            #expect(try answer.properties().count == expected)
        }
    }

    /// RFC 4918 §13: a long answer, sent in parts, is one document with everything in it, in order.
    @Test func `a long answer is whole`() async throws {
        try await DAVFixture.run { dav in
            let note = String(repeating: "Ordre du jour. ", count: 200)
            for number in 0..<150 {
                let event = DAVFixture.event(
                    uid: "n\(number)", start: "20261205T090000", extra: ["DESCRIPTION:\(note)"])
                #expect(try await dav.send("PUT", DAVFixture.calendar + "n\(number).ics", body: event).status == 201)
            }
            for body in [query(Self.day, Self.data), sync(Self.data)] {
                let answer = try await dav.send("REPORT", DAVFixture.calendar, body: body, headers: ["Depth": "1"])
                #expect(answer.status == 207)
                #expect(answer.text.utf8.count > 400_000)
                let found = try answer.properties()
                #expect(found.count == 150)
                #expect(
                    found.values.allSatisfy { $0[.caldav("calendar-data")]?.text.contains("END:VCALENDAR") == true })
            }
        }
    }
}
