import BookingCore
import CalendarTime
import GRDB
import Scheduling

extension SQLiteTransaction {
    func append(_ event: BookingEvent) throws {
        try writing { try $0.run(EventRow.insert, EventRow.values(of: event)) }
    }

    func dropEvents(keeping count: Int) throws {
        try writing {
            try $0.run(
                "DELETE FROM booking_event WHERE position <= (SELECT max(position) FROM booking_event) - ?",
                [max(1, count)])
        }
    }

    func save(_ webhook: Webhook) throws {
        try writing { try $0.run(WebhookRow.save, WebhookRow.values(of: webhook)) }
    }

    func deleteWebhook(_ id: String) throws {
        try writing { database in
            try database.run("DELETE FROM webhook_message WHERE webhook = ?", [id])
            try database.run("DELETE FROM webhook WHERE id = ?", [id])
        }
    }

    func append(_ message: WebhookMessage) throws {
        try writing { try $0.run(WebhookMessageRow.insert, WebhookMessageRow.values(of: message)) }
    }

    func save(_ message: WebhookMessage) throws {
        try writing {
            try $0.run(WebhookMessageRow.update, WebhookMessageRow.progress(of: message) + [message.id])
        }
    }

    func dropWebhookMessages(settledBefore instant: Instant) throws {
        try writing { try $0.run("DELETE FROM webhook_message WHERE settled_at < ?", [instant.seconds]) }
    }
}
