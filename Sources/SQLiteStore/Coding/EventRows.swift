import BookingCore
import CalendarTime
import GRDB
import Scheduling

/// The row of an event.
enum EventRow {
    static let select = "SELECT position, resource, number, booking, action, at FROM booking_event"
    static let insert = """
        INSERT INTO booking_event (resource, number, booking, action, at) VALUES (?, ?, ?, ?, ?)
        """

    static func values(of event: BookingEvent) -> [(any DatabaseValueConvertible)?] {
        [
            event.resource.rawValue, event.number, event.booking.rawValue, event.action.rawValue, event.at.seconds,
        ]
    }

    static func decode(_ row: Row) throws -> BookingEvent {
        guard let resource = ResourceID(validating: row[1] as String),
            let action = AuditRecord.Action(rawValue: row[4])
        else { throw StoreError.damaged("event \(row[0] as Int64)") }
        return BookingEvent(
            position: row[0], resource: resource, number: row[2], booking: BookingID(rawValue: row[3]),
            action: action, at: Instant(seconds: row[5]))
    }
}

/// The row of a subscription. Events and resources are joined by blanks.
enum WebhookRow {
    static let columns = """
        id, owner, url, label, events, resources, privacy, generation, created_at, failing_since, disabled_at,
        disabled_because
        """
    static let select = "SELECT \(columns) FROM webhook"
    static let save = "INSERT OR REPLACE INTO webhook (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

    static func values(of webhook: Webhook) -> [(any DatabaseValueConvertible)?] {
        [
            webhook.id, webhook.owner, webhook.url, webhook.label, webhook.events.sorted().joined(separator: " "),
            webhook.resources.map(\.rawValue).sorted().joined(separator: " "), webhook.privacy.rawValue,
            webhook.generation, webhook.createdAt.seconds, webhook.failingSince?.seconds, webhook.disabledAt?.seconds,
            webhook.disabledBecause?.rawValue,
        ]
    }

    static func decode(_ row: Row) throws -> Webhook {
        let names = (row[5] as String).split(separator: " ")
        let resources = names.compactMap { ResourceID(validating: $0) }
        // A resource that is not understood must not widen what is sent.
        guard let privacy = Privacy(rawValue: row[6]), resources.count == names.count else {
            throw StoreError.damaged("webhook \(row[0] as String)")
        }
        return Webhook(
            id: row[0], owner: row[1], url: row[2], label: row[3],
            events: Set((row[4] as String).split(separator: " ").map(String.init)), resources: Set(resources),
            privacy: privacy, generation: row[7], createdAt: Instant(seconds: row[8]),
            failingSince: (row[9] as Int64?).map(Instant.init(seconds:)),
            disabledAt: (row[10] as Int64?).map(Instant.init(seconds:)),
            disabledBecause: (row[11] as String?).flatMap(Webhook.Disabling.init(rawValue:)))
    }
}

/// The row of a call.
enum WebhookMessageRow {
    static let columns = """
        id, webhook, resource, identity, type, body, created_at, since, state, attempts, next_attempt_at, last_failure,
        settled_at
        """
    static let select = "SELECT \(columns) FROM webhook_message"
    static let insert = """
        INSERT INTO webhook_message (webhook, resource, identity, type, body, created_at, since, state, attempts,
            next_attempt_at, last_failure, settled_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let update = """
        UPDATE webhook_message SET since = ?, state = ?, attempts = ?, next_attempt_at = ?, last_failure = ?,
            settled_at = ?
        WHERE id = ?
        """

    static func values(of message: WebhookMessage) -> [(any DatabaseValueConvertible)?] {
        [
            message.webhook, message.resource.rawValue, message.identity, message.type, message.body,
            message.createdAt.seconds,
        ] + progress(of: message)
    }

    /// What changes while it is sent.
    static func progress(of message: WebhookMessage) -> [(any DatabaseValueConvertible)?] {
        [
            message.since.seconds, message.state.rawValue, message.attempts, message.nextAttemptAt.seconds,
            message.lastFailure, message.settledAt?.seconds,
        ]
    }

    static func decode(_ row: Row) throws -> WebhookMessage {
        guard let resource = ResourceID(validating: row[2] as String),
            let state = WebhookMessage.State(rawValue: row[8])
        else { throw StoreError.damaged("webhook message \(row[0] as Int64)") }
        var message = WebhookMessage(
            id: row[0], webhook: row[1], resource: resource, identity: row[3], type: row[4], body: row[5],
            createdAt: Instant(seconds: row[6]))
        message.since = Instant(seconds: row[7])
        message.state = state
        message.attempts = row[9]
        message.nextAttemptAt = Instant(seconds: row[10])
        message.lastFailure = row[11]
        message.settledAt = (row[12] as Int64?).map(Instant.init(seconds:))
        return message
    }
}
