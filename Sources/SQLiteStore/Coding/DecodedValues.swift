import Foundation
import Synchronization

/// Values that were decoded before, by the octets that they were decoded from: the same octets are the same value, so
/// that nothing here can be stale.
final class DecodedValues<Value: Decodable & Sendable>: Sendable {
    /// Forgets everything at this size.
    private let limit: Int
    private let known = Mutex<[Data: Value]>([:])

    init(limit: Int = 20_000) {
        self.limit = limit
    }

    func value(of data: Data) throws -> Value {
        if let value = known.withLock({ $0[data] }) { return value }
        let value = try JSONDecoder().decode(Value.self, from: data)
        known.withLock { known in
            if known.count >= limit { known.removeAll() }
            known[data] = value
        }
        return value
    }
}
