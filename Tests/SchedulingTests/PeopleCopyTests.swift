import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import Testing

/// What in an attendee's copy is their own, and what is the organizer's whatever their client writes.
/// RFC 6638 §3.2.2.1.
@Suite struct PeopleCopyTests {
    private let bruno = TestTown.bruno

    /// Bruno's copy, changed line by line and put again.
    @discardableResult
    private func put(_ town: TestTown, _ change: (String) -> String) async throws -> PutResult {
        let copy = try await PeopleTests.copy(of: bruno, in: town)
        return try await town.calendars.put(
            Array(change(copy.text).utf8), name: copy.name, in: copy.collection, if: .init(),
            as: Principal(person: bruno))
    }

    private func expectRefused(_ property: String, _ town: TestTown, _ change: (String) -> String) async throws {
        do {
            try await put(town, change)
            Issue.record("stored")
        } catch SchedulingError.attendeeChangeNotAllowed(let refused) {
            #expect(refused == property)
        }
    }

    private func lines(_ name: String, in town: TestTown) async throws -> [String] {
        let copy = try await PeopleTests.copy(of: bruno, in: town)
        return try CalendarObject(parsing: Array(copy.text.utf8)).main.flatMap { $0.all(name).map(\.value) }
    }

    private func event(_ more: String..., at hour: Int = 9, summary: String? = nil) -> String {
        let text = TestTown.event("one", at: hour, people: ["bruno"], more: more.joined(separator: "\n"))
        return summary.map { text.replacingOccurrences(of: "SUMMARY:Réunion one", with: "SUMMARY:\($0)") } ?? text
    }

    // MARK: Their own

    /// RFC 6638 §3.2.2.1.
    @Test(arguments: [
        ("Org", "Org,Bruno", "Org", "Org,Bruno"), ("Org", "Org\r\nCATEGORIES:Bruno", "Org", "Org,Bruno"),
        ("Org", "Bruno", "Org", "Bruno"), ("Org", "Bruno", "Org,Ville", "Ville,Bruno"),
        ("Org", "Org,Bruno", "Ville", "Ville,Bruno"), ("Org,Ville", "Org", "Org,Ville", "Org"),
        ("Org", "Org", "Ville", "Ville"), ("Org", "Org,a\\,b", "a\\,b", "a\\,b"),
    ])
    func `an attendee's categories stay beside the organizer's`(
        before: String, own: String, after: String, expected: String
    ) async throws {
        let town = try await TestTown()
        try await town.put("one", event("CATEGORIES:" + before))
        try await put(town) { $0.replacingOccurrences(of: "CATEGORIES:\(before)\r\n", with: "CATEGORIES:\(own)\r\n") }
        for summary in ["Conseil", "Conseil de quartier"] {
            try await town.put("one", event("CATEGORIES:" + after, summary: summary))
            #expect(try await lines("CATEGORIES", in: town).joined(separator: ",") == expected)
            #expect(try await lines("SUMMARY", in: town) == [summary])
        }
    }

    /// RFC 6638 §3.2.2.1.
    @Test func `categories stay where the organizer has none, and go with the organizer's where they were not changed`()
        async throws
    {
        let town = try await TestTown()
        try await town.put("one", event())
        try await put(town) { $0.replacingOccurrences(of: "END:VEVENT", with: "CATEGORIES:Bruno\r\nEND:VEVENT") }
        try await town.put("one", event("CATEGORIES:Org", summary: "Conseil"))
        #expect(Set(try await lines("CATEGORIES", in: town)) == ["Org", "Bruno"])
        try await town.put("one", event(summary: "Conseil"))
        #expect(try await lines("CATEGORIES", in: town) == ["Bruno"])
        try await put(town) { $0.replacingOccurrences(of: "CATEGORIES:Bruno\r\n", with: "") }
        try await town.put("one", event("CATEGORIES:Org", summary: "Conseil"))
        try await town.put("one", event(summary: "Conseil"))
        #expect(try await lines("CATEGORIES", in: town) == [])
    }

    /// RFC 6638 §3.2.2.1, RFC 7986 §5.9.
    @Test func `a colour of their own stays over a change of time`() async throws {
        let town = try await TestTown()
        try await town.put("one", event("COLOR:red"))
        try await town.put("one", event("COLOR:green"))
        #expect(try await lines("COLOR", in: town) == ["green"])
        try await put(town) { $0.replacingOccurrences(of: "COLOR:green", with: "COLOR:blue") }
        try await town.put("one", event("COLOR:yellow", at: 11))
        #expect(try await lines("COLOR", in: town) == ["blue"])
    }

    /// RFC 6638 §3.2.2.1: of single instances too.
    @Test func `categories of a series are theirs in an instance that the organizer changes`() async throws {
        let town = try await TestTown()
        let rule = "RRULE:FREQ=DAILY;COUNT=4"
        try await town.put("one", event(rule, "CATEGORIES:Org"))
        try await put(town) { $0.replacingOccurrences(of: "CATEGORIES:Org", with: "CATEGORIES:Org,Bruno") }
        let moved = event("RECURRENCE-ID;TZID=Europe/Paris:20270303T090000", "CATEGORIES:Org", summary: "Ailleurs")
            .replacingOccurrences(of: "Paris:20270302T", with: "Paris:20270303T")
        try await town.put("one", event(rule, "CATEGORIES:Org") + "\n" + moved)
        #expect(try await lines("SUMMARY", in: town) == ["Réunion one", "Ailleurs"])
        #expect(try await lines("CATEGORIES", in: town) == ["Org", "Bruno", "Org", "Bruno"])
    }

    // MARK: What a client writes for what it cannot hold

    /// RFC 6638 §3.2.2.1, RFC 5545 §3.8.1.9.
    @Test(arguments: [("", "PRIORITY:5\r\n"), ("PRIORITY:3\r\n", "PRIORITY:1\r\n"), ("PRIORITY:5\r\n", "")])
    func `a priority that means the same is the organizer's`(before: String, written: String) async throws {
        let town = try await TestTown()
        try await town.put("one", event(before.isEmpty ? "X-NONE:1" : String(before.dropLast())))
        let result = try await put(town) { text in
            (before.isEmpty ? text : text.replacingOccurrences(of: before, with: ""))
                .replacingOccurrences(of: "END:VEVENT", with: written + "END:VEVENT")
                .replacingOccurrences(
                    of: "PARTSTAT=NEEDS-ACTION:mailto:bruno", with: "PARTSTAT=ACCEPTED:mailto:bruno")
        }
        #expect(!result.storedAsSent)
        let expected = before.isEmpty ? [] : [String(before.dropFirst("PRIORITY:".count).dropLast())]
        #expect(try await lines("PRIORITY", in: town) == expected)
        #expect(try await PeopleTests.participation(town.object("one").text).contains("bruno ACCEPTED"))
    }

    /// RFC 6638 §3.2.2.1.
    @Test(arguments: [("", "PRIORITY:1"), ("PRIORITY:1", "PRIORITY:9")])
    func `a priority that means something else is refused`(before: String, written: String) async throws {
        let town = try await TestTown()
        try await town.put("one", event(before.isEmpty ? "X-NONE:1" : before))
        try await expectRefused("PRIORITY", town) { text in
            (before.isEmpty ? text : text.replacingOccurrences(of: before + "\r\n", with: ""))
                .replacingOccurrences(of: "END:VEVENT", with: written + "\r\nEND:VEVENT")
        }
    }

    /// RFC 6638 §3.2.2.1, RFC 5545 §3.2.16.
    @Test func `roles are the organizer's whatever an attendee's client writes`() async throws {
        let town = try await TestTown()
        let text = event()
            .replacingOccurrences(of: "ATTENDEE;PARTSTAT=ACCEPTED:", with: "ATTENDEE;ROLE=CHAIR;PARTSTAT=ACCEPTED:")
            .replacingOccurrences(
                of: "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jaures",
                with: "ATTENDEE;ROLE=NON-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:jaures")
        try await town.put("one", text)
        func roles() async throws -> [String] {
            let copy = try await PeopleTests.copy(of: bruno, in: town)
            return try CalendarObject(parsing: Array(copy.text.utf8)).attendees.map(\.role)
        }
        #expect(try await roles() == ["CHAIR", "NON-PARTICIPANT", "REQ-PARTICIPANT"])
        let tag = try await PeopleTests.copy(of: bruno, in: town).scheduleTag
        try await put(town) { text in
            text.replacingOccurrences(of: ";ROLE=CHAIR", with: "")
                .replacingOccurrences(of: "ROLE=NON-PARTICIPANT", with: "ROLE=CHAIR")
                .replacingOccurrences(
                    of: "PARTSTAT=NEEDS-ACTION:mailto:bruno",
                    with: "ROLE=OPT-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:bruno")
        }
        #expect(try await roles() == ["CHAIR", "NON-PARTICIPANT", "REQ-PARTICIPANT"])
        #expect(try await PeopleTests.copy(of: bruno, in: town).scheduleTag != tag)
        #expect(try await PeopleTests.participation(town.object("one").text).contains("bruno ACCEPTED"))
    }

    /// RFC 6638 §3.2.2.1, RFC 5545 §3.3.10.
    @Test(arguments: [
        ("FREQ=WEEKLY;COUNT=3", "FREQ=WEEKLY;COUNT=3;BYDAY=TU"),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", "FREQ=WEEKLY;COUNT=3;INTERVAL=1;BYDAY=TH,TU;WKST=MO"),
        ("FREQ=MONTHLY;COUNT=3", "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=2"),
        ("FREQ=YEARLY;COUNT=3", "FREQ=YEARLY;COUNT=3;BYMONTH=3;BYMONTHDAY=2"),
    ])
    func `a rule that says what DTSTART says is no other rule`(rule: String, written: String) async throws {
        let town = try await TestTown()
        try await town.put("one", event("RRULE:" + rule))
        try await put(town) { text in
            text.replacingOccurrences(of: "RRULE:" + rule, with: "RRULE:" + written)
                .replacingOccurrences(
                    of: "PARTSTAT=NEEDS-ACTION:mailto:bruno", with: "PARTSTAT=ACCEPTED:mailto:bruno")
        }
        #expect(try await PeopleTests.participation(town.object("one").text).contains("bruno ACCEPTED"))
    }

    // MARK: Dates that they took out

    /// RFC 5546 §3.2.2.1.
    @Test func `a date that an attendee took out stays out until they are asked again`() async throws {
        let town = try await TestTown()
        let rule = "RRULE:FREQ=DAILY;COUNT=4"
        let third = "20270304T090000"
        try await town.put("one", event(rule))
        try await put(town) { $0.replacingOccurrences(of: rule, with: "\(rule)\r\nEXDATE;TZID=Europe/Paris:\(third)") }
        #expect(try await PeopleTests.participation(town.object("one").text).contains("\(third) bruno DECLINED"))
        for summary in ["Conseil", "Conseil de quartier"] {
            try await town.put("one", event(rule, summary: summary))
            #expect(try await lines("SUMMARY", in: town) == [summary])
            #expect(try await lines("EXDATE", in: town) == [third])
            #expect(try await lines("RECURRENCE-ID", in: town) == [])
        }
        #expect(try await PeopleTests.participation(town.object("one").text).contains("\(third) bruno DECLINED"))
        try await town.put("one", event(rule, at: 11))
        #expect(try await lines("EXDATE", in: town) == [])
        #expect(
            try await !PeopleTests.participation(PeopleTests.copy(of: bruno, in: town).text).contains("bruno DECLINED"))
    }

    /// RFC 5546 §3.2.2.1: the instance alone moved.
    @Test func `a date that an attendee took out comes back with another time`() async throws {
        let town = try await TestTown()
        let rule = "RRULE:FREQ=DAILY;COUNT=4"
        let third = "20270304T090000"
        try await town.put("one", event(rule))
        try await put(town) { $0.replacingOccurrences(of: rule, with: "\(rule)\r\nEXDATE;TZID=Europe/Paris:\(third)") }
        func moved(_ hour: Int, _ summary: String) -> String {
            event("RECURRENCE-ID;TZID=Europe/Paris:\(third)", at: hour, summary: summary)
                .replacingOccurrences(of: "Paris:20270302T", with: "Paris:20270304T")
        }
        try await town.put("one", event(rule) + "\n" + moved(9, "Ailleurs"))
        #expect(try await lines("EXDATE", in: town) == [third])
        #expect(try await lines("RECURRENCE-ID", in: town) == [])
        try await town.put("one", event(rule) + "\n" + moved(15, "Ailleurs"))
        #expect(try await lines("EXDATE", in: town) == [])
        #expect(try await lines("RECURRENCE-ID", in: town) == [third])
    }

    /// RFC 6638 §3.2.2.1 speaks of instances of what repeats.
    @Test func `a single event has no date to take out`() async throws {
        let town = try await TestTown()
        try await town.put("one", event())
        let start = "DTSTART;TZID=Europe/Paris:20270302T090000"
        try await expectRefused("EXDATE", town) {
            $0.replacingOccurrences(of: start, with: "\(start)\r\nEXDATE;TZID=Europe/Paris:20270302T090000")
        }
        let before = try await town.object("one").text
        try await expectRefused("VEVENT", town) { text in
            let parts = text.components(separatedBy: "BEGIN:VEVENT")
            let instance =
                "BEGIN:VEVENT\r\nRECURRENCE-ID;TZID=Europe/Paris:20270302T090000"
                + parts[1].replacingOccurrences(
                    of: "PARTSTAT=NEEDS-ACTION:mailto:bruno", with: "PARTSTAT=DECLINED:mailto:bruno")
            return parts[0] + "BEGIN:VEVENT" + parts[1].replacingOccurrences(of: "END:VCALENDAR\r\n", with: instance)
        }
        #expect(try await town.object("one").text == before)
    }
}
