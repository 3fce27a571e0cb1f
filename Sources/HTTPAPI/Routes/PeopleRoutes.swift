import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import Wording

/// `/people` and `/groups`: who there is, for whoever looks for somebody to invite; administrators change it.
struct PeopleRoutes: Sendable {
    let directory: DirectoryService
    /// A directory server brings the groups: what were written here would be replaced the next time.
    let keepsGroupsElsewhere: Bool

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("people", use: list)
        group.get("people/:id", use: read)
        group.put("people/:id", use: save)
        group.get("groups", use: groups)
        group.get("groups/:id", use: readGroup)
        group.put("groups/:id", use: saveGroup)
    }

    private func list(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let parameters = try request.parameters("text", "limit", "cursor", "disabled")
        let limit = try parameters.integer("limit", 1...500) ?? 100
        let words = parameters.words("text").map { SearchKey($0) }
        let after = parameters["cursor"] ?? ""
        let entries =
            try parameters.flag("disabled")
            ? try await directory.accounts(as: principal).map { DirectoryEntry(id: .person($0.id), kind: .person($0)) }
            : try await directory.principals(as: principal)
        let people = entries.compactMap { entry -> Person? in
            guard case .person(let person) = entry.kind, person.id > after,
                words.allSatisfy({ word in
                    entry.searchName.contains(word) || person.addresses.contains { SearchKey($0).contains(word) }
                })
            else { return nil }
            return person
        }.sorted { $0.id < $1.id }
        let page = people.prefix(limit)
        let next = people.count > limit ? page.last?.id : nil
        return .json([
            "people": .array(page.map { $0.json(isAccount: principal.person.isAdministrator) }), "next": JSON(next),
        ])
    }

    private func read(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let id = try context.parameters.require("id")
        if principal.person.isAdministrator {
            let person = try await directory.account(id, as: principal)
            return try request.unlessUnchanged(person.entityTag) { person.json(isAccount: true) }
        }
        guard case .person(let person)? = try await directory.principal(.person(id), as: principal)?.kind else {
            throw SchedulingError.notFound
        }
        return .json(person.json(isAccount: false))
    }

    private func save(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let person = try Person(
            id: try context.parameters.require("id"), body: try await request.jsonBody())
        let condition = try WriteCondition(request, context)
        let isNew = try await directory.save(person, as: principal, door: context.door) { known in
            try condition.check(known?.entityTag)
        }
        return .saved(
            person.json(isAccount: true), tag: person.entityTag, newAt: isNew ? "/api/v1/people/" + person.id : nil)
    }

    private func groups(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let groups = try await directory.groups(as: principal)
        return .json(["groups": .array(groups.map { $0.json(for: principal) })])
    }

    private func readGroup(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let id = try context.parameters.require("id")
        guard let group = try await directory.groups(as: principal).first(where: { $0.id == id }) else {
            throw SchedulingError.notFound
        }
        guard principal.person.isAdministrator else { return .json(group.json(for: principal)) }
        return try request.unlessUnchanged(group.entityTag) { group.json(isInside: true) }
    }

    private func saveGroup(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let id = try context.parameters.require("id")
        let group = try PersonGroup(id: id, body: try await request.jsonBody())
        let condition = try WriteCondition(request, context)
        guard principal.person.isAdministrator else { throw SchedulingError.forbidden }
        if keepsGroupsElsewhere { throw RequestError.invalidField(name: "id", .notAllowed) }
        let isNew = try await directory.save(group, as: principal, door: context.door) { known in
            try condition.check(known?.entityTag)
        }
        return .saved(
            group.json(isInside: true), tag: group.entityTag, newAt: isNew ? "/api/v1/groups/" + group.id : nil)
    }
}

extension Person {
    fileprivate var entityTag: EntityTag { EntityTag(of: json(isAccount: true)) }

    fileprivate init(id: String, body: [UInt8]) throws(RequestError) {
        var fields = try JSONFields(body: body)
        if let field = fields.take("id"), try field.text() != id { throw field.error(.notAllowed) }
        self.init(
            id: id, name: try fields.require("name").text(), addresses: try fields.require("addresses").addresses())
        department = try fields.take("department")?.text()
        language = try fields.take("language")?.oneOf(Language.self).rawValue
        isAdministrator = try fields.take("administrator")?.boolean() ?? false
        isDisabled = try fields.take("disabled")?.boolean() ?? false
        try fields.finish()
    }

    /// - Parameter isAccount: not what colleagues see of each other, but what administrators see as well.
    fileprivate func json(isAccount: Bool) -> JSON {
        var members: [JSON.Member] = [
            .init(name: "id", value: .string(id)), .init(name: "name", value: .string(name)),
            .init(name: "addresses", value: JSON(addresses)), .init(name: "department", value: JSON(department)),
        ]
        if isAccount {
            members.append(.init(name: "language", value: JSON(language)))
            members.append(.init(name: "administrator", value: .bool(isAdministrator)))
            members.append(.init(name: "disabled", value: .bool(isDisabled)))
        }
        return .object(members)
    }
}

extension PersonGroup {
    fileprivate var entityTag: EntityTag { EntityTag(of: json(isInside: true)) }

    fileprivate init(id: String, body: [UInt8]) throws(RequestError) {
        var fields = try JSONFields(body: body)
        if let field = fields.take("id"), try field.text() != id { throw field.error(.notAllowed) }
        self.init(
            id: id, name: try fields.require("name").text(), address: try fields.take("address")?.address(),
            members: try fields.require("members").texts())
        try fields.finish()
    }

    /// Who is in it is told to those who are, and to administrators.
    fileprivate func json(for reader: Principal) -> JSON {
        json(isInside: reader.person.isAdministrator || members.contains(reader.person.id))
    }

    fileprivate func json(isInside: Bool) -> JSON {
        [
            "id": .string(id), "name": .string(name), "address": JSON(address),
            "members": isInside ? JSON(members) : .null,
        ]
    }
}
