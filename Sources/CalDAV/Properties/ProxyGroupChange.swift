import HTTPTypes
import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// PROPPATCH of `group-member-set` on a proxy group, with which Apple's Calendar names delegates (caldav-proxy §3.2).
///
/// The members are replaced as a whole; removing the property leaves none. Other properties of the group are the server's.
enum ProxyGroupChange {
    /// - Returns: what each property came to; empty: the change is made.
    static func apply(
        _ changes: [PropertyChange], to owner: PrincipalID, _ access: ProxyAccess, request: DAVRequest
    ) async throws -> [(name: XMLName, error: DAVError)] {
        var members: [PrincipalID] = []
        var failures: [(name: XMLName, error: DAVError)] = []
        for change in changes {
            do { members = try self.members(change, owner: owner) } catch { failures.append((change.name, error)) }
        }
        guard failures.isEmpty, case .person(let id) = owner else { return failures }
        do {
            try await request.tree.directory.setDelegates(
                members, access: access, of: id, as: request.principal, door: .caldav)
        } catch SchedulingError.unknownPerson {
            return [(.dav("group-member-set"), unknown)]
        } catch SchedulingError.invalidField {
            return [(.dav("group-member-set"), .insufficientStorage(nil, .propertyTooLong("group-member-set")))]
        } catch SchedulingError.forbidden {
            return [(.dav("group-member-set"), DAVError(SchedulingError.forbidden))]
        }
        return []
    }

    private static let unknown = DAVError.condition(.dav("recognized-principal"), .unknownDelegate)

    private static func members(
        _ change: PropertyChange, owner: PrincipalID
    ) throws(DAVError) -> [PrincipalID] {
        guard change.name == .dav("group-member-set"), case .person = owner else {
            // A resource's managers are part of its definition.
            throw .condition(.dav("cannot-modify-protected-property"), .serverProperty(change.name.name))
        }
        guard case .set(let value) = change.action else { return [] }
        var members: [PrincipalID] = []
        for href in value.all(.dav("href")) {
            guard let id = PrincipalReference.id(href.trimmedText) else { throw unknown }
            members.append(id)
        }
        return members
    }
}
