import Synchronization

/// Tells whoever remembers that somebody was let in that their password is another one.
public final class PasswordChanges: Sendable {
    private let listeners = Mutex<[@Sendable (String) -> Void]>([])

    public init() {}

    /// - Parameter forget: is told the person's id, after the commit.
    public func listen(_ forget: @escaping @Sendable (String) -> Void) {
        listeners.withLock { $0.append(forget) }
    }

    func tell(_ personID: String) {
        for forget in listeners.withLock({ $0 }) { forget(personID) }
    }
}
