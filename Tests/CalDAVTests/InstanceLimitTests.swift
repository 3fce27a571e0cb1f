import Testing
import WebDAVXML

/// `max-instances`: RFC 4791 §5.2.8, §5.3.2.1.
@Suite struct InstanceLimitTests {
    private static let path = DAVFixture.calendar + "a.ics"

    @Test(arguments: [
        ("FREQ=DAILY;COUNT=3000", 201), ("FREQ=DAILY;COUNT=3001", 403), ("FREQ=HOURLY;UNTIL=20270401T000000Z", 201),
        ("FREQ=HOURLY;UNTIL=20270601T000000Z", 403), ("FREQ=SECONDLY;COUNT=100000", 403), ("FREQ=DAILY", 201),
        ("FREQ=MINUTELY", 201), ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", 201),
        // Rules that are never met cost no long search.
        ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", 201), ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", 201),
    ])
    func `an event that happens too often is refused`(_ rule: String, _ status: Int) async throws {
        try await DAVFixture.run { dav in
            let text = DAVFixture.event(uid: "a", start: "20261201T090000", extra: ["RRULE:\(rule)"])
            let answer = try await dav.send("PUT", Self.path, body: text)
            #expect(answer.status == status)
            if status == 403 { #expect(try answer.condition() == .caldav("max-instances")) }
            #expect(try await dav.send("GET", Self.path).status == (status == 201 ? 200 : 404))
        }
    }

    @Test func `dates and other components are counted as well`() async throws {
        try await DAVFixture.run { dav in
            let dates = (0..<3_000).map {
                "RDATE:\(2027 + $0 / 360)\(two($0 / 30 % 12 + 1))\(two($0 % 30 + 1))T120000Z"
            }
            .filter { !$0.contains("0229T") && !$0.contains("0230T") }
            let few = Array(dates.prefix(1_900))
            let text = DAVFixture.event(
                uid: "a", start: "20261201T090000", extra: few + ["RRULE:FREQ=HOURLY;COUNT=1000"])
            #expect(try await dav.send("PUT", Self.path, body: text).status == 201)
            let more = DAVFixture.event(
                uid: "a", start: "20261201T090000", extra: few + ["RRULE:FREQ=HOURLY;COUNT=1200"])
            #expect(try await dav.send("PUT", Self.path, body: more).status == 403)
            let task = text.replacing("VEVENT", with: "VTODO").replacing("UID:a", with: "UID:t")
                .replacing("COUNT=1000", with: "COUNT=1200")
            let answer = try await dav.send("PUT", DAVFixture.calendar + "t.ics", body: task)
            #expect(try answer.condition() == .caldav("max-instances"))
        }
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
