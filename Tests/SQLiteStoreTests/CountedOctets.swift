@testable import SQLiteStore

extension Migrator {
    /// With octets that are the same each time.
    init(migrations: [Migration], beforeStatement: @escaping (Int) throws -> Void = { _ in }) {
        let count = Counter()
        self.init(
            migrations: migrations,
            randomBytes: { length in
                let number = count.increment()
                return (0..<length).map { UInt8(truncatingIfNeeded: $0 < 8 ? number >> (8 * $0) : 0) }
            }, beforeStatement: beforeStatement)
    }
}
