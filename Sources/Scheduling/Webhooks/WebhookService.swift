public import BookingCore
public import CalendarTime
import Crypto
import FoundationEssentials

/// Subscriptions: who is told of bookings by calls to their server.
public struct WebhookService: Sendable {
    let store: any BookingStore
    let environment: ServiceEnvironment
    let allowance: @Sendable () -> WebhookAllowance

    static let mostWebhooks = 200

    /// - Parameter allowance: which private hosts may be called, as it stands when it is asked for.
    public init(
        store: any BookingStore, environment: ServiceEnvironment,
        allowance: @escaping @Sendable () -> WebhookAllowance = { WebhookAllowance() }
    ) {
        self.store = store
        self.environment = environment
        self.allowance = allowance
    }

    /// What a subscription is to be; nil: as it is, or as it is by default.
    public struct Draft: Sendable {
        public var url: String?
        public var label: String?
        public var events: Set<String>?
        public var resources: Set<ResourceID>?
        public var privacy: Privacy?
        public var isEnabled: Bool?

        public init() {}
    }

    /// The principal's own; for administrators all, by id.
    public func webhooks(as principal: Principal) async throws -> [Webhook] {
        guard principal.allows(.administerResources) else { throw SchedulingError.forbidden }
        return try await store.withSnapshot { try $0.webhooks().filter { Self.mayManage($0, principal) } }
    }

    public func webhook(_ id: String, as principal: Principal) async throws -> Webhook {
        guard principal.allows(.administerResources) else { throw SchedulingError.forbidden }
        return try await store.withSnapshot { try Self.reach(id, principal, in: $0) }
    }

    /// - Returns: the subscription, with the secret that its owner sees this once.
    public func create(
        _ draft: Draft, as principal: Principal, door: Door
    ) async throws -> (webhook: Webhook, secret: String) {
        guard draft.url != nil else { throw SchedulingError.invalidField(name: "url", problem: .missing) }
        let id = "wh_" + Digest.hex(environment.randomBytes(8))
        return try await change(as: principal, door: door, .webhookSaved, id) { transaction, now in
            guard try transaction.webhooks().count < Self.mostWebhooks else {
                throw SchedulingError.invalidField(name: "webhooks", problem: .tooLong(limit: Self.mostWebhooks))
            }
            // Whoever runs the server is nobody in the directory.
            let isKnown = try transaction.person(principal.person.id) != nil
            guard isKnown || principal.person.isAdministrator else { throw SchedulingError.forbidden }
            var webhook = Webhook(id: id, owner: isKnown ? principal.person.id : "", url: "", createdAt: now)
            try apply(draft, to: &webhook, as: principal, now, in: transaction)
            try transaction.save(webhook)
            return (webhook, Self.secret(of: webhook, try transaction.siteSecret()))
        }
    }

    public func change(_ id: String, _ draft: Draft, as principal: Principal, door: Door) async throws -> Webhook {
        try await change(as: principal, door: door, .webhookSaved, id) { transaction, now in
            var webhook = try Self.reach(id, principal, in: transaction)
            try apply(draft, to: &webhook, as: principal, now, in: transaction)
            try transaction.save(webhook)
            return webhook
        }
    }

    /// Gives it another secret; calls are signed with it from now on.
    public func rotate(
        _ id: String, as principal: Principal, door: Door
    ) async throws -> (webhook: Webhook, secret: String) {
        try await change(as: principal, door: door, .webhookRotated, id) { transaction, _ in
            var webhook = try Self.reach(id, principal, in: transaction)
            webhook.generation += 1
            try transaction.save(webhook)
            return (webhook, Self.secret(of: webhook, try transaction.siteSecret()))
        }
    }

    public func delete(_ id: String, as principal: Principal, door: Door) async throws {
        try await change(as: principal, door: door, .webhookDeleted, id) { transaction, _ in
            _ = try Self.reach(id, principal, in: transaction)
            try transaction.deleteWebhook(id)
        }
    }

    /// Its messages behind `after`, oldest first.
    public func messages(
        of id: String, in state: WebhookMessage.State?, after: Int64, limit: Int, as principal: Principal
    ) async throws -> [WebhookMessage] {
        guard principal.allows(.administerResources) else { throw SchedulingError.forbidden }
        return try await store.withSnapshot { snapshot in
            _ = try Self.reach(id, principal, in: snapshot)
            return try snapshot.webhookMessages(of: id, in: state, after: after, limit: limit)
        }
    }

    /// Sends messages again, in their order and under the identities that they had.
    ///
    /// - Parameters:
    ///   - since: those made at that time or later; nil: all that are remembered.
    ///   - includesDelivered: also those that were answered well.
    /// - Returns: how many.
    public func replay(
        _ id: String, since: Instant?, includesDelivered: Bool, as principal: Principal, door: Door
    ) async throws -> Int {
        try await change(as: principal, door: door, .webhookReplayed, id) { transaction, now in
            _ = try Self.reach(id, principal, in: transaction)
            var (count, after) = (0, Int64(0))
            while true {
                let page = try transaction.webhookMessages(of: id, in: nil, after: after, limit: 500)
                guard let last = page.last else { return count }
                after = last.id
                for var message in page where since.map({ message.createdAt >= $0 }) ?? true {
                    guard message.state == .abandoned || (includesDelivered && message.state == .delivered) else {
                        continue
                    }
                    message.state = .waiting
                    (message.since, message.nextAttemptAt, message.attempts) = (now, now, 0)
                    message.settledAt = nil
                    try transaction.save(message)
                    count += 1
                }
            }
        }
    }

    private func change<Value: Sendable>(
        as principal: Principal, door: Door, _ action: AuditRecord.Action, _ subject: String,
        _ body: @escaping @Sendable (any BookingTransaction, Instant) throws -> Value
    ) async throws -> Value {
        guard principal.allows(.administerResources) else { throw SchedulingError.forbidden }
        let now = environment.now()
        return try await store.withTransaction(locking: []) { transaction in
            try transaction.append(
                AuditRecord(at: now, actor: principal.person.id, door: door, action: action, subject: subject))
            return try body(transaction, now)
        }
    }

    private static func mayManage(_ webhook: Webhook, _ principal: Principal) -> Bool {
        principal.person.isAdministrator || webhook.owner == principal.person.id
    }

    private static func reach(
        _ id: String, _ principal: Principal, in snapshot: any BookingSnapshot
    ) throws -> Webhook {
        guard let webhook = try snapshot.webhook(id), mayManage(webhook, principal) else {
            throw SchedulingError.notFound
        }
        return webhook
    }
}

extension WebhookService {
    private func apply(
        _ draft: Draft, to webhook: inout Webhook, as principal: Principal, _ now: Instant,
        in transaction: any BookingTransaction
    ) throws {
        if let url = draft.url {
            guard let destination = WebhookDestination(url) else {
                throw SchedulingError.invalidField(name: "url", problem: .malformed(String(url.prefix(100))))
            }
            guard allowance().admits(destination) else {
                throw SchedulingError.invalidField(name: "url", problem: .notAllowed)
            }
            webhook.url = url
        }
        if let label = draft.label {
            guard label.unicodeScalars.count <= 200 else {
                throw SchedulingError.invalidField(name: "label", problem: .tooLong(limit: 200))
            }
            webhook.label = label
        }
        if let events = draft.events {
            if let unknown = events.subtracting(BookingEvent.types).min() {
                throw SchedulingError.invalidField(name: "events", problem: .unknownID(unknown))
            }
            webhook.events = events
        }
        if let resources = draft.resources { webhook.resources = resources }
        if let privacy = draft.privacy { webhook.privacy = privacy }
        if let isEnabled = draft.isEnabled, isEnabled != (webhook.disabledAt == nil) {
            webhook.disabledAt = isEnabled ? nil : now
            webhook.disabledBecause = isEnabled ? nil : .asked
            webhook.failingSince = nil
        }
        try requireResources(of: webhook, in: transaction)
    }

    /// The owner answers for every resource that is named; only administrators are told of all.
    private func requireResources(of webhook: Webhook, in transaction: any BookingTransaction) throws {
        guard let owner = try webhook.authority(in: transaction) else { throw SchedulingError.forbidden }
        if webhook.resources.isEmpty, !owner.person.isAdministrator {
            throw SchedulingError.invalidField(name: "resources", problem: .missing)
        }
        for id in webhook.resources.sorted() {
            guard let resource = try transaction.resource(id), AccessRights.manages(resource, owner) else {
                throw SchedulingError.invalidField(name: "resources", problem: .unknownID(id.rawValue))
            }
        }
    }

    /// `whsec_` and 32 octets in Base64 (Standard Webhooks, "Signing secret serialization").
    private static func secret(of webhook: Webhook, _ siteSecret: [UInt8]) -> String {
        "whsec_" + Data(webhook.signingKey(siteSecret)).base64EncodedString()
    }
}

extension Webhook {
    /// The key of the signatures: derived like the addresses of feeds, so that no table of secrets has to be guarded.
    public func signingKey(_ siteSecret: [UInt8]) -> [UInt8] {
        Array(
            HMAC<SHA256>.authenticationCode(
                for: Array("webhook \(id) \(generation)".utf8), using: SymmetricKey(data: siteSecret)))
    }
}
