import Dispatch
import Scheduling
import Synchronization

/// Runs Argon2id on threads of its own, at most ``width`` at once: a flood of logins takes neither the memory nor the
/// threads that bookings need.
public final class PasswordHasher: Sendable {
    /// Computations at the same time.
    static let width = 4
    /// Callers that may wait; more are turned away, because the last would wait longer than 5 s (QUALITY I9).
    static let longestQueue = 400

    private struct Queue {
        var running = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var first = 0
    }

    private let queue = Mutex(Queue())
    private let threads = DispatchQueue(label: "creneau.argon2", attributes: .concurrent)
    private let randomBytes: @Sendable (Int) -> [UInt8]

    public init(randomBytes: @escaping @Sendable (Int) -> [UInt8]) {
        self.randomBytes = randomBytes
    }

    /// The PHC string of a password.
    ///
    /// - Throws: ``AccountsError/hashingFailed(code:)``; `StoreError.overloaded` where too many wait.
    public func hash(_ password: String) async throws -> String {
        let octets = normalizedPassword(password)
        let salt = randomBytes(PasswordHash.saltLength)
        return try await run { () throws(AccountsError) in try PasswordHash(of: octets, salt: salt).phc }
    }

    /// Whether `phc` was made of `password`.
    public func verify(_ password: String, against phc: String) async throws -> Bool {
        let octets = normalizedPassword(password)
        return try await run { () throws(AccountsError) in try PasswordHash(phc: phc).matches(octets) }
    }

    private func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws(AccountsError) -> Value
    ) async throws -> Value {
        try await enter()
        defer { leave() }
        let result: Result<Value, AccountsError> = await withCheckedContinuation { continuation in
            threads.async {
                do throws(AccountsError) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    private func enter() async throws {
        enum Entry {
            case now, later, never
        }
        let entry = queue.withLock { queue -> Entry in
            if queue.running < Self.width {
                queue.running += 1
                return .now
            }
            return queue.waiting.count - queue.first < Self.longestQueue ? .later : .never
        }
        switch entry {
        case .now: return
        case .never: throw StoreError.overloaded
        case .later: await waitForTurn()
        }
    }

    private func waitForTurn() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isFree = queue.withLock { queue -> Bool in
                // A place may have become free since the caller looked.
                if queue.running < Self.width {
                    queue.running += 1
                    return true
                }
                queue.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Hands the place to the one who has waited longest.
    private func leave() {
        let next = queue.withLock { queue -> CheckedContinuation<Void, Never>? in
            guard queue.first < queue.waiting.count else {
                queue.running -= 1
                return nil
            }
            let next = queue.waiting[queue.first]
            queue.first += 1
            if queue.first == queue.waiting.count {
                queue.waiting.removeAll(keepingCapacity: true)
                queue.first = 0
            }
            return next
        }
        next?.resume()
    }
}
