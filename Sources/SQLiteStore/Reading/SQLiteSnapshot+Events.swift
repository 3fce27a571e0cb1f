import BookingCore
import CalendarTime
import GRDB
import Scheduling

extension SQLiteSnapshot {
    func bookingEvents(after position: Int64, limit: Int) throws -> [BookingEvent] {
        try database.all(
            EventRow.select + " WHERE position > ? ORDER BY position LIMIT ?", [position, max(0, limit)],
            EventRow.decode)
    }

    func eventBounds() throws -> EventBounds {
        // Two statements, because each end of the table is one step and both together are a scan.
        let first = try database.first("SELECT min(position) FROM booking_event", []) { $0[0] as Int64? } ?? nil
        let last = try database.first("SELECT max(position) FROM booking_event", []) { $0[0] as Int64? } ?? nil
        return EventBounds(forgotten: (first ?? 1) - 1, last: last ?? 0)
    }

    func webhook(_ id: String) throws -> Webhook? {
        try database.first(WebhookRow.select + " WHERE id = ?", [id], WebhookRow.decode)
    }

    func webhooks() throws -> [Webhook] {
        try database.all(WebhookRow.select + " ORDER BY id", [], WebhookRow.decode)
    }

    func webhookMessages(
        of webhook: String, in state: WebhookMessage.State?, after id: Int64, limit: Int
    ) throws -> [WebhookMessage] {
        try database.all(
            WebhookMessageRow.select
                + " WHERE webhook = ?1 AND id > ?2 AND (?3 IS NULL OR state = ?3) ORDER BY id LIMIT ?4",
            [webhook, id, state?.rawValue, max(0, limit)], WebhookMessageRow.decode)
    }

    func webhookMessage(_ id: Int64) throws -> WebhookMessage? {
        try database.first(WebhookMessageRow.select + " WHERE id = ?", [id], WebhookMessageRow.decode)
    }

    func nextWebhookMessages() throws -> [WebhookMessage] {
        try database.all(
            """
            SELECT \(WebhookMessageRow.columns) FROM webhook_message
            WHERE id IN (
                SELECT min(id) FROM webhook_message WHERE state = 'waiting'
                AND webhook IN (SELECT id FROM webhook WHERE disabled_at IS NULL) GROUP BY webhook, resource
            )
            ORDER BY next_attempt_at, id
            """, [], WebhookMessageRow.decode)
    }
}
