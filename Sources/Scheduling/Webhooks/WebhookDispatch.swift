public import CalendarTime

/// What is to be sent, and what came of it: the store's side of the worker that sends.
public struct WebhookDispatch: Sendable {
    let store: any BookingStore
    let environment: ServiceEnvironment

    /// Seconds that a message is tried for.
    static let patience: Int64 = 86_400
    /// Seconds of nothing but failures after which a subscription is disabled.
    static let longestFailure: Int64 = 5 * 86_400
    /// Seconds that settled messages are remembered, to be sent again.
    static let memory: Int64 = 7 * 86_400

    public init(store: any BookingStore, environment: ServiceEnvironment) {
        self.store = store
        self.environment = environment
    }

    public var signal: CommitSignal { store.commitSignal }

    /// A message with what is needed to send it.
    public struct Call: Sendable {
        public var message: WebhookMessage
        public var url: String
        public var key: [UInt8]
    }

    /// What came of an attempt.
    public enum Outcome: Hashable, Sendable {
        /// The receiver answered 2xx.
        case accepted
        /// It answered 410.
        case gone
        /// - Parameters:
        ///   - reason: a status or a word.
        ///   - retryAfter: seconds that the receiver asked for.
        case failed(reason: String, retryAfter: Int?)
    }

    /// Of each subscription and resource the message that is next, with when it is due, soonest first.
    public func next() async throws -> [Call] {
        try await store.withSnapshot { snapshot in
            let messages = try snapshot.nextWebhookMessages()
            guard !messages.isEmpty else { return [] }
            let secret = try snapshot.siteSecret()
            var webhooks: [String: Webhook] = [:]
            for webhook in try snapshot.webhooks() { webhooks[webhook.id] = webhook }
            return messages.compactMap { message in
                webhooks[message.webhook].map { Call(message: message, url: $0.url, key: $0.signingKey(secret)) }
            }
        }
    }

    /// Writes down what came of an attempt.
    ///
    /// - Returns: why the subscription was disabled by it, if it was.
    public func settle(_ sent: WebhookMessage, _ outcome: Outcome) async throws -> Webhook.Disabling? {
        let now = environment.now()
        let random = environment.randomBytes(2).reduce(0) { $0 << 8 | Int64($1) }
        return try await store.withTransaction(locking: []) { transaction in
            guard var message = try transaction.webhookMessage(sent.id), message.state == .waiting,
                message.since == sent.since, var webhook = try transaction.webhook(message.webhook)
            else { return nil }
            let before = webhook
            message.attempts += 1
            switch outcome {
            case .accepted:
                message.state = .delivered
                message.settledAt = now
                message.lastFailure = nil
                webhook.failingSince = nil
            case .gone:
                (message.state, message.settledAt, message.lastFailure) = (.abandoned, now, "410")
                webhook.disabledAt = now
                webhook.disabledBecause = .gone
            case .failed(let reason, let retryAfter):
                message.lastFailure = String(reason.prefix(100))
                Self.postpone(&message, now, retryAfter: retryAfter, random: random)
                let failingSince = webhook.failingSince ?? now
                webhook.failingSince = failingSince
                if now.seconds - failingSince.seconds >= Self.longestFailure {
                    webhook.disabledAt = now
                    webhook.disabledBecause = .failing
                }
            }
            try transaction.save(message)
            if webhook != before { try transaction.save(webhook) }
            return webhook.disabledAt == before.disabledAt ? nil : webhook.disabledBecause
        }
    }

    /// After a failure: 5 s, 20 s, 80 s … up to two hours later, a fifth more or less so that many do not come at once; the
    /// last time when the patience ends.
    private static func postpone(
        _ message: inout WebhookMessage, _ now: Instant, retryAfter: Int?, random: Int64
    ) {
        let end = message.since.adding(patience)
        guard now < end else {
            message.state = .abandoned
            message.settledAt = now
            return
        }
        let steps = min(max(0, message.attempts - 1), 6)
        let delay = min(Int64(5) << Int64(2 * steps), 7_200)
        let varied = delay * 4 / 5 + delay * 2 / 5 * random / 65_536
        let asked = Int64(min(max(0, retryAfter ?? 0), 7_200))
        message.nextAttemptAt = min(now.adding(max(1, varied, asked)), end)
    }

    /// Forgets what was settled long ago.
    public func prune() async throws {
        let now = environment.now()
        try await store.withTransaction(locking: []) { transaction in
            try transaction.dropWebhookMessages(settledBefore: now.adding(-Self.memory))
        }
    }
}
