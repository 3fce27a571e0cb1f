import CalendarTime
import Scheduling
import Synchronization
import Testing

@testable import HTTPServing

/// Sessions of browsers by a clock that the test moves (QUALITY, Security).
@Suite struct WebSessionsTests {
    private final class Clock: Sendable {
        private let seconds = Mutex<Int64>(1_800_000_000)
        private let isOpen = Mutex(true)
        private let number = Mutex<UInt8>(0)

        var now: Instant { Instant(seconds: seconds.withLock { $0 }) }
        func advance(_ by: Int64) { seconds.withLock { $0 += by } }
        func close() { isOpen.withLock { $0 = false } }
        var opens: Bool { isOpen.withLock { $0 } }
        func octet() -> UInt8 {
            number.withLock { number in
                number &+= 1
                return number
            }
        }
    }

    private static let ada = Principal(person: Person(id: "ada", name: "Ada", addresses: []))
    private let clock = Clock()

    private func sessions() -> WebSessions {
        WebSessions(
            now: { [clock] in clock.now },
            randomBytes: { [clock] count in [UInt8](repeating: clock.octet(), count: count) }
        ) { [clock] _ in clock.opens ? Self.ada : nil }
    }

    @Test func `half an hour without a request ends a session`() async throws {
        let sessions = sessions()
        let identity = sessions.begin(Self.ada)
        clock.advance(1_799)
        #expect(try await sessions.use(identity)?.principal.person.id == "ada")
        clock.advance(1_799)
        #expect(try await sessions.use(identity) != nil)
        clock.advance(1_800)
        #expect(try await sessions.use(identity) == nil)
        clock.advance(-1_800)
        #expect(try await sessions.use(identity) == nil)
    }

    @Test func `twelve hours end a session that is used all the time`() async throws {
        let sessions = sessions()
        let identity = sessions.begin(Self.ada)
        for _ in 0..<47 {
            clock.advance(900)
            #expect(try await sessions.use(identity) != nil)
        }
        clock.advance(899)
        #expect(try await sessions.use(identity) != nil)
        clock.advance(1)
        #expect(try await sessions.use(identity) == nil)
    }

    @Test func `every login has a session of its own, of 256 bits`() async throws {
        let sessions = sessions()
        let (first, second) = (sessions.begin(Self.ada), sessions.begin(Self.ada))
        #expect(first != second && first.utf8.count == 64)
        let tokens = [try await sessions.use(first)?.csrfToken, try await sessions.use(second)?.csrfToken]
        #expect(tokens[0] != tokens[1] && tokens[0] != first)
        sessions.end(first)
        #expect(try await sessions.use(first) == nil)
        #expect(try await sessions.use(second) != nil)
    }

    @Test func `an account that is closed is out within five seconds`() async throws {
        let sessions = sessions()
        let identity = sessions.begin(Self.ada)
        clock.close()
        clock.advance(5)
        #expect(try await sessions.use(identity) == nil)
        #expect(try await sessions.use(identity) == nil)
    }

    @Test func `a clock that is set back revives no session`() async throws {
        let sessions = sessions()
        let identity = sessions.begin(Self.ada)
        let other = sessions.begin(Self.ada)
        clock.advance(1_900)
        #expect(try await sessions.use(other) == nil)
        clock.advance(-1_000)
        #expect(try await sessions.use(identity) == nil)
    }
}
