import BookingCore
import CalendarTime
import Scheduling
import Testing

extension StoreContract {
    static let directoryCases: [ContractCase] = [
        .oneNode("keeps the site, people and groups") { store async throws in
            #expect(try await store.withSnapshot { try $0.site() } == nil)
            let site = Site(
                name: "Ville", domains: ["ville.example": .owned, "agglo.example": .shared], zone: "Europe/Paris",
                language: "fr")
            let people = [
                Sample.person("camille", ["camille@ville.example", "c.martin@ville.example"]),
                Sample.person("bruno", ["bruno@ville.example"]),
            ]
            let group = PersonGroup(
                id: "etat-civil", name: "État civil", address: "ec@ville.example", members: ["bruno"])
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.save(site)
                for person in people { try transaction.save(person) }
                try transaction.save(group)
                #expect(try transaction.site() == site)
            }
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.site() == site)
                #expect(try snapshot.person("camille") == people[0])
                #expect(try snapshot.person("absent") == nil)
                #expect(try snapshot.person("camille\0x") == nil)
                #expect(try snapshot.principal(address: "c.martin@ville.example\0x") == nil)
                #expect(try snapshot.people().map(\.id) == ["bruno", "camille"])
                #expect(try snapshot.groups() == [group])
                #expect(try snapshot.principal(address: "c.martin@ville.example") == .person("camille"))
                #expect(try snapshot.principal(address: "ec@ville.example") == .group("etat-civil"))
                #expect(try snapshot.principal(address: "autre@ville.example") == nil)
            }
        },
        .oneNode("an address belongs to one principal and moves with it") { store async throws in
            try await store.make(Sample.room("salle", aliases: ["Jaures@Ville.example"]))
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.save(Sample.person("camille", ["camille@ville.example"]))
                try transaction.save(Sample.person("camille", ["camille.martin@ville.example"]))
                #expect(try transaction.principal(address: "camille@ville.example") == nil)
            }
            let attempts: [Write] = [
                { try $0.save(Sample.person("bruno", ["bruno@ville.example", "jaures@ville.example"])) },
                { try $0.save(Sample.room("autre", aliases: ["camille.martin@ville.example"])) },
                { try $0.save(PersonGroup(id: "g", name: "G", address: "salle@ville.example", members: [])) },
            ]
            let conflicts = [
                DirectoryConflict(address: "jaures@ville.example", holder: .resource("salle")),
                DirectoryConflict(address: "camille.martin@ville.example", holder: .person("camille")),
                DirectoryConflict(address: "salle@ville.example", holder: .resource("salle")),
            ]
            for (attempt, conflict) in zip(attempts, conflicts) {
                let error = await failure {
                    try await store.withTransaction(locking: [.resource("autre")]) { try attempt($0) }
                }
                #expect(error as? DirectoryConflict == conflict)
            }
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.person("bruno") == nil)
                #expect(try snapshot.principal(address: "bruno@ville.example") == nil)
                #expect(try snapshot.resource("autre") == nil)
                #expect(try snapshot.groups().isEmpty)
                #expect(try snapshot.principal(address: "jaures@ville.example") == .resource("salle"))
            }
        },
        .oneNode("keeps groups of rooms, whose addresses are theirs alone") { store async throws in
            @Sendable func group(_ id: String, _ address: String, _ members: [ResourceID] = ["b", "a"]) -> RoomGroup {
                RoomGroup(id: id, names: LocalizedText(fr: "Salles", en: "Rooms"), address: address, members: members)
            }
            try await store.make(Sample.room("a"))
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.save(group("z", "Salles@ville.example"))
                try transaction.save(group("etage-2", "etage2@ville.example"))
                try transaction.save(group("z", "grandes@ville.example", []))
            }
            try await store.withSnapshot { snapshot throws in
                let saved = [group("etage-2", "etage2@ville.example"), group("z", "grandes@ville.example", [])]
                #expect(try snapshot.roomGroups() == saved)
                #expect(try snapshot.principal(address: "grandes@ville.example") == .roomGroup("z"))
                #expect(try snapshot.principal(address: "salles@ville.example") == nil)
            }
            let attempts: [Write] = [
                { try $0.save(group("n", "A@ville.example")) },
                { try $0.save(group("etage-2", "grandes@ville.example")) },
                { try $0.save(Sample.person("camille", ["etage2@ville.example"])) },
            ]
            let conflicts = [
                DirectoryConflict(address: "a@ville.example", holder: .resource("a")),
                DirectoryConflict(address: "grandes@ville.example", holder: .roomGroup("z")),
                DirectoryConflict(address: "etage2@ville.example", holder: .roomGroup("etage-2")),
            ]
            for (attempt, conflict) in zip(attempts, conflicts) {
                let error = await failure { try await store.withTransaction(locking: []) { try attempt($0) } }
                #expect(error as? DirectoryConflict == conflict)
            }
            #expect(try await store.withSnapshot { try $0.roomGroups().map(\.id) } == ["etage-2", "z"])
        },
        .oneNode("a body may go on after an address conflict") { store async throws in
            try await store.make(Sample.room("salle"))
            try await store.withTransaction(locking: []) { transaction throws in
                do {
                    try transaction.save(Sample.person("bruno", ["salle@ville.example"]))
                } catch is DirectoryConflict {
                    try transaction.save(Sample.person("bruno", ["bruno@ville.example"]))
                }
            }
            #expect(try await store.withSnapshot { try $0.person("bruno")?.addresses } == ["bruno@ville.example"])
        },
        .oneNode("keeps credentials by id and by person") { store async throws in
            let token = Credential(
                id: "t1", kind: .token, personID: "camille", verifier: "00ff", label: "Écran",
                scopes: [.display, .readFreeBusy],
                createdAt: Sample.at(2), expiresAt: Sample.at(9))
            let password = Credential(
                id: "camille", kind: .password, personID: "camille", verifier: "$argon2id$…", label: "",
                createdAt: Sample.at(1))
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.save(token)
                try transaction.save(password)
            }
            var revoked = token
            revoked.revokedAt = Sample.at(5)
            let saved = revoked
            try await store.withTransaction(locking: []) { try $0.save(saved) }
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.credential("t1") == saved)
                #expect(try snapshot.credential("absent") == nil)
                #expect(try snapshot.credentials(of: "camille") == [password, saved])
                #expect(try snapshot.credentials(of: "bruno").isEmpty)
            }
        },
        .oneNode("keeps when credentials were last used") { store async throws in
            let token = Credential(
                id: "t1", kind: .token, personID: "camille", verifier: "00ff", label: "", createdAt: Sample.at(2))
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.save(token)
                try transaction.save(lastUse: Sample.at(4), of: "t1")
                try transaction.save(lastUse: Sample.at(3), of: "t1")
                try transaction.save(lastUse: Sample.at(3), of: "absent")
            }
            try await store.withTransaction(locking: []) { try $0.save(token) }
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.lastUses(of: "camille") == ["t1": Sample.at(4)])
                #expect(try snapshot.lastUses(of: "bruno").isEmpty)
                #expect(try snapshot.credential("t1") == token)
            }
        },
        .oneNode("keeps feeds and forgets deleted ones") { store async throws in
            let feed = Feed(id: "f", owner: .resource("salle"), privacy: .organizer, createdAt: Sample.at(0))
            var rotated = feed
            rotated.generation = 2
            let saved = rotated
            try await store.withTransaction(locking: []) { transaction throws in
                try transaction.save(feed)
                try transaction.save(saved)
            }
            #expect(try await store.withSnapshot { try $0.feed("f") } == saved)
            #expect(try await store.withSnapshot { try $0.feeds(of: .resource("salle")) } == [saved])
            #expect(try await store.withSnapshot { try $0.feeds(of: .person("salle")) } == [])
            try await store.withTransaction(locking: []) { try $0.deleteFeed("f") }
            #expect(try await store.withSnapshot { try $0.feed("f") } == nil)
        },
        .oneNode("has a secret of 32 octets and an epoch") { store async throws in
            try await store.withSnapshot { snapshot throws in
                #expect(try snapshot.siteSecret().count == 32)
                #expect(try !snapshot.storeEpoch().isEmpty)
            }
        },
    ]
}
