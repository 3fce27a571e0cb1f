/// Conditions under which a member may be written or removed (RFC 9110 §13, RFC 6638 §3.2.10).
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

    public init(
        ifMatch: ETagCondition? = nil, ifNoneMatch: ETagCondition? = nil, ifScheduleTagMatch: String? = nil
    ) {
        self.ifMatch = ifMatch
        self.ifNoneMatch = ifNoneMatch
        self.ifScheduleTagMatch = ifScheduleTagMatch
    }

    /// Throws ``SchedulingError/preconditionFailed`` unless `object`, what is there now, meets every condition.
    func check(_ object: StoredObject?) throws(SchedulingError) {
        if let ifMatch {
            guard let object, Self.matches(ifMatch, object.etag) else { throw .preconditionFailed }
        }
        if let ifNoneMatch, let object, Self.matches(ifNoneMatch, object.etag) { throw .preconditionFailed }
        if let ifScheduleTagMatch, object?.scheduleTag != ifScheduleTagMatch { throw .preconditionFailed }
    }

    private static func matches(_ condition: ETagCondition, _ etag: String) -> Bool {
        switch condition {
        case .any: true
        case .oneOf(let tags): tags.contains(etag)
        }
    }
}

/// What a PUT led to.
public struct PutResult: Sendable {
    public var object: StoredObject
    public var created: Bool
    /// Whether the stored octets are the sent ones: only then may an entity tag be answered (RFC 4791 §5.3.4).
    public var storedAsSent: Bool
}
