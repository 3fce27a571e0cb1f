public import CalendarTime

/// A message that leaves the server after the commit that decided it, at least once, with a stable identity by which the
/// receiver drops repeats.
public struct OutboxEntry: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        /// An iTIP message to an address outside (RFC 6047).
        case mail
    }

    /// Set by the store on append; 0 before.
    public var id: Int64
    public var kind: Kind
    public var recipient: String
    public var sender: String
    /// Stable over retries.
    public var identity: String
    /// For mail the iTIP object's text.
    public var body: String
    public var createdAt: Instant

    public init(
        id: Int64 = 0, kind: Kind, recipient: String, sender: String, identity: String, body: String,
        createdAt: Instant
    ) {
        self.id = id
        self.kind = kind
        self.recipient = recipient
        self.sender = sender
        self.identity = identity
        self.body = body
        self.createdAt = createdAt
    }
}

/// The first answer to a request that carried an Idempotency-Key.
public struct StoredAnswer: Hashable, Sendable {
    /// The person and the key that they chose.
    public var personID: String
    public var key: String
    /// A digest of the request: the same key with another request is refused.
    public var requestDigest: String
    /// The booking that the request made, and the kind of answer.
    public var status: Int
    public var body: String
    public var createdAt: Instant

    public init(
        personID: String, key: String, requestDigest: String, status: Int, body: String, createdAt: Instant
    ) {
        self.personID = personID
        self.key = key
        self.requestDigest = requestDigest
        self.status = status
        self.body = body
        self.createdAt = createdAt
    }
}
