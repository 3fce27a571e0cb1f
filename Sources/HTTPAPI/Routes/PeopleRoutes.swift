import HTTPServing
import Hummingbird
import Scheduling

/// `/people` and `/groups`: who there is, for whoever looks for somebody to invite.
struct PeopleRoutes: Sendable {
    let directory: DirectoryService

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("people", use: list)
        group.get("people/:id", use: read)
        group.get("groups", use: groups)
        group.get("groups/:id", use: readGroup)
    }

    private func list(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let parameters = try request.parameters("text", "limit", "cursor")
        let limit = try parameters.integer("limit", 1...500) ?? 100
        let words = parameters.words("text").map { SearchKey($0) }
        let after = parameters["cursor"] ?? ""
        let people = try await directory.principals(as: principal).compactMap { entry -> Person? in
            guard case .person(let person) = entry.kind, person.id > after,
                words.allSatisfy({ word in
                    entry.searchName.contains(word) || person.addresses.contains { SearchKey($0).contains(word) }
                })
            else { return nil }
            return person
        }.sorted { $0.id < $1.id }
        let page = people.prefix(limit)
        let next = people.count > limit ? page.last?.id : nil
        return .json(["people": .array(page.map { $0.json(for: principal) }), "next": JSON(next)])
    }

    private func read(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        let id = try context.parameters.require("id")
        guard case .person(let person)? = try await directory.principal(.person(id), as: principal)?.kind else {
            throw SchedulingError.notFound
        }
        return .json(person.json(for: principal))
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
        return .json(group.json(for: principal))
    }
}

extension Person {
    /// What colleagues see of each other; administrators see the account as well.
    fileprivate func json(for reader: Principal) -> JSON {
        var members: [JSON.Member] = [
            .init(name: "id", value: .string(id)), .init(name: "name", value: .string(name)),
            .init(name: "addresses", value: JSON(addresses)), .init(name: "department", value: JSON(department)),
        ]
        if reader.person.isAdministrator {
            members.append(.init(name: "language", value: JSON(language)))
            members.append(.init(name: "administrator", value: .bool(isAdministrator)))
        }
        return .object(members)
    }
}

extension PersonGroup {
    /// Who is in it is told to those who are, and to administrators.
    fileprivate func json(for reader: Principal) -> JSON {
        let isInside = reader.person.isAdministrator || members.contains(reader.person.id)
        return [
            "id": .string(id), "name": .string(name), "address": JSON(address),
            "members": isInside ? JSON(members) : .null,
        ]
    }
}
