import CalendarTime
import Scheduling

/// Finds resources for a principal, by the services alone: whether somebody may see something is decided there.
struct DAVTree: Sendable {
    let calendars: CalendarService
    let directory: DirectoryService
    let environment: ServiceEnvironment
    let addressBooks = AddressBookCache()

    /// - Throws: ``DAVError/notFound``, or a ``SchedulingError``.
    func node(_ resource: DAVResource, as principal: Principal) async throws -> DAVNode {
        var node = DAVNode(resource)
        switch resource {
        case .root, .principals, .principalFolder, .calendars, .homeFolder:
            break
        case .principal(let id):
            node.entry = try await entry(id, as: principal)
            if case .person(let person) = id {
                node.groups = try await directory.groups(as: principal).filter { $0.members.contains(person) }
            }
            if id == principal.id { node.memberships = try await directory.proxyMemberships(of: principal) }
        case .proxyGroup(let owner, let access):
            node.entry = try await entry(owner, as: principal)
            node.proxies = try await directory.proxyGroup(of: owner, access: access, as: principal)
        case .home(let id), .outbox(let id):
            node = try await homeNode(resource, owner: id, as: principal)
            if case .outbox = resource, !node.rights.contains(.manage) { throw DAVError.notFound }
        case .collection(let id):
            node.entry = try await entry(id.owner, as: principal)
            let collection = try await calendars.collection(id, as: principal)
            node = try await collectionNode(collection, entry: node.entry, as: principal)
        case .object(let id, let name):
            let object = try await calendars.object(name, in: id, as: principal)
            let collection = try await calendars.collection(id, as: principal)
            let parent = try await collectionNode(collection, entry: nil, as: principal)
            node = Self.member(object, of: parent)
        case .addressBookHome, .addressBook, .card: node = try await addressBookNode(resource, as: principal)
        }
        return node
    }

    /// The members of a collection.
    func children(of node: DAVNode, as principal: Principal) async throws -> [DAVNode] {
        switch node.resource {
        case .root: return [DAVNode(.principals), DAVNode(.calendars), DAVNode(.addressBookHome)]
        case .principals: return DAVResource.Kind.allCases.map { DAVNode(.principalFolder($0)) }
        case .calendars: return [DAVNode(.homeFolder(.people)), DAVNode(.homeFolder(.resources))]
        case .principalFolder(let kind): return try await principals(as: principal).filter { $0.kind == kind }
        case .homeFolder(let kind): return try await homes(of: kind, as: principal)
        case .home(let id):
            var nodes: [DAVNode] = []
            for collection in try await calendars.collections(of: id, as: principal) {
                nodes.append(try await collectionNode(collection, entry: node.entry, as: principal))
            }
            if node.rights.contains(.manage), let outbox = try? await self.node(.outbox(id), as: principal) {
                nodes.append(outbox)
            }
            return nodes
        case .collection(let id):
            return try await calendars.objects(in: id, names: nil, as: principal).map { Self.member($0, of: node) }
        case .principal(let id):
            var nodes: [DAVNode] = []
            for access in ProxyAccess.allCases where id.hasHome {
                if let group = try? await self.node(.proxyGroup(id, access), as: principal) { nodes.append(group) }
            }
            return nodes
        case .addressBookHome, .addressBook: return try await addressBookMembers(of: node, as: principal)
        case .proxyGroup, .outbox, .object, .card: return []
        }
    }

    /// Every principal.
    func principals(as principal: Principal) async throws -> [DAVNode] {
        try await nodes(of: try await directory.principals(as: principal), as: principal)
    }

    /// The principals of these entries.
    func nodes(of entries: [DirectoryEntry], as principal: Principal) async throws -> [DAVNode] {
        let people = Set(entries.compactMap { if case .person(let id) = $0.id { id } else { nil } })
        var groups: [String: [PersonGroup]] = [:]
        for group in try await directory.groups(as: principal) {
            for member in group.members where people.contains(member) { groups[member, default: []].append(group) }
        }
        let isMine = entries.contains { $0.id == principal.id }
        let memberships = isMine ? try await directory.proxyMemberships(of: principal) : nil
        return entries.map { entry in
            var node = DAVNode(.principal(entry.id))
            node.entry = entry
            if case .person(let id) = entry.id { node.groups = groups[id] ?? [] }
            if entry.id == principal.id { node.memberships = memberships }
            return node
        }
    }

    static func member(_ object: StoredObject, of parent: DAVNode) -> DAVNode {
        var node = DAVNode(.object(object.collection, name: object.name))
        node.entry = parent.entry
        node.collection = parent.collection
        node.rights = parent.rights
        node.object = object
        return node
    }

    private func homeNode(
        _ resource: DAVResource, owner: PrincipalID, as principal: Principal
    ) async throws -> DAVNode {
        var node = DAVNode(resource)
        node.rights = try await calendars.rights(on: .calendar(of: owner), as: principal)
        guard node.rights.contains(.read) else { throw DAVError.notFound }
        node.entry = try await entry(owner, as: principal)
        return node
    }

    private func collectionNode(
        _ collection: CalendarCollection, entry: DirectoryEntry?, as principal: Principal
    ) async throws -> DAVNode {
        var node = DAVNode(.collection(collection.id))
        node.entry = entry
        node.collection = collection
        node.rights = try await calendars.rights(on: collection.id, as: principal)
        node.token = try await calendars.syncToken(of: collection)
        return node
    }

    /// The homes that the principal may look into. Not everybody's is asked for: of people it is one's own and those that one
    /// looks after.
    private func homes(of kind: DAVResource.Kind, as principal: Principal) async throws -> [DAVNode] {
        let owners: [PrincipalID]
        switch kind {
        case .people:
            let others = try await directory.proxyMemberships(of: principal).map(\.owner)
            owners = [principal.id] + others.filter { if case .person = $0 { true } else { false } }
        case .resources:
            owners = try await directory.principals(as: principal).map(\.id)
                .filter { if case .resource = $0 { true } else { false } }
        case .groups, .roomGroups: owners = []
        }
        var nodes: [DAVNode] = []
        for owner in owners.sorted() {
            if let node = try? await homeNode(.home(owner), owner: owner, as: principal) { nodes.append(node) }
        }
        return nodes
    }

    private func entry(_ id: PrincipalID, as principal: Principal) async throws -> DirectoryEntry {
        guard let entry = try await directory.principal(id, as: principal) else { throw DAVError.notFound }
        return entry
    }
}

extension DAVNode {
    /// The folder that a principal is in.
    var kind: DAVResource.Kind? {
        (entry?.id).map { DAVResource.Kind($0) }
    }
}

extension DAVResource.Kind {
    init(_ id: PrincipalID) {
        self =
            switch id {
            case .person: .people
            case .resource: .resources
            case .group: .groups
            case .roomGroup: .roomGroups
            }
    }
}
