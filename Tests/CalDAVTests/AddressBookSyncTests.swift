import BookingCore
import Testing
import WebDAVXML

@testable import CalDAV
@testable import StoreContract

/// RFC 6578 §3: whatever happens in between, a copy that follows by tokens is the book.
@Suite struct AddressBookSyncTests {
    private typealias Book = AddressBookFixture

    /// One client's copy.
    private struct Copy {
        let user: String
        var cards: [String: String] = [:]
        var token = ""

        /// Asks until an answer is whole.
        mutating func follow(_ dav: DAVFixture, limit: Int?) async throws {
            for _ in 0..<200 {
                let answer = try await dav.send("REPORT", Book.book, body: Book.sync(token, limit: limit), user: user)
                try #require(answer.status == 207)
                for (href, status) in try answer.statuses() where status == 404 { cards[href] = nil }
                for (href, values) in try answer.properties() {
                    if let etag = values[.dav("getetag")]?.text { cards[href] = etag }
                }
                token = try answer.syncToken()
                if try answer.statuses()[Book.book] == nil { return }
            }
            Issue.record("the answers never end")
        }
    }

    private static func book(_ dav: DAVFixture, user: String) async throws -> [String: String] {
        try await dav.send(
            "PROPFIND", Book.book, body: Book.propfind("<D:getetag/>"), headers: ["Depth": "1"], user: user
        ).properties().compactMapValues { $0[.dav("getetag")]?.text }
    }

    @Test(arguments: 0..<4) func `copies that follow by tokens are the book, after any changes`(
        _ round: UInt64
    ) async throws {
        let seed = SplitMix.seed() &+ round
        print("AddressBookSyncTests: CRENEAU_SEED=\(seed &- round), round \(round)")
        try await DAVFixture.run { dav in
            var random = SplitMix(seed: seed)
            var copies = ["camille.martin", "bruno.petit", "admin"].map { Copy(user: $0) }
            var ids = ["salle-jaures", "projecteur"]
            for step in 0..<40 {
                if step % 3 == 0, ids.count < 12 {
                    ids.append("piece-\(step)")
                    try await Book.add("piece-\(step)", name: "Pièce \(step)", in: dav)
                } else {
                    let (what, number) = (Int.random(in: 0..<4, using: &random), Int.random(in: 1..<4, using: &random))
                    try await Book.change(ids.randomElement(using: &random) ?? ids[0], in: dav) { resource in
                        switch what {
                        case 0: resource.disabled.toggle()
                        case 1: resource.capacity = number
                        case 2: resource.names = LocalizedText("Salle \(number)")
                        default: resource.policy.minimumNotice = Int64(number)
                        }
                    }
                }
                let index = Int.random(in: copies.indices, using: &random)
                let limit = Bool.random(using: &random) ? Int.random(in: 1...3, using: &random) : nil
                try await copies[index].follow(dav, limit: limit)
                #expect(try await Self.book(dav, user: copies[index].user) == copies[index].cards, "seed \(seed)")
            }
        }
    }

    /// A change of the reader's language changes every card that is read in it, and the copy hears of it.
    @Test func `a copy follows its reader's language`() async throws {
        try await DAVFixture.run { dav in
            var copy = Copy(user: "bruno.petit")
            try await copy.follow(dav, limit: nil)
            let french = copy.cards
            try await Book.speak("en", "bruno.petit", in: dav)
            try await copy.follow(dav, limit: nil)
            #expect(try await Self.book(dav, user: "bruno.petit") == copy.cards)
            #expect(Set(copy.cards.values).isDisjoint(with: french.values))
            #expect(try await Self.book(dav, user: "camille.martin") == french)
        }
    }
}
