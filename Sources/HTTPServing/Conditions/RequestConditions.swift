public import CalendarTime
public import HTTPTypes
public import Hummingbird

/// The preconditions of a request (RFC 9110 §13).
public struct RequestConditions: Hashable, Sendable {
    public var ifMatch: EntityTagCondition?
    public var ifNoneMatch: EntityTagCondition?
    public var ifModifiedSince: Instant?
    public var ifUnmodifiedSince: Instant?

    public init(_ headers: HTTPFields) {
        ifMatch = headers.list(.ifMatch).flatMap(EntityTagCondition.init)
        ifNoneMatch = headers.list(.ifNoneMatch).flatMap(EntityTagCondition.init)
        ifModifiedSince = headers[.ifModifiedSince].flatMap(HTTPDate.parse)
        ifUnmodifiedSince = headers[.ifUnmodifiedSince].flatMap(HTTPDate.parse)
    }

    public enum Outcome: Hashable, Sendable {
        case proceed
        /// 304, for GET and HEAD.
        case notModified
        /// 412.
        case failed
    }

    /// Evaluates the conditions in the order of RFC 9110 §13.2.2.
    ///
    /// - Parameter current: the present representation; nil: there is none.
    /// - Parameter isRead: GET or HEAD.
    public func evaluate(current: EntityTag?, lastModified: Instant? = nil, isRead: Bool) -> Outcome {
        if let ifMatch {
            if !ifMatch.matchesStrongly(current) { return .failed }
        } else if let ifUnmodifiedSince, let lastModified, lastModified > ifUnmodifiedSince {
            return .failed
        }
        if let ifNoneMatch {
            if ifNoneMatch.matchesWeakly(current) { return isRead ? .notModified : .failed }
        } else if isRead, let ifModifiedSince, let lastModified, lastModified <= ifModifiedSince {
            return .notModified
        }
        return .proceed
    }
}

extension Request {
    public var conditions: RequestConditions { RequestConditions(headers) }
}

extension HTTPFields {
    /// Every value of the field, joined by commas; nil where there is none.
    func list(_ name: HTTPField.Name) -> String? {
        let values = self[values: name]
        return values.isEmpty ? nil : values.joined(separator: ",")
    }
}
