import BookingCore
import CalendarTime
import Scheduling
import Testing

@testable import Importing

@Suite struct FormatTests {
    @Test func `a shared policy is resolved and single fields are overridden`() throws {
        let document = try Fixture.document(
            Fixture.site + """
                policies:
                  p: { bookingWindow: P30D, maximumDuration: none, privacy: full, copy: { subject: false } }
                resources:
                  - id: a
                    name: { fr: Salle, en: Room }
                    address: A@Ville.Example
                    policy: p
                    overrides: { privacy: busy }
                """)
        let resource = try #require(document.resources.first)
        #expect(resource.address == "a@ville.example")
        #expect(resource.names == LocalizedText(fr: "Salle", en: "Room"))
        #expect(resource.zone == "Europe/Paris")
        #expect(resource.policyName == "p")
        #expect(resource.policy.bookingWindow == Int64(30 * 86_400))
        #expect(resource.policy.maximumDuration == nil)
        #expect(resource.policy.privacy == .busy)
        #expect(!resource.policy.copy.subject)
        #expect(resource.policy.copy.description)
    }

    @Test func `every rule of a policy is read, and a resource keeps what it changes of the shared one`() throws {
        let document = try Fixture.document(
            Fixture.site + """
                policies:
                  p:
                    autoSchedule: declineIfBusy
                    bookInPolicy: [a, internal]
                    requestInPolicy: everyone
                    requestOutOfPolicy: [a]
                    externalOrganizers: ignore
                    quotas: { futureBookings: 3, hoursPerWeek: 10 }
                    approval: { managers: [a], pendingBlocks: false, pendingExpiry: none }
                    checkIn: { required: true, before: PT5M, after: PT10M, autoRelease: false, exemptLongerThan: PT4H }
                    waitlist: true
                people:
                  - { id: a, name: A, addresses: [a@ville.example] }
                resources:
                  - { id: k, name: K, address: k@ville.example, kind: equipment }
                  - id: r
                    name: R
                    address: r@ville.example
                    companions: [{ resource: k, included: true }, k]
                    policy: p
                    overrides: { approval: { pendingExpiry: P1D }, waitlist: false }
                roomGroups:
                  - { id: g, name: { fr: Groupe, en: Group }, address: G@ville.example, members: [r] }
                """)
        let resource = try #require(document.resources.last)
        var expected = BookingPolicy()
        expected.autoSchedule = .declineIfBusy
        expected.bookInPolicy = Audience(internal: true, members: ["a"])
        expected.requestInPolicy = .everyone
        expected.requestOutOfPolicy = Audience(members: ["a"])
        expected.externalOrganizers = .ignore
        expected.quotas = Quotas(futureBookings: 3, hoursPerWeek: 36_000)
        expected.approval.managers = ["a"]
        expected.approval.pendingBlocks = false
        expected.approval.pendingExpiry = nil
        expected.checkIn.required = true
        expected.checkIn.before = 300
        expected.checkIn.after = 600
        expected.checkIn.autoRelease = false
        expected.checkIn.exemptLongerThan = 14_400
        expected.waitlist = true
        #expect(document.policies == [NamedPolicy(name: "p", version: 1, policy: expected)])
        expected.approval.pendingExpiry = 86_400
        expected.waitlist = false
        #expect(resource.policy == expected)
        var overrides = PolicyOverrides()
        overrides.approval = expected.approval
        overrides.waitlist = false
        #expect(resource.policyOverrides == overrides)
        #expect(resource.companions == [Companion("k"), Companion("k", isIncluded: false)])
        let group = RoomGroup(
            id: "g", names: LocalizedText(fr: "Groupe", en: "Group"), address: "g@ville.example", members: ["r"])
        #expect(document.roomGroups == [group])
    }

    @Test func `hours and closures are taken by name or written in place`() throws {
        let document = try Fixture.document(
            Fixture.site + """
                openingHours:
                  h: { weekly: { monday: ["08:00-12:00", "13:00-24:00"] }, exceptions: { 2026-12-24: [] } }
                closures:
                  c: [ { date: 2026-12-25, name: Noël } ]
                resources:
                  - id: a
                    name: A
                    address: a@ville.example
                    openingHours: h
                    closures: [ c, { from: 2026-08-01, through: 2026-08-15, name: { fr: Été } } ]
                """)
        let resource = try #require(document.resources.first)
        let hours = try #require(resource.openingHours)
        #expect(hours.weekly[.monday]?.map(\.to) == [720, 1_440])
        #expect(hours.weekly[.tuesday] == nil)
        let eve = try #require(CivilDate(year: 2026, month: 12, day: 24))
        #expect(hours.ranges(on: eve).isEmpty)
        #expect(resource.closures.map(\.from.iso8601) == ["2026-08-01", "2026-12-25"])
        #expect(resource.closures[0].names.en == "Été")
    }

    @Test func `resources alone may refer to what the server knows`() throws {
        let yaml = """
            resources:
              - { id: a, name: A, address: a@ville.example, zone: Europe/Paris, parts: [b], managers: [camille] }
            """
        let document = try ProvisioningDocument(yaml: yaml, zones: Fixture.zones, purpose: .resources)
        #expect(document.resources.first?.parts == ["b"])
        let error = try #require(throws: ProvisioningError.self) {
            try ProvisioningDocument(
                yaml: "resources: [ { id: a, name: A, address: a@ville.example } ]", zones: Fixture.zones,
                purpose: .resources)
        }
        #expect(error.field == "resources[1].zone")
    }
}
