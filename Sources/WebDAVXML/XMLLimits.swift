/// What a document may cost (QUALITY, Limits and Security).
public struct XMLLimits: Hashable, Sendable {
    /// Octets of the document.
    public var size: Int
    public var depth: Int
    /// Elements of the document. A multiget names up to 5,000 objects.
    public var elements: Int
    /// Octets of one tag. libxml2 compares every attribute of a tag with every other one.
    public var tag: Int

    public init(size: Int = 4 * 1024 * 1024, depth: Int = 64, elements: Int = 20_000, tag: Int = 16 * 1024) {
        self.size = size
        self.depth = depth
        self.elements = elements
        self.tag = tag
    }

    public static let `default` = XMLLimits()
}
