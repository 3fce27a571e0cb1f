/// An entity tag (RFC 9110 §8.8.3).
public struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    /// Without quotes.
    public let value: String
    public let isWeak: Bool

    /// - Parameter value: without quotes.
    public init(_ value: String, isWeak: Bool = false) {
        self.value = value
        self.isWeak = isWeak
    }

    /// As it stands in a header field: `"abc"` or `W/"abc"`.
    public var description: String { isWeak ? "W/\"\(value)\"" : "\"\(value)\"" }

    /// Both strong, same value (RFC 9110 §8.8.3.2).
    public func matchesStrongly(_ other: EntityTag) -> Bool {
        !isWeak && !other.isWeak && value == other.value
    }

    /// Same value, weak or not.
    public func matchesWeakly(_ other: EntityTag) -> Bool {
        value == other.value
    }
}

/// The value of If-Match or If-None-Match (RFC 9110 §13.1.1, §13.1.2).
public enum EntityTagCondition: Hashable, Sendable {
    /// `*`: any current representation.
    case any
    case oneOf([EntityTag])

    /// Reads the field; several fields of one name count as one list.
    ///
    /// Some clients forget the quotes; such a tag is read as it stands.
    ///
    /// - Returns: nil where the field is empty.
    public init?(_ text: String) {
        var tags: [EntityTag] = []
        var rest = Substring(text)
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
            guard let first = rest.first else { break }
            if first == "*" {
                self = .any
                return
            }
            let isWeak = rest.hasPrefix("W/\"") || rest.hasPrefix("w/\"")
            if isWeak { rest = rest.dropFirst(2) }
            if rest.first == "\"" {
                rest = rest.dropFirst()
                let value = rest.prefix { $0 != "\"" }
                tags.append(EntityTag(String(value), isWeak: isWeak))
                rest = rest.dropFirst(value.count).dropFirst()
            } else {
                let value = rest.prefix { $0 != "," && $0 != " " && $0 != "\t" }
                tags.append(EntityTag(String(value), isWeak: isWeak))
                rest = rest.dropFirst(value.count)
            }
        }
        guard !tags.isEmpty else { return nil }
        self = .oneOf(tags)
    }

    /// As If-Match: strong comparison; false where there is nothing.
    public func matchesStrongly(_ current: EntityTag?) -> Bool {
        guard let current else { return false }
        return switch self {
        case .any: true
        case .oneOf(let tags): tags.contains { $0.matchesStrongly(current) }
        }
    }

    /// As If-None-Match: weak comparison; false where there is nothing.
    public func matchesWeakly(_ current: EntityTag?) -> Bool {
        guard let current else { return false }
        return switch self {
        case .any: true
        case .oneOf(let tags): tags.contains { $0.matchesWeakly(current) }
        }
    }

    /// The values that a strong comparison can match; nil for `*`.
    public var strongValues: [String]? {
        switch self {
        case .any: nil
        case .oneOf(let tags): tags.filter { !$0.isWeak }.map(\.value)
        }
    }

    /// The values that a weak comparison can match; nil for `*`.
    public var values: [String]? {
        switch self {
        case .any: nil
        case .oneOf(let tags): tags.map(\.value)
        }
    }
}
