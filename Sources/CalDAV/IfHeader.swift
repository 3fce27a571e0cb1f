import Scheduling
import Wording

/// The `If` field (RFC 4918 §10.4.2): lists of state tokens and entity tags, each about the resource named before it, or
/// about the one of the request.
struct IfHeader {
    private let resource: DAVResource
    private var rest: Substring.UTF8View
    private var count = 0

    /// Tests in one field; more are no condition but an attack.
    private static let limit = 100

    /// - Parameter resource: what the request is for.
    static func conditions(_ text: String, of resource: DAVResource) throws(DAVError) -> StateConditions {
        var reader = IfHeader(resource: resource, rest: text[...].utf8)
        return StateConditions(lists: try reader.lists())
    }

    private static let malformed = DAVError.malformed(.request(.invalidHeader(name: "If")))

    private mutating func lists() throws(DAVError) -> [StateConditions.List] {
        var lists: [StateConditions.List] = []
        var subject = Self.subject(resource)
        var isTagged = false
        var isOpen = false
        while let octet = nextOctet() {
            switch octet {
            case UInt8(ascii: "<"):
                // A resource tag begins the field, or follows the lists of the one before.
                guard isTagged ? !isOpen : lists.isEmpty else { throw Self.malformed }
                subject = Href.resource(try upTo(UInt8(ascii: ">"))).map(Self.subject) ?? .other
                isTagged = true
                isOpen = true
            case UInt8(ascii: "("):
                lists.append(StateConditions.List(subject: subject, tests: try tests()))
                isOpen = false
            default: throw Self.malformed
            }
        }
        guard !lists.isEmpty, !isOpen else { throw Self.malformed }
        return lists
    }

    /// What stands between the parentheses.
    private mutating func tests() throws(DAVError) -> [StateConditions.Test] {
        var tests: [StateConditions.Test] = []
        var isNegated = false
        while let octet = nextOctet() {
            let state: StateConditions.State
            switch octet {
            case UInt8(ascii: ")"):
                guard !tests.isEmpty, !isNegated else { throw Self.malformed }
                return tests
            case UInt8(ascii: "N"), UInt8(ascii: "n"):
                guard !isNegated, rest.prefix(2).map({ $0 | 0x20 }) == Array("ot".utf8) else { throw Self.malformed }
                rest = rest.dropFirst(2)
                isNegated = true
                continue
            case UInt8(ascii: "<"):
                state = SyncTokenURI.token(try upTo(UInt8(ascii: ">"))).map { .syncToken($0) } ?? .unknown
            case UInt8(ascii: "["): state = try entityTag()
            default: throw Self.malformed
            }
            count += 1
            guard count <= Self.limit else { throw Self.malformed }
            tests.append(StateConditions.Test(state, isNegated: isNegated))
            isNegated = false
        }
        throw Self.malformed
    }

    /// `"tag"]` or `W/"tag"]`.
    private mutating func entityTag() throws(DAVError) -> StateConditions.State {
        let isWeak = rest.starts(with: "W/".utf8)
        if isWeak { rest = rest.dropFirst(2) }
        guard rest.popFirst() == UInt8(ascii: "\"") else { throw Self.malformed }
        let tag = try upTo(UInt8(ascii: "\""))
        guard rest.popFirst() == UInt8(ascii: "]") else { throw Self.malformed }
        return isWeak ? .unknown : .etag(tag)
    }

    /// The next octet that is no white space.
    private mutating func nextOctet() -> UInt8? {
        while let octet = rest.popFirst() {
            if octet != UInt8(ascii: " "), octet != UInt8(ascii: "\t") { return octet }
        }
        return nil
    }

    /// The text before `end`, which is passed over.
    private mutating func upTo(_ end: UInt8) throws(DAVError) -> String {
        guard let place = rest.firstIndex(of: end) else { throw Self.malformed }
        let text = String(Substring(rest[..<place]))
        rest = rest[rest.index(after: place)...]
        return text
    }

    private static func subject(_ resource: DAVResource) -> StateConditions.Subject {
        switch resource {
        case .object(let id, let name): .object(id, name: name)
        case .collection(let id): .collection(id)
        default: .other
        }
    }
}
