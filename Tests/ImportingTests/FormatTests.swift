import BookingCore
import CalendarTime
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
