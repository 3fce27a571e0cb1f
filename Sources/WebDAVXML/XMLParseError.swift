/// Why a document was refused.
public enum XMLParseError: Error, Hashable, Sendable {
    /// There is no document.
    case empty
    /// More octets than `limit`.
    case tooLarge(limit: Int)
    /// The octets are no UTF-8, the only encoding that clients use and that is read here.
    case notUTF8
    /// A document type declaration: it can only do harm here, and no client sends one.
    case documentType(line: Int)
    /// Elements nested deeper than `limit`.
    case tooDeep(limit: Int, line: Int)
    /// More elements than `limit`.
    case tooManyElements(limit: Int, line: Int)
    /// One tag with more octets than `limit`.
    case tagTooLong(limit: Int, line: Int)
    /// Not well-formed, or a prefix that is not declared.
    case malformed(reason: String, line: Int)
}

extension XMLParseError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "The request has no XML body."
        case .tooLarge(let limit): "The XML body is longer than \(limit) octets."
        case .notUTF8: "The XML body is not UTF-8."
        case .documentType(let line): "Line \(line): a document type declaration is not allowed."
        case .tooDeep(let limit, let line): "Line \(line): elements are nested deeper than \(limit)."
        case .tooManyElements(let limit, let line): "Line \(line): more than \(limit) elements."
        case .tagTooLong(let limit, let line): "Line \(line): a tag is longer than \(limit) octets."
        case .malformed(let reason, let line): "Line \(line): \(reason)."
        }
    }
}
