import Dispatch
public import Scheduling
import Synchronization

/// A directory server: people and groups are read from it, and people log in by binding to it.
public final class LDAPDirectory: DirectorySource, Sendable {
    /// How the server is asked and what its attributes mean.
    public struct Configuration: Sendable {
        /// `ldaps://…`, or `ldap://…` with StartTLS.
        public var url: String
        public var authorities: String?
        public var bindDN: String
        public var bindPassword: String
        public var peopleBase: String
        public var peopleFilter: String
        /// Nil: groups are not read.
        public var groupsBase: String?
        public var groupsFilter: String
        public var idAttribute: String
        public var nameAttribute: String
        public var addressAttributes: [String]
        public var departmentAttribute: String
        public var nesting: Nesting

        public init(
            url: String, authorities: String? = nil, bindDN: String, bindPassword: String, peopleBase: String,
            peopleFilter: String, groupsBase: String? = nil, groupsFilter: String, idAttribute: String,
            nameAttribute: String, addressAttributes: [String], departmentAttribute: String,
            nesting: Nesting = .walk
        ) {
            self.url = url
            self.authorities = authorities
            self.bindDN = bindDN
            self.bindPassword = bindPassword
            self.peopleBase = peopleBase
            self.peopleFilter = peopleFilter
            self.groupsBase = groupsBase
            self.groupsFilter = groupsFilter
            self.idAttribute = idAttribute
            self.nameAttribute = nameAttribute
            self.addressAttributes = addressAttributes
            self.departmentAttribute = departmentAttribute
            self.nesting = nesting
        }
    }

    /// How the members of groups in groups are found.
    public enum Nesting: String, Sendable, CaseIterable {
        /// Group by group, here.
        case walk
        /// By Active Directory: LDAP_MATCHING_RULE_IN_CHAIN, one search for each group.
        case chain
    }

    /// Calls at the same time; more are turned away, because the last would wait too long (QUALITY I9).
    private static let mostCalls = 32

    private let configuration: Configuration
    private let threads = DispatchQueue(label: "creneau.ldap", attributes: .concurrent)
    private let calls = Mutex(0)

    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Whether the server lets `dn` in with this password.
    ///
    /// - Throws: ``LDAPFailure`` where it does not answer; `StoreError.overloaded`.
    func accepts(dn: String, password: String) async throws -> Bool {
        try await run { configuration throws(LDAPFailure) in
            let connection = try LDAPConnection(url: configuration.url, authorities: configuration.authorities)
            return try connection.bind(dn: dn, password: password)
        }
    }

    /// Everybody and every group, as they stand there.
    public func content() async throws -> DirectoryContent {
        try await run { configuration throws(LDAPFailure) in try Self.content(configuration) }
    }

    private func run<Value: Sendable>(
        _ work: @escaping @Sendable (Configuration) throws(LDAPFailure) -> Value
    ) async throws -> Value {
        let isFree = calls.withLock { calls -> Bool in
            guard calls < Self.mostCalls else { return false }
            calls += 1
            return true
        }
        guard isFree else { throw StoreError.overloaded }
        defer { calls.withLock { $0 -= 1 } }
        let configuration = configuration
        let result: Result<Value, LDAPFailure> = await withCheckedContinuation { continuation in
            threads.async {
                do throws(LDAPFailure) {
                    continuation.resume(returning: .success(try work(configuration)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    private static func content(_ configuration: Configuration) throws(LDAPFailure) -> DirectoryContent {
        let connection = try LDAPConnection(url: configuration.url, authorities: configuration.authorities)
        guard try connection.bind(dn: configuration.bindDN, password: configuration.bindPassword) else {
            throw .refused
        }
        let own = [configuration.idAttribute, configuration.nameAttribute, configuration.departmentAttribute]
        let people = try connection.search(
            base: configuration.peopleBase, filter: configuration.peopleFilter,
            attributes: own + configuration.addressAttributes + LDAPPerson.attributes)
        var content = DirectoryContent()
        var ids: [String: String] = [:]
        for entry in people {
            guard let person = person(entry, configuration) else {
                content.unusable.append(entry.dn)
                continue
            }
            ids[LDAPText.comparable(entry.dn)] = person.id
            content.people.append(.init(person: person, key: entry.dn, identity: LDAPPerson.identity(entry)))
        }
        if configuration.groupsBase != nil { try readGroups(of: ids, connection, configuration, into: &content) }
        return content
    }

    /// - Parameter ids: of people, by comparable DN.
    private static func readGroups(
        of ids: [String: String], _ connection: LDAPConnection, _ configuration: Configuration,
        into content: inout DirectoryContent
    ) throws(LDAPFailure) {
        var groups = try connection.search(
            base: configuration.groupsBase ?? "", filter: configuration.groupsFilter,
            attributes: ["cn", "mail", "member", "uniqueMember", "memberUid"])
        for index in groups.indices {
            groups[index] = try LDAPRange.completed(groups[index]) { dn, name throws(LDAPFailure) in
                try connection.entry(dn, attributes: [name])
            }
        }
        let known = Set(ids.values)
        let nested = NestedGroups(
            members: Dictionary(
                groups.map { entry in
                    let names = (entry.texts("member") + entry.texts("uniqueMember")).map(LDAPText.comparable)
                    return (LDAPText.comparable(entry.dn), names)
                }, uniquingKeysWith: { first, _ in first }))
        for entry in groups {
            guard let name = entry.texts("cn").first, let id = Self.slug(name) else {
                content.unusable.append(entry.dn)
                continue
            }
            let names: [String]
            switch configuration.nesting {
            case .walk: names = Array(nested.people(of: LDAPText.comparable(entry.dn)))
            case .chain:
                let found = try connection.search(
                    base: configuration.peopleBase,
                    filter: LDAPText.chainFilter(configuration.peopleFilter, group: entry.dn), attributes: ["1.1"])
                names = found.map { LDAPText.comparable($0.dn) }
            }
            var members = Set(names.compactMap { ids[$0] })
            members.formUnion(entry.texts("memberUid").map { $0.lowercased() }.filter(known.contains))
            content.groups.append(
                PersonGroup(
                    id: id, name: name, address: entry.texts("mail").first.flatMap(address), members: members.sorted()))
        }
    }

    private static func person(_ entry: LDAPEntry, _ configuration: Configuration) -> Person? {
        guard let text = entry.texts(configuration.idAttribute).first, let id = slug(text) else { return nil }
        var addresses: [String] = []
        for value in configuration.addressAttributes.flatMap(entry.texts) {
            guard let address = address(value), !addresses.contains(address) else { continue }
            addresses.append(address)
        }
        return Person(
            id: id, name: entry.texts(configuration.nameAttribute).first ?? id, addresses: addresses,
            department: entry.texts(configuration.departmentAttribute).first, isDisabled: LDAPPerson.isDisabled(entry))
    }

    /// An id as people's are: lower case, digits, points, hyphens, underscores.
    private static func slug(_ text: String) -> String? {
        let id = String(text.lowercased().map { $0 == " " ? "-" : $0 })
        let isPlain = id.utf8.allSatisfy { octet in
            (0x61...0x7A).contains(octet) || (0x30...0x39).contains(octet) || "-._".utf8.contains(octet)
        }
        return isPlain && !id.isEmpty && id.utf8.count <= 64 && id.first?.isLetter == true ? id : nil
    }

    /// `smtp:` stands before Exchange's further addresses.
    private static func address(_ text: String) -> String? {
        var address = text.lowercased()
        if address.hasPrefix("smtp:") { address.removeFirst(5) }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = address.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty && isPlain && address.utf8.count <= 254
            ? address : nil
    }
}
