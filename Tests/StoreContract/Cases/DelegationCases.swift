import BookingCore
import Scheduling
import Testing

extension StoreContract {
    static let delegationCases: [ContractCase] = [
        .oneNode("keeps one access for each owner and delegate") { store async throws in
            @Sendable func given(_ owner: String, _ delegate: PrincipalID, _ access: ProxyAccess) -> Delegation {
                Delegation(owner: owner, delegate: delegate, access: access)
            }
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.save(given("camille", .person("bruno"), .read))
                try transaction.save(given("camille", .group("etat-civil"), .read))
                try transaction.save(given("admin", .person("bruno"), .read))
                try transaction.save(given("camille", .person("bruno"), .write))
            }
            try await store.withSnapshot { snapshot throws in
                #expect(
                    try snapshot.delegations(of: "camille") == [
                        given("camille", .group("etat-civil"), .read), given("camille", .person("bruno"), .write),
                    ])
                #expect(try snapshot.delegations(to: .person("bruno")).map(\.owner) == ["admin", "camille"])
                #expect(try snapshot.delegations(to: .group("bruno")).isEmpty)
                #expect(try snapshot.delegations(of: "bruno").isEmpty)
            }
            // Ended for that owner, whatever the access.
            try await store.withTransaction(locking: []) { try $0.delete(given("camille", .person("bruno"), .read)) }
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.delegations(to: .person("bruno")).map(\.owner) == ["admin"])
            }
        },
        .oneNode("numbers the directory's states") { store async throws in
            let group = PersonGroup(id: "g", name: "G", address: nil, members: [])
            let rooms = RoomGroup(
                id: "r", names: LocalizedText(fr: "Salles", en: "Rooms"), address: "salles@ville.example",
                members: ["salle"])
            let delegation = Delegation(owner: "camille", delegate: .group("g"), access: .read)
            let site = Site(name: "Ville", domains: [:], zone: "Europe/Paris", language: "fr")
            let writes: [Write] = [
                { try $0.save(site) }, { try $0.save(Sample.person("camille", ["camille@ville.example"])) },
                { try $0.save(group) }, { try $0.save(Sample.room("salle")) }, { try $0.save(rooms) },
                { try $0.save(delegation) }, { try $0.delete(delegation) },
            ]
            var last = try await store.withSnapshot { try $0.directoryNumber() }
            for write in writes {
                try await store.withTransaction(locking: [.resource("salle")]) { try write($0) }
                let number = try await store.withSnapshot { try $0.directoryNumber() }
                #expect(number > last)
                last = number
            }
            // What is undone has changed nothing.
            _ = await failure {
                try await store.withTransaction(locking: []) { transaction in
                    try transaction.save(delegation)
                    throw SchedulingError.forbidden
                }
            }
            #expect(try await store.withSnapshot { try $0.directoryNumber() } == last)
        },
    ]
}
