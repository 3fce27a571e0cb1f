import CalendarTime
import Scheduling
import Testing

@testable import Accounts

@Suite struct PasswordTests {
    let hasher = PasswordHasher { count in (0..<count).map { _ in UInt8.random(in: .min ... .max) } }

    @Test func `a hash is Argon2id with the documented cost`() async throws {
        let phc = try await hasher.hash("demo-creneau")
        #expect(phc.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(try await hasher.hash("demo-creneau") != phc)
    }

    @Test func `only the same password matches`() async throws {
        let phc = try await hasher.hash("demo-creneau")
        #expect(try await hasher.verify("demo-creneau", against: phc))
        #expect(try await !hasher.verify("demo-creneaU", against: phc))
        #expect(try await !hasher.verify("", against: phc))
    }

    @Test func `a hash made elsewhere is understood`() throws {
        // The example of the libargon2 command line, in PHC form.
        let hash = PasswordHash(
            phc: "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
        let isRight = try hash.matches(Array("password".utf8))
        let isWrong = try hash.matches(Array("Password".utf8))
        #expect(isRight && !isWrong)
    }

    @Test(arguments: [
        "", "x", "$argon2id$", "$argon2i$v=19$m=16,t=2,p=1$c29tZXNhbHQ$AAAA", "$argon2id$v=19$m=1,t=0,p=0$$",
    ])
    func `a damaged hash matches nothing`(_ phc: String) throws {
        let matches = try PasswordHash(phc: phc).matches(Array("password".utf8))
        #expect(!matches)
    }

    @Test func `composed and decomposed accents are one password`() async throws {
        let phc = try await hasher.hash("caf\u{E9}-creneau")
        #expect(try await hasher.verify("cafe\u{301}-creneau", against: phc))
    }

    @Test func `more callers than may run at once all get their answer`() async throws {
        let phc = try await hasher.hash("demo-creneau")
        let right = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<24 {
                group.addTask { try await hasher.verify(number % 2 == 0 ? "demo-creneau" : "wrong", against: phc) }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(right == 12)
    }

    @Test(arguments: [("short", false), ("long enough", true), (String(repeating: "a", count: 1_025), false)])
    func `a password has 8 to 1,024 octets`(_ password: String, _ isSuitable: Bool) {
        #expect(isSuitablePassword(password) == isSuitable)
    }

    @Test func `nobody can have an app password as account password`() {
        let shown = ShownSecret { count in Array(repeating: 9, count: count) }
        #expect(!isSuitablePassword(shown.text))
    }
}

@Suite struct ShownSecretTests {
    @Test func `what is shown is read back`() throws {
        let shown = ShownSecret { count in (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) } }
        #expect(shown.text.hasPrefix("crn_"))
        #expect(shown.text.utf8.count == 73)
        let read = try #require(ShownSecret(shown.text))
        #expect(read == shown)
        #expect(read.matches(shown.verifier))
    }

    @Test func `only a digest is stored`() {
        let shown = ShownSecret { count in Array(repeating: 200, count: count) }
        #expect(shown.verifier.utf8.count == 64)
        #expect(!shown.text.contains(shown.verifier))
        #expect(!shown.matches(""))
        #expect(!shown.matches(String(shown.verifier.dropLast()) + "x"))
    }

    @Test(arguments: ["", "crn_", "crn__", "Bearer crn_a_b", "crn_0123456789abcdef", String(repeating: "_", count: 73)])
    func `another text is no secret`(_ text: String) {
        #expect(ShownSecret(text) == nil)
    }
}
