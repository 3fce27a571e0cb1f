public import CalendarTime

/// What happened to bookings, and what is sent of it, read.
public protocol EventReading {
    /// The events behind `position`, oldest first.
    func bookingEvents(after position: Int64, limit: Int) throws -> [BookingEvent]

    func eventBounds() throws -> EventBounds

    func webhook(_ id: String) throws -> Webhook?

    /// Every subscription, by id.
    func webhooks() throws -> [Webhook]

    /// The messages of a subscription behind `id`, oldest first; in one state, or in all.
    func webhookMessages(
        of webhook: String, in state: WebhookMessage.State?, after id: Int64, limit: Int
    ) throws -> [WebhookMessage]

    func webhookMessage(_ id: Int64) throws -> WebhookMessage?

    /// Of each subscription that is not disabled and each resource the oldest message that waits, by the time of its next
    /// attempt: what may be sent without one of a resource overtaking another.
    func nextWebhookMessages() throws -> [WebhookMessage]
}

/// What happened to bookings, and what is sent of it, written.
public protocol EventWriting: EventReading {
    /// Gives the event the next position.
    func append(_ event: BookingEvent) throws

    /// Forgets all but the newest events. At least one is kept, so that no position is used again.
    func dropEvents(keeping count: Int) throws

    func save(_ webhook: Webhook) throws

    /// Removes the subscription with its messages.
    func deleteWebhook(_ id: String) throws

    func append(_ message: WebhookMessage) throws

    /// Replaces the message with this id, if it is still there.
    func save(_ message: WebhookMessage) throws

    /// Forgets messages that were settled before `instant`.
    func dropWebhookMessages(settledBefore instant: Instant) throws
}
