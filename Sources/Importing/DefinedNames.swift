import BookingCore

/// Ids and addresses of the file: each defined once, each reference defined somewhere.
struct DefinedNames {
    /// The section that defines a name; people and groups share their names, because a manager may be either.
    enum Section: String {
        case people, groups, resources, roomGroups
    }

    private var ids: [String: Int] = [:]
    /// Where each name of a person or a group is defined.
    private var managers: [String: Int] = [:]
    private var addresses: [String: Int] = [:]
    private var references: [(sections: [Section], value: YAMLValue, name: String)] = []

    mutating func define(_ id: String, in section: Section, at value: YAMLValue) throws(ProvisioningError) {
        let key = section.rawValue + "/" + id
        let isManager = section == .people || section == .groups
        if let line = ids[key] ?? (isManager ? managers[id] : nil) {
            throw value.error(.alreadyUsed(name: id, line: line))
        }
        ids[key] = value.line
        if isManager { managers[id] = value.line }
    }

    mutating func define(address: String, at value: YAMLValue) throws(ProvisioningError) {
        if let line = addresses[address] { throw value.error(.alreadyUsed(name: address, line: line)) }
        addresses[address] = value.line
    }

    mutating func refer(to name: String, in sections: Section..., at value: YAMLValue) {
        references.append((sections, value, name))
    }

    func checkReferences() throws(ProvisioningError) {
        for (sections, value, name) in references
        where !sections.contains(where: { ids[$0.rawValue + "/" + name] != nil }) {
            throw value.error(.undefined(name: name, section: sections[0].rawValue))
        }
    }
}

extension YAMLValue {
    /// An id as it stands in addresses of pages: lower-case letters, digits, `-` and `.`, at most 64.
    func identifier() throws(ProvisioningError) -> ResourceID {
        guard let id = ResourceID(validating: try text()) else {
            throw error(.expected("an id of at most 64 lower-case letters, digits, hyphens and dots"))
        }
        return id
    }

    /// The id of equipment that is offered with a resource, or `{resource, included}` to book it along.
    func companion() throws(ProvisioningError) -> Companion {
        if isScalar { return Companion(try identifier(), isIncluded: false) }
        var fields = try fields()
        let id = try fields.require("resource").identifier()
        let isIncluded = try fields.take("included")?.boolean() ?? true
        try fields.finish()
        return Companion(id, isIncluded: isIncluded)
    }

    /// A mail address, in lower case.
    func address() throws(ProvisioningError) -> String {
        let address = try text().lowercased()
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.count <= 64, isDomain(parts[1]),
            parts[0].utf8.allSatisfy(Self.isLocalPart)
        else { throw error(.expected("a mail address without accents, like NAME@ville.example")) }
        return address
    }

    private static func isLocalPart(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
    }
}
