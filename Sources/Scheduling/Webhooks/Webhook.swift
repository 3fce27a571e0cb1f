public import BookingCore
public import CalendarTime

/// A subscription: whoever holds the address is told of bookings by a signed call (Standard Webhooks).
public struct Webhook: Hashable, Sendable {
    /// Why the server stopped calling.
    public enum Disabling: String, Hashable, Sendable {
        /// Somebody said so.
        case asked
        /// It did not answer for days.
        case failing
        /// It answered 410: it wants no more.
        case gone
    }

    public var id: String
    /// The id of the person whose rights decide what is sent; empty: whoever runs the server made it.
    public var owner: String
    public var url: String
    public var label: String
    /// Types of events (``BookingEvent/type``); empty: all.
    public var events: Set<String>
    /// Empty: all.
    public var resources: Set<ResourceID>
    /// The most that is said of a booking.
    public var privacy: Privacy
    /// The secret is derived from the site's, the id and this.
    public var generation: Int
    public var createdAt: Instant
    /// Since when every call failed; nil: the last one was answered well, or there was none.
    public var failingSince: Instant?
    public var disabledAt: Instant?
    public var disabledBecause: Disabling?

    public init(
        id: String, owner: String, url: String, label: String = "", events: Set<String> = [],
        resources: Set<ResourceID> = [], privacy: Privacy = .busy, generation: Int = 1, createdAt: Instant,
        failingSince: Instant? = nil, disabledAt: Instant? = nil, disabledBecause: Disabling? = nil
    ) {
        self.id = id
        self.owner = owner
        self.url = url
        self.label = label
        self.events = events
        self.resources = resources
        self.privacy = privacy
        self.generation = generation
        self.createdAt = createdAt
        self.failingSince = failingSince
        self.disabledAt = disabledAt
        self.disabledBecause = disabledBecause
    }
}

/// One call of a webhook, written by the transaction that it tells of, and repeated until it is answered.
public struct WebhookMessage: Hashable, Sendable {
    public enum State: String, Hashable, Sendable {
        case waiting, delivered
        /// Not answered well within a day, or the subscription was disabled.
        case abandoned
    }

    /// Set by the store on append; 0 before.
    public var id: Int64
    public var webhook: String
    /// Messages of one resource are sent in their order.
    public var resource: ResourceID
    /// `webhook-id`: the same in every attempt, so that the receiver can drop repeats.
    public var identity: String
    public var type: String
    public var body: String
    public var createdAt: Instant
    /// When it was first to be sent: made, or asked for again.
    public var since: Instant
    public var state: State
    public var attempts: Int
    public var nextAttemptAt: Instant
    /// What came of the last attempt that failed: a status, or a word.
    public var lastFailure: String?
    /// When it was answered well or given up.
    public var settledAt: Instant?

    public init(
        id: Int64 = 0, webhook: String, resource: ResourceID, identity: String, type: String, body: String,
        createdAt: Instant
    ) {
        self.id = id
        self.webhook = webhook
        self.resource = resource
        self.identity = identity
        self.type = type
        self.body = body
        self.createdAt = createdAt
        since = createdAt
        state = .waiting
        attempts = 0
        nextAttemptAt = createdAt
    }
}
