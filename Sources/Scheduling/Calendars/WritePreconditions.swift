public import CalendarTime

/// Conditions under which a member or a calendar may be written or removed (RFC 9110 §13, RFC 6638 §3.2.10, RFC 4918 §10.4).
public struct WritePreconditions: Hashable, Sendable {
    /// Entity tags without quotes, or `*`.
    public enum ETagCondition: Hashable, Sendable {
        case any
        case oneOf([String])
    }

    public var ifMatch: ETagCondition?
    public var ifNoneMatch: ETagCondition?
    /// Without quotes.
    public var ifScheduleTagMatch: String?
    public var ifUnmodifiedSince: Instant?
    public var states: StateConditions?

    public init(
        ifMatch: ETagCondition? = nil, ifNoneMatch: ETagCondition? = nil, ifScheduleTagMatch: String? = nil,
        ifUnmodifiedSince: Instant? = nil, states: StateConditions? = nil
    ) {
        self.ifMatch = ifMatch
        self.ifNoneMatch = ifNoneMatch
        self.ifScheduleTagMatch = ifScheduleTagMatch
        self.ifUnmodifiedSince = ifUnmodifiedSince
        self.states = states
    }

    /// What has to be locked while the conditions are checked and the change is made.
    var keys: Set<LockKey> { states?.keys ?? [] }

    /// Throws ``SchedulingError/preconditionFailed`` unless `object`, what is there now, meets every condition on it.
    func check(_ object: StoredObject?) throws(SchedulingError) {
        if let ifMatch {
            guard let object, Self.matches(ifMatch, object.etag) else { throw .preconditionFailed }
        } else if let ifUnmodifiedSince, let object, object.modifiedAt > ifUnmodifiedSince {
            throw .preconditionFailed
        }
        if let ifNoneMatch, let object, Self.matches(ifNoneMatch, object.etag) { throw .preconditionFailed }
        if let ifScheduleTagMatch, object?.scheduleTag != ifScheduleTagMatch { throw .preconditionFailed }
    }

    /// The same for a collection: it has no entity tag and no schedule tag, so that only `*` can match it.
    func check(collectionExists exists: Bool) throws(SchedulingError) {
        if let ifMatch {
            guard exists, ifMatch == .any else { throw .preconditionFailed }
        }
        if exists, ifNoneMatch == .any { throw .preconditionFailed }
        if ifScheduleTagMatch != nil { throw .preconditionFailed }
    }

    /// The conditions on states, of whatever resources.
    func checkStates(as principal: Principal, in snapshot: any BookingSnapshot) throws {
        try states?.check(as: principal, in: snapshot)
    }

    private static func matches(_ condition: ETagCondition, _ etag: String) -> Bool {
        switch condition {
        case .any: true
        case .oneOf(let tags): tags.contains(etag)
        }
    }
}

/// What a PUT, COPY or MOVE led to.
public struct PutResult: Sendable {
    public var object: StoredObject
    public var created: Bool
    /// Whether the stored octets are the sent ones: only then may an entity tag be answered (RFC 4791 §5.3.4).
    public var storedAsSent: Bool
}
