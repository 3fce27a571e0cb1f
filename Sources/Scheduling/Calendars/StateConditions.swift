/// Conditions on the state of resources, this one or others: the `If` field of WebDAV (RFC 4918 §10.4).
///
/// A list holds when all its tests do; the whole holds when one list does. Entity tags belong to calendar objects, sync
/// tokens to collections (RFC 6578 §5). There are no locks here, so that any other token is the state of nothing. What is
/// missing and what is hidden from the principal has no state: both look alike.
public struct StateConditions: Hashable, Sendable {
    /// What a list is about.
    public enum Subject: Hashable, Sendable {
        case object(CollectionID, name: String)
        case collection(CollectionID)
        /// Something without a state of its own.
        case other
    }

    public enum State: Hashable, Sendable {
        /// A strong entity tag, without quotes.
        case etag(String)
        case syncToken(SyncToken)
        /// A weak entity tag or a token that was never given out.
        case unknown
    }

    public struct Test: Hashable, Sendable {
        public var state: State
        public var isNegated: Bool

        public init(_ state: State, isNegated: Bool) {
            self.state = state
            self.isNegated = isNegated
        }
    }

    public struct List: Hashable, Sendable {
        public var subject: Subject
        public var tests: [Test]

        public init(subject: Subject, tests: [Test]) {
            self.subject = subject
            self.tests = tests
        }
    }

    public var lists: [List]

    public init(lists: [List]) {
        self.lists = lists
    }

    /// The collections that must not change between the test and the write.
    var keys: Set<LockKey> {
        var keys: Set<LockKey> = []
        for list in lists {
            switch list.subject {
            case .object(let id, _), .collection(let id): keys.insert(.collection(id))
            case .other: break
            }
        }
        return keys
    }

    /// Throws ``SchedulingError/preconditionFailed`` unless one list holds.
    func check(as principal: Principal, in snapshot: any BookingSnapshot) throws {
        for list in lists {
            let state = try state(of: list.subject, as: principal, in: snapshot)
            if list.tests.allSatisfy({ ($0.state == state && $0.state != .unknown) != $0.isNegated }) { return }
        }
        throw SchedulingError.preconditionFailed
    }

    private func state(
        of subject: Subject, as principal: Principal, in snapshot: any BookingSnapshot
    ) throws -> State? {
        do {
            switch subject {
            case .object(let id, let name):
                _ = try CalendarService.readable(id, as: principal, in: snapshot)
                guard let object = try snapshot.object(name, in: id) else { return nil }
                return .etag(try Veil(of: id, for: principal, in: snapshot).shown(object).etag)
            case .collection(let id):
                let collection = try CalendarService.readable(id, as: principal, in: snapshot)
                return .syncToken(
                    SyncToken(epoch: try snapshot.storeEpoch(), changeNumber: collection.changeNumber))
            case .other:
                return nil
            }
        } catch SchedulingError.notFound {
            return nil
        }
    }
}

extension CalendarService {
    /// For a request that changes nothing: throws ``SchedulingError/preconditionFailed`` unless the conditions hold.
    public func check(_ conditions: StateConditions, as principal: Principal) async throws {
        try await store.withSnapshot { try conditions.check(as: principal, in: $0) }
    }
}
