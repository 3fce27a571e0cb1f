import BookingCore
import CalendarTime
import Foundation
import HTTPTypes
import Scheduling
import Testing
import Wording

@testable import HTTPAPI

@Suite struct CodingTests {
    static let zones = ZoneDatabase(version: "test") { name in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name).map(Array.init)
    }
    let paris: ZoneRules
    let times: TimeReader

    init() throws {
        paris = try #require(Self.zones.zone(named: "Europe/Paris"))
        times = TimeReader(zones: Self.zones, defaultZone: paris)
    }

    func draft(_ text: String) throws(RequestError) -> BookingDraft {
        try DraftBody(Array(text.utf8)).draft(times)
    }

    @Test func `a time with an offset becomes wall-clock time of the resource`() throws {
        let draft = try draft(
            #"{"resource":"a","title":"T","start":"2026-11-24T08:00:00Z","end":"2026-11-24T10:00:00+01:00"}"#)
        let nine = try #require(CivilDateTime(icalendar: "20261124T090000"))
        #expect(draft.start == .zoned(nine, paris))
        #expect(draft.end.instant(in: .utc) == Instant(rfc3339: "2026-11-24T09:00:00Z"))
        #expect(draft.resources == ["a"])
    }

    @Test func `local times take the named zone`() throws {
        let draft = try draft(
            #"{"resource":"a","start":"2026-07-01T09:00:00","end":"2026-07-01T10:00:00","timeZone":"America/New_York","recurrence":"FREQ=WEEKLY;COUNT=4"}"#
        )
        #expect(draft.start.instant(in: .utc) == Instant(rfc3339: "2026-07-01T13:00:00Z"))
        #expect(draft.recurrence.count == 1)
    }

    @Test func `the second of two equal wall-clock times keeps its instant`() throws {
        let draft = try draft(
            #"{"resource":"a","start":"2026-10-25T02:30:00+01:00","end":"2026-10-25T03:30:00+01:00"}"#)
        #expect(draft.start.instant(in: .utc) == Instant(rfc3339: "2026-10-25T01:30:00Z"))
        #expect(draft.end.instant(in: .utc) == Instant(rfc3339: "2026-10-25T02:30:00Z"))
    }

    @Test func `dates are whole days, one where the end is missing`() throws {
        let draft = try draft(#"{"resources":["a","b"],"start":"2026-12-24","allDay":true}"#)
        #expect(draft.start == CivilDate(iso8601: "2026-12-24").map(EventTime.date))
        #expect(draft.end == CivilDate(iso8601: "2026-12-25").map(EventTime.date))
    }

    @Test(arguments: [
        (#"{"start":"2026-12-24"}"#, "resource"), (#"{"resource":"A B","start":"2026-12-24"}"#, "resource"),
        (#"{"resource":"a"}"#, "start"), (#"{"resource":"a","start":"2026-02-30"}"#, "start"),
        (#"{"resource":"a","start":"2026-12-24T09:00:00+01:00"}"#, "end"),
        (#"{"resource":"a","start":"2026-12-24","end":"2026-12-24T09:00:00Z"}"#, "end"),
        (#"{"resource":"a","start":"2026-12-24","allDay":false}"#, "allDay"),
        (#"{"resource":"a","start":"2026-12-24","timeZone":"Mars/Base"}"#, "timeZone"),
        (#"{"resource":"a","start":"2026-12-24","recurrence":"FREQ=SOMETIMES"}"#, "recurrence"),
        (#"{"resource":"a","start":"2026-12-24","units":0}"#, "units"),
        (#"{"resource":"a","start":"2026-12-24","units":"2"}"#, "units"),
        (#"{"resource":"a","start":"2026-12-24","visibility":"secret"}"#, "visibility"),
        (#"{"resource":"a","start":"2026-12-24","attendees":["b@x",3]}"#, "attendees[1]"),
        (#"{"resource":"a","start":"2026-12-24","titel":"T"}"#, "titel"),
        (#"{"resource":"a","resources":["b"],"start":"2026-12-24"}"#, "resources"),
    ])
    func `a wrong field is named`(_ body: String, _ field: String) throws {
        let error = try #require(throws: RequestError.self) { try draft(body) }
        let problem = Problem(error)
        #expect(problem.status.code == 422)
        #expect(problem.members.contains(JSON.Member(name: "field", value: .string(field))))
    }

    @Test func `instants are written with the offset of their zone`() throws {
        let instant = try #require(Instant(rfc3339: "2026-11-24T08:00:00Z"))
        #expect(TimeText(zone: paris).text(instant) == "2026-11-24T09:00:00+01:00")
        #expect(TimeText(zone: .utc).text(instant) == "2026-11-24T08:00:00+00:00")
        let newYork = try #require(Self.zones.zone(named: "America/St_Johns"))
        #expect(TimeText(zone: newYork).text(instant) == "2026-11-24T04:30:00-03:30")
    }

    @Test func `a resource is read as it was written`() throws {
        var resource = Resource(
            id: "salle", kind: .room, names: LocalizedText(fr: "Salle", en: "Room"), address: "salle@ville.example",
            aliases: ["s@ville.example"], site: "Mairie", floor: "1", capacity: 8, units: 2, features: ["video"],
            zone: "Europe/Paris", stepFree: true, setup: 900, teardown: 86_400, parts: ["nord"], managers: ["ada"],
            policyName: "p")
        let range = try #require(DailyRange(from: 480, to: 1_440))
        let day = try #require(CivilDate(iso8601: "2026-12-25"))
        resource.openingHours = OpeningHours(weekly: [.monday: [range]], exceptions: [day: []])
        resource.closures = [Closure(from: day, through: day, names: LocalizedText("Noël"))]
        resource.policy.bookingWindow = nil
        resource.policy.autoSchedule = .declineAlways
        let written = resource.json(.fr, isManaged: true).encoded()
        let read = try Resource(id: "salle", body: written)
        #expect(read == resource)
    }

    @Test func `every rule of a policy is read as it was written`() throws {
        var policy = BookingPolicy()
        policy.autoSchedule = .acceptIfFree
        policy.bookInPolicy = Audience(internal: true, members: ["ada"])
        policy.requestInPolicy = .everyone
        policy.requestOutOfPolicy = Audience(members: ["bob"])
        policy.externalOrganizers = .approve
        policy.quotas = Quotas(futureBookings: 2, hoursPerWeek: 7_200)
        policy.approval.managers = ["ada"]
        policy.approval.pendingBlocks = false
        policy.approval.pendingExpiry = nil
        policy.checkIn.required = true
        policy.checkIn.exemptLongerThan = 14_400
        policy.checkIn.exemptBookedWithin = 600
        policy.waitlist = true
        policy.maximumDuration = nil
        policy.copy.subject = false
        let written = RequestDocument.policy(policy)
        let read = try JSONField(name: "policy", value: JSON(body: Array(written.utf8))).policy()
        #expect(read == policy)
        var overrides = PolicyOverrides()
        overrides.bookingWindow = .some(nil)
        overrides.waitlist = false
        let some = try JSONField(name: "overrides", value: overrides.json).policyOverrides()
        #expect(some == overrides)
    }

    @Test(arguments: [
        (#"{"autoSchedule":"sometimes"}"#, "policy.autoSchedule"),
        (#"{"quotas":{"hoursPerWeek":-1}}"#, "policy.quotas.hoursPerWeek"),
        (#"{"checkIn":{"before":"soon"}}"#, "policy.checkIn.before"), (#"{"waitlist":"yes"}"#, "policy.waitlist"),
        (#"{"approval":{"expiry":"P1D"}}"#, "policy.approval.expiry"),
        (#"{"bookInPolicy":"everyone"}"#, "policy.bookInPolicy"),
    ])
    func `a wrong rule is named`(_ body: String, _ field: String) throws {
        let error = try #require(throws: RequestError.self) {
            try JSONField(name: "policy", value: JSON(body: Array(body.utf8))).policy()
        }
        #expect(Problem(error).members.contains(JSON.Member(name: "field", value: .string(field))))
    }
}

@Suite struct AcceptedLanguageTests {
    @Test(arguments: [
        ("en", Language.en), ("fr-CA,en;q=0.8", .fr), ("de,en;q=0.5,fr;q=0.9", .fr), ("en-US,en;q=0.9,fr;q=0.8", .en),
        ("fr;q=0,en;q=0.1", .en),
    ])
    func `the heaviest served language wins`(_ field: String, _ language: Language) {
        #expect(AcceptedLanguage.language(field) == language)
    }

    @Test(arguments: [nil, "", "de", "*", "fr;q=0", ";;,q=,"])
    func `where none is named none is chosen`(_ field: String?) {
        #expect(AcceptedLanguage.language(field) == nil)
    }
}
