public import BookingCore
public import CalendarTime
public import Scheduling
import Yams

/// A person of the file with the password that they begin with.
public struct ProvisionedPerson: Hashable, Sendable {
    public var person: Person
    public var password: String?
}

/// What a provisioning file says, checked and resolved: shared policies, opening hours and closures are already part of
/// each resource. Every field is described in `Samples/townhall/README.md`.
public struct ProvisioningDocument: Hashable, Sendable {
    public var site: Site?
    public var people: [ProvisionedPerson] = []
    public var groups: [PersonGroup] = []
    public var resources: [Resource] = []
    public var roomGroups: [RoomGroup] = []
    /// The shared policies, each in its first version.
    public var policies: [NamedPolicy] = []

    /// What the file is for.
    public enum Purpose: Sendable {
        /// A whole installation: the site is required, and every name must be defined in the file.
        case installation
        /// Resources to add to a running server, which knows the people and other resources that are named.
        case resources
    }

    /// The largest file that is read, in bytes.
    public static let largestFile = 8 * 1_024 * 1_024

    public init(yaml: String, zones: ZoneDatabase, purpose: Purpose = .installation) throws(ProvisioningError) {
        guard yaml.utf8.count <= Self.largestFile else {
            throw ProvisioningError(line: 1, field: "", .tooLarge(limit: Self.largestFile))
        }
        let root = YAMLValue(try Self.compose(yaml), path: "", parentLine: 1)
        var fields = try root.fields()
        var names = DefinedNames()
        if purpose == .installation {
            site = try Self.site(fields.require("site"), zones: zones)
        } else {
            site = try fields.take("site").map { value throws(ProvisioningError) in try Self.site(value, zones: zones) }
        }
        let shared = try SharedDefinitions(from: &fields, names: &names)
        policies = shared.policies.map { NamedPolicy(name: $0.key, policy: $0.value) }.sorted { $0.name < $1.name }
        if let value = fields.take("people") { people = try Self.people(value, names: &names) }
        if let value = fields.take("groups") { groups = try Self.groups(value, names: &names) }
        if let value = fields.take("resources") {
            let reader = ResourceReader(shared: shared, zones: zones, defaultZone: site?.zone)
            resources = try reader.resources(value, names: &names)
        }
        if let value = fields.take("roomGroups") { roomGroups = try Self.roomGroups(value, names: &names) }
        try fields.finish()
        if purpose == .installation { try names.checkReferences() }
    }

    /// What `DirectoryService.provision` takes; nil where the file has no site.
    ///
    /// - Parameter credentials: the first passwords, hashed.
    public func installation(credentials: [Credential]) -> Installation? {
        guard let site else { return nil }
        return Installation(
            site: site, people: people.map(\.person), groups: groups, resources: resources,
            roomGroups: roomGroups, policies: policies, credentials: credentials)
    }

    /// First passwords by person id.
    public var passwords: [String: String] {
        Dictionary(uniqueKeysWithValues: people.compactMap { entry in entry.password.map { (entry.person.id, $0) } })
    }

    private static func compose(_ yaml: String) throws(ProvisioningError) -> Node {
        do {
            if let node = try Yams.compose(yaml: yaml) { return node }
        } catch let error as YamlError {
            throw ProvisioningError(yaml: error)
        } catch {
            throw ProvisioningError(line: 1, field: "", .notYAML("it cannot be read"))
        }
        throw ProvisioningError(line: 1, field: "", .expected("at least a site; the file is empty"))
    }

    private static func site(_ value: YAMLValue, zones: ZoneDatabase) throws(ProvisioningError) -> Site {
        var fields = try value.fields()
        let name = try fields.require("name").text()
        let zone = try fields.require("zone").zoneName(zones)
        let language = try fields.take("language")?.oneOf(Language.self) ?? .fr
        var domains: [String: Site.DomainKind] = [:]
        for (name, kind) in try fields.require("domains").fields().entries {
            let domain = name.lowercased()
            guard isDomain(domain) else {
                throw kind.error(.expected("a mail domain like ville.example before the colon"))
            }
            switch try kind.text() {
            case "owned": domains[domain] = .owned
            case "shared": domains[domain] = .shared
            default: throw kind.error(.notOneOf(["owned", "shared"]))
            }
        }
        try fields.finish()
        return Site(name: name, domains: domains, zone: zone, language: language.rawValue)
    }
}

/// The languages that are served.
enum Language: String, CaseIterable {
    case fr, en
}

extension YAMLValue {
    func zoneName(_ zones: ZoneDatabase) throws(ProvisioningError) -> String {
        let name = try text()
        guard zones.ianaName(for: name) == name, zones.zone(named: name) != nil else { throw error(.unknownZone(name)) }
        return name
    }
}

/// Letters, digits, dots and hyphens; at least one character between dots.
func isDomain(_ text: some StringProtocol) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    return text.utf8.count <= 253
        && labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63
                && label.utf8.allSatisfy { byte in
                    (97...122).contains(byte) || (48...57).contains(byte) || byte == 45
                }
        }
}

extension ProvisioningError {
    init(yaml error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(line: mark.line, field: "", .notYAML(problem))
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map(String.init(describing:)).sorted().joined(separator: ", ")
            self.init(line: context.mark.line, field: "", .notYAML("the name \(names) is there twice"))
        default: self.init(line: 1, field: "", .notYAML("it cannot be read"))
        }
    }
}
