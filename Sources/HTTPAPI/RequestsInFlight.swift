import Synchronization

/// The Idempotency-Keys whose first request has no answer yet.
final class RequestsInFlight: Sendable {
    private let keys = Mutex<Set<String>>([])

    /// - Throws: ``RequestError/requestInFlight`` where another request with the key runs.
    func run<Answer>(_ key: String, _ body: () async throws -> Answer) async throws -> Answer {
        let isFirst = keys.withLock { $0.insert(key).inserted }
        guard isFirst else { throw RequestError.requestInFlight }
        defer { keys.withLock { _ = $0.remove(key) } }
        return try await body()
    }
}
