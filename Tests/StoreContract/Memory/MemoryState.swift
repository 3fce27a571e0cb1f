import BookingCore
import CalendarTime
import Scheduling

/// All that a ``MemoryDatabase`` holds.
struct MemoryState: Sendable {
    struct Calendar: Sendable {
        /// Nil: deleted.
        var collection: CalendarCollection?
        var number: Int64 = 0
        var rememberedFrom: Int64 = 0
        var objects: [String: StoredObject] = [:]
        var properties: [String: [CalendarCollection.DeadProperty]] = [:]
        var removed: [String: Int64] = [:]
    }

    struct AnswerKey: Hashable, Sendable {
        let personID: String
        let key: String
    }

    struct DelegationKey: Hashable, Sendable {
        let owner: String
        let delegate: PrincipalID
    }

    let epoch: String
    let secret: [UInt8]
    var site: Site?
    var resources: [ResourceID: Resource] = [:]
    var numbers: [ResourceID: Int64] = [:]
    var schedules: [ResourceID: ResourceSchedule] = [:]
    var bookings: [BookingID: Booking] = [:]
    var people: [String: Person] = [:]
    var groups: [String: PersonGroup] = [:]
    var roomGroups: [String: RoomGroup] = [:]
    var resourceVersions: [ResourceID: [ResourceVersion]] = [:]
    var policies: [String: [NamedPolicy]] = [:]
    var addresses: [String: PrincipalID] = [:]
    var delegations: [DelegationKey: ProxyAccess] = [:]
    var directoryNumber: Int64 = 1
    var credentials: [String: Credential] = [:]
    var credentialUses: [String: Instant] = [:]
    var feeds: [String: Feed] = [:]
    var calendars: [CollectionID: Calendar] = [:]
    var outbox: [OutboxEntry] = []
    var lastOutboxID: Int64 = 0
    var answers: [AnswerKey: StoredAnswer] = [:]
    var decisions: [DecisionRecord] = []
    var audit: [AuditEntry] = []
    var auditRoots: [AuditRoot] = []
    /// Opaque ids by person, and how many were ever given.
    var auditIDs: [String: String] = [:]
    var lastAuditID: UInt8 = 0
    var events: [BookingEvent] = []
    var forgottenEvents: Int64 = 0
    var webhooks: [String: Webhook] = [:]
    var webhookMessages: [WebhookMessage] = []
    var lastWebhookMessageID: Int64 = 0

    init(epoch: String, secret: [UInt8]) {
        self.epoch = epoch
        self.secret = secret
    }
}
