import Testing

@testable import Importing

/// A file that is wrong in one place, and what is said about it.
struct WrongFile: CustomTestStringConvertible, Sendable {
    var yaml: String
    var line: Int
    var field: String
    var problem: ProvisioningError.Problem

    /// `yaml` follows the site, which takes four lines and an empty one.
    init(_ yaml: String, line: Int, field: String, _ problem: ProvisioningError.Problem) {
        self.yaml = Fixture.site + yaml
        self.line = line + 4
        self.field = field
        self.problem = problem
    }

    init(whole yaml: String, line: Int, field: String, _ problem: ProvisioningError.Problem) {
        self.yaml = yaml
        self.line = line
        self.field = field
        self.problem = problem
    }

    var testDescription: String { "\(field): \(problem)" }

    private static let room = "resources:\n  - id: a\n    name: A\n    address: a@ville.example\n"
    private static let person = "people:\n  - id: a\n    name: A\n    addresses: [a@ville.example]\n"

    static let all: [WrongFile] = [
        WrongFile(whole: "people: []", line: 1, field: "site", .missing),
        WrongFile(whole: "[1, 2]", line: 1, field: "", .expected("fields, each with its value")),
        WrongFile(
            whole: "site:\n  name: A\n  zone: Europe/Pariss\n", line: 3, field: "site.zone",
            .unknownZone("Europe/Pariss")),
        WrongFile(
            whole: "site:\n  name: A\n  zone: Europe/Paris\n  domains: { ville.example: mine }", line: 4,
            field: "site.domains.ville.example", .notOneOf(["owned", "shared"])),
        WrongFile(
            "persons: []\n", line: 1, field: "persons",
            .unknownField(known: [
                "site", "policies", "openingHours", "closures", "people", "groups", "resources", "roomGroups",
            ])),
        WrongFile("people:\n  - name: A\n", line: 2, field: "people[1].id", .missing),
        WrongFile("people: {}\n", line: 1, field: "people", .expected("a list")),
        WrongFile(
            "people:\n  - id: Camille\n    name: A\n", line: 2, field: "people[1].id",
            .expected("an id of at most 64 lower-case letters, digits, hyphens and dots")),
        WrongFile(
            person + "    administrator: yes\n", line: 5, field: "people[1].administrator", .expected("true or false")),
        WrongFile(
            person + "  - id: a\n    name: B\n", line: 5, field: "people[2].id", .alreadyUsed(name: "a", line: 6)),
        WrongFile(
            person + "  - id: b\n    name: B\n    addresses: [A@Ville.Example]\n", line: 7,
            field: "people[2].addresses[1]", .alreadyUsed(name: "a@ville.example", line: 8)),
        WrongFile(
            "people:\n  - id: a\n    name: A\n    addresses: [é@ville.example]\n", line: 4,
            field: "people[1].addresses[1]", .expected("a mail address without accents, like NAME@ville.example")),
        WrongFile(
            person + "    password: court\n", line: 5, field: "people[1].password",
            .outOfRange(allowed: "at least 8 characters, and not crn_ at the beginning")),
        WrongFile(person + "    language: de\n", line: 5, field: "people[1].language", .notOneOf(["fr", "en"])),
        WrongFile(
            "groups:\n  - id: g\n    name: G\n    members: [nobody]\n", line: 4, field: "groups[1].members[1]",
            .undefined(name: "nobody", section: "people")),
        WrongFile(
            room + "    capacity: huit\n", line: 5, field: "resources[1].capacity",
            .outOfRange(allowed: "a whole number from 1 to 1000000")),
        WrongFile(
            room + "    kind: salle\n", line: 5, field: "resources[1].kind",
            .notOneOf(["room", "equipment", "vehicle", "workspace"])),
        WrongFile(
            room + "    policy: none\n", line: 5, field: "resources[1].policy",
            .undefined(name: "none", section: "policies")),
        WrongFile(
            room + "    parts: [b]\n", line: 5, field: "resources[1].parts[1]",
            .undefined(name: "b", section: "resources")),
        WrongFile(
            room + "    setup: 15 min\n", line: 5, field: "resources[1].setup",
            .expected("a duration like PT15M, PT1H30M or P30D")),
        WrongFile(
            room + "    overrides: { quotas: { hoursPerWeek: many } }\n", line: 5,
            field: "resources[1].overrides.quotas.hoursPerWeek",
            .outOfRange(allowed: "a whole number from 0 to 10000")),
        WrongFile(
            room + "    companions: [{ resource: b, inclded: true }]\n", line: 5,
            field: "resources[1].companions[1].inclded", .unknownField(known: ["resource", "included"])),
        WrongFile(
            room + "roomGroups:\n  - { id: g, name: G, address: g@ville.example, members: [b] }\n", line: 6,
            field: "roomGroups[1].members[1]", .undefined(name: "b", section: "resources")),
        WrongFile(
            room + "    overrides: { autoSchedule: sometimes }\n", line: 5,
            field: "resources[1].overrides.autoSchedule",
            .notOneOf(["automatic", "acceptAlways", "declineAlways", "acceptIfFree", "declineIfBusy", "manual"])),
        WrongFile(
            "closures:\n  c:\n    - { date: 2026-02-30, name: A }\n", line: 3, field: "closures.c[1].date",
            .expected("a date like 2026-12-25")),
        WrongFile(
            "closures:\n  c:\n    - { from: 2026-02-03, through: 2026-02-01, name: A }\n", line: 3,
            field: "closures.c[1].through", .outOfRange(allowed: "a date that is not before from")),
        WrongFile(
            "openingHours:\n  h:\n    weekly:\n      lundi: []\n", line: 4, field: "openingHours.h.weekly.lundi",
            .unknownField(known: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])),
        WrongFile(
            "openingHours:\n  h:\n    weekly:\n      monday: [\"18:00-08:00\"]\n", line: 4,
            field: "openingHours.h.weekly.monday[1]", .expected("hours like 08:00-19:30; the day ends at 24:00")),
    ]
}

@Suite struct FormatErrorTests {
    @Test(arguments: WrongFile.all)
    func `names the line, the field and what to do`(_ file: WrongFile) throws {
        let error = try #require(throws: ProvisioningError.self) { try Fixture.document(file.yaml) }
        #expect(error.field == file.field)
        #expect(error.problem == file.problem)
        #expect(error.line == file.line)
        #expect(error.description.contains("line \(file.line)"))
    }

    @Test(arguments: [("a: [1", 1), ("site:\n  name: \"A\n", 3), ("a: 1\na: 2\n", 1), ("\tsite: 1", 1)])
    func `a text that is no YAML is refused with its line`(_ yaml: String, _ line: Int) throws {
        let error = try #require(throws: ProvisioningError.self) { try Fixture.document(yaml) }
        guard case .notYAML = error.problem else {
            Issue.record("\(error)")
            return
        }
        #expect((1...3).contains(error.line))
    }

    @Test func `an empty file asks for a site`() throws {
        let error = try #require(throws: ProvisioningError.self) { try Fixture.document("") }
        #expect(error.problem == .expected("at least a site; the file is empty"))
    }

    /// A file with one person, one group and a policy's line, or a resource's.
    private static func file(policy: String = "", overrides: String = "") -> String {
        Fixture.site + """
            policies:
              p: { \(policy) }
            resources:
              - { id: r, name: R, address: r@ville.example, policy: p, overrides: { \(overrides) } }
            people:
              - { id: a, name: A, addresses: [a@ville.example] }
            groups:
              - { id: g, name: G, members: [a] }

            """
    }

    @Test(arguments: [
        ("bookInPolicy: [a, g, zz]", "bookInPolicy[3]"), ("requestInPolicy: zz", "requestInPolicy"),
        ("requestOutOfPolicy: [zz]", "requestOutOfPolicy[1]"),
        ("approval: { managers: [g, zz] }", "approval.managers[2]"),
    ])
    func `whom a rule names is in the file`(rule: String, field: String) throws {
        for (yaml, path, line) in [
            (Self.file(policy: rule), "policies.p.", 6), (Self.file(overrides: rule), "resources[1].overrides.", 8),
        ] {
            let error = try #require(throws: ProvisioningError.self) { try Fixture.document(yaml) }
            #expect(error.problem == .undefined(name: "zz", section: "people"))
            #expect(error.field == path + field)
            #expect(error.line == line)
        }
        // They may come further down in the file, and everybody is nobody in particular.
        let right = rule.replacing(", zz", with: "").replacing("zz", with: "[a, g]").replacing(
            "[[a, g]]", with: "[a, g]")
        _ = try Fixture.document(Self.file(policy: right, overrides: right))
        _ = try Fixture.document(Self.file(policy: "bookInPolicy: [everyone]", overrides: "requestInPolicy: internal"))
    }
}
