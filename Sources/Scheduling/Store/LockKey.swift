public import BookingCore

/// What a transaction must hold before it may read for a decision or write.
///
/// Keys are taken in one total order (resources, then collections, then series), so that no two transactions can wait for
/// each other. A body that finds that it needs another key throws ``NeedsLocks`` and is run again with the larger set.
public enum LockKey: Hashable, Comparable, Sendable {
    case resource(ResourceID)
    case collection(CollectionID)
    /// One organizer's use of one UID, whichever rooms it names.
    case series(organizer: String, uid: String)

    private var order: (Int, String, String) {
        switch self {
        case .resource(let id): (0, id.rawValue, "")
        case .collection(let id): (1, id.path, "")
        case .series(let organizer, let uid): (2, organizer, uid)
        }
    }

    public static func < (left: LockKey, right: LockKey) -> Bool {
        left.order < right.order
    }
}

/// Thrown by a transaction body, or by the transaction itself, to be run again with `keys` locked as well.
public struct NeedsLocks: Error, Hashable, Sendable {
    public let keys: Set<LockKey>

    public init(_ keys: Set<LockKey>) {
        self.keys = keys
    }
}
