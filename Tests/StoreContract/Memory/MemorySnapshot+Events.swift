import BookingCore
import CalendarTime
import Scheduling

extension MemorySnapshot {
    func bookingEvents(after position: Int64, limit: Int) throws -> [BookingEvent] {
        Array(state.events.filter { $0.position > position }.prefix(max(0, limit)))
    }

    func eventBounds() throws -> EventBounds {
        EventBounds(forgotten: state.forgottenEvents, last: state.events.last?.position ?? 0)
    }

    func webhook(_ id: String) throws -> Webhook? { state.webhooks[id] }

    func webhooks() throws -> [Webhook] { state.webhooks.values.sorted { $0.id < $1.id } }

    func webhookMessages(
        of webhook: String, in wanted: WebhookMessage.State?, after id: Int64, limit: Int
    ) throws -> [WebhookMessage] {
        Array(
            state.webhookMessages.filter { message in
                message.webhook == webhook && message.id > id && (wanted == nil || wanted == message.state)
            }.prefix(max(0, limit)))
    }

    func webhookMessage(_ id: Int64) throws -> WebhookMessage? { state.webhookMessages.first { $0.id == id } }

    func nextWebhookMessages() throws -> [WebhookMessage] {
        var heads: [WebhookMessage] = []
        for message in state.webhookMessages where message.state == .waiting {
            guard let webhook = state.webhooks[message.webhook], webhook.disabledAt == nil else { continue }
            if heads.contains(where: { $0.webhook == message.webhook && $0.resource == message.resource }) { continue }
            heads.append(message)
        }
        return heads.sorted { ($0.nextAttemptAt, $0.id) < ($1.nextAttemptAt, $1.id) }
    }
}

extension MemoryTransaction {
    func append(_ event: BookingEvent) throws {
        var event = event
        event.position = max(state.events.last?.position ?? 0, state.forgottenEvents) + 1
        state.events.append(event)
    }

    func dropEvents(keeping count: Int) throws {
        let dropped = state.events.dropLast(max(1, count))
        guard let last = dropped.last else { return }
        state.forgottenEvents = last.position
        state.events.removeFirst(dropped.count)
    }

    func save(_ webhook: Webhook) throws { state.webhooks[webhook.id] = webhook }

    func deleteWebhook(_ id: String) throws {
        state.webhooks[id] = nil
        state.webhookMessages.removeAll { $0.webhook == id }
    }

    func append(_ message: WebhookMessage) throws {
        state.lastWebhookMessageID += 1
        var message = message
        message.id = state.lastWebhookMessageID
        state.webhookMessages.append(message)
    }

    func save(_ message: WebhookMessage) throws {
        guard let place = state.webhookMessages.firstIndex(where: { $0.id == message.id }) else { return }
        state.webhookMessages[place] = message
    }

    func dropWebhookMessages(settledBefore instant: Instant) throws {
        state.webhookMessages.removeAll { $0.settledAt.map { $0 < instant } ?? false }
    }
}
