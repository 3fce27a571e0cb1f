import BookingCore
import ICalendar

/// Whoever a calendar address means (RFC 6638 §1.1): where a message to it goes.
enum CalendarUser: Hashable {
    case resource(Resource)
    case person(Person)
    /// A group's members answer for themselves; the group does not.
    case group(PersonGroup)
    /// One of its members is chosen when the request is decided.
    case roomGroup(RoomGroup)
    /// An address in a domain that is all ours, which nobody has.
    case nobody
    /// Somebody on another system.
    case outside

    /// Whether this server serves them.
    var isHere: Bool {
        switch self {
        case .resource, .person, .group, .roomGroup: true
        case .nobody, .outside: false
        }
    }

    /// Resolves a normalized address. A principal URL or `urn:uuid:` has no mail address and is resolved by its id.
    static func find(_ address: CalendarAddress, in directory: any BookingSnapshot) throws -> CalendarUser {
        for form in [address.normalized, address.uri] {
            guard
                let id = try directory.principal(address: form) ?? principal(uri: form)
                    ?? ResourceURN.principal(form, in: directory)
            else { continue }
            if let user = try user(id, in: directory) { return user }
        }
        guard let at = address.normalized.lastIndex(of: "@") else { return .nobody }
        let domain = String(address.normalized[address.normalized.index(after: at)...])
        return try directory.site()?.domains[domain] == .owned ? .nobody : .outside
    }

    private static func user(_ id: PrincipalID, in directory: any BookingSnapshot) throws -> CalendarUser? {
        switch id {
        case .resource(let id): try directory.resource(id).map(CalendarUser.resource)
        case .person(let id): try directory.person(id).map(CalendarUser.person)
        case .group(let id): try directory.groups().first { $0.id == id }.map(CalendarUser.group)
        case .roomGroup(let id): try directory.roomGroups().first { $0.id == id }.map(CalendarUser.roomGroup)
        }
    }

    /// `/dav/principals/people/camille.martin/`, absolute or with a host.
    private static func principal(uri: String) -> PrincipalID? {
        let parts = uri.split(separator: "/", omittingEmptySubsequences: true)
        guard let marker = parts.firstIndex(of: "principals"), parts.count == marker + 3 else { return nil }
        return PrincipalID(path: parts[(marker + 1)...].joined(separator: "/"))
    }
}

extension CalendarAddress {
    /// A principal's path, URL or URN stands in the place of a mail address.
    var namesPrincipal: Bool { uri.contains("/principals/") || ResourceURN.isPossible(uri) }
}

extension Person {
    var addressSet: Set<String> { Set(addresses) }

    /// Every address by which the objects name the person: their own, and others that mean them, as their principal's URL
    /// and URN do.
    func names(in objects: [CalendarObject?], _ directory: any BookingSnapshot) throws -> Set<String> {
        var names = addressSet
        for component in objects.compactMap(\.self).flatMap(\.main) {
            for address in component.attendees.map(\.address) + [component.organizer].compactMap(\.self)
            where address.namesPrincipal && !address.matches(names) {
                guard case .person(let found) = try CalendarUser.find(address, in: directory), found.id == id else {
                    continue
                }
                names.insert(address.normalized)
            }
        }
        return names
    }

    var organizer: BookingOrganizer {
        BookingOrganizer(personID: id, address: addresses.first ?? id, name: name)
    }
}
