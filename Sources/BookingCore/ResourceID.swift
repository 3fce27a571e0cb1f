/// The identifier of a resource: a slug of 1 to 64 characters out of `a`–`z`, `0`–`9`, `-` and `.`, beginning with a
/// letter or a digit, so that it can stand in a path without being escaped and never means a folder.
public struct ResourceID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: String

    /// Nil when `text` is not a slug.
    public init?(validating text: some StringProtocol) {
        guard Self.isSlug(text.utf8) else { return nil }
        rawValue = String(text)
    }

    public var description: String { rawValue }

    public static func < (a: ResourceID, b: ResourceID) -> Bool { a.rawValue < b.rawValue }

    private static func isSlug(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first, bytes.count <= 64, isAlphanumeric(first) else { return false }
        return bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension ResourceID: ExpressibleByStringLiteral {
    /// For literals in the source only: a literal that is no slug is a mistake of the programmer.
    public init(stringLiteral value: StaticString) {
        let text = value.description
        precondition(Self.isSlug(text.utf8), "not a resource id")
        rawValue = text
    }
}

extension ResourceID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = ResourceID(validating: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a resource id")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
