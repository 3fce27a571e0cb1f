import BookingCore
import CalendarTime
import FoundationEssentials

/// Writes what subscribers are sent, in the transaction that it tells of (Standard Webhooks, "Payload structure").
struct WebhookOutbox {
    let transaction: any BookingTransaction

    /// Dates of a series that are told.
    private static let mostInstances = 100

    func append(_ event: BookingEvent) throws {
        let wanting = try transaction.webhooks().filter { $0.disabledAt == nil && $0.wants(event) }
        guard !wanting.isEmpty, let booking = try transaction.booking(event.booking),
            let resource = try transaction.resource(event.resource)
        else { return }
        for webhook in wanting where try isEntitled(webhook, to: resource) {
            let identity = Digest.etag(
                of:
                    "\(try transaction.storeEpoch()) \(webhook.id) \(event.resource) \(event.number) \(event.booking) \(event.type)"
            )
            try transaction.append(
                WebhookMessage(
                    webhook: webhook.id, resource: event.resource, identity: "msg_" + identity, type: event.type,
                    body: try body(of: event, booking, for: webhook), createdAt: event.at))
        }
    }

    /// Whether the owner still answers for the resource: rights end, a subscription does not notice.
    private func isEntitled(_ webhook: Webhook, to resource: Resource) throws -> Bool {
        guard let authority = try webhook.authority(in: transaction) else { return false }
        return AccessRights.manages(resource, authority)
    }

    private func body(of event: BookingEvent, _ booking: Booking, for webhook: Webhook) throws -> String {
        let isOpen = booking.visibility == .public
        let showsTitle = isOpen && webhook.privacy == .full
        let showsOrganizer = isOpen && webhook.privacy != .busy
        let instances = booking.instances.filter { $0.range.end > event.at }
        let payload = Payload(
            type: event.type, timestamp: event.at.rfc3339,
            data: Payload.Data(
                booking: booking.id.description, resource: event.resource.rawValue, changeNumber: event.number,
                state: booking.state.rawValue, units: booking.units, title: showsTitle ? booking.title : nil,
                organizer: showsOrganizer
                    ? .init(
                        id: booking.organizer.personID, address: booking.organizer.address,
                        name: booking.organizer.name) : nil,
                instances: instances.prefix(Self.mostInstances).map(Payload.Instance.init),
                hasMoreInstances: instances.count > Self.mostInstances || booking.decidedThrough != nil,
                updatedAt: booking.updatedAt.rfc3339))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(payload), as: UTF8.self)
    }
}

extension Webhook {
    /// With whose rights it is told; nil: nobody's any more.
    func authority(in directory: any BookingSnapshot) throws -> Principal? {
        if owner.isEmpty {
            return Principal(person: Person(id: "", name: "", addresses: [], isAdministrator: true))
        }
        guard let person = try directory.person(owner), !person.isDisabled else { return nil }
        let groups = try directory.groups().filter { $0.members.contains(person.id) }.map(\.id)
        return Principal(person: person, groups: Set(groups))
    }

    fileprivate func wants(_ event: BookingEvent) -> Bool {
        (events.isEmpty || events.contains(event.type)) && (resources.isEmpty || resources.contains(event.resource))
    }
}

/// What a call says. Hidden titles and people are missing.
private struct Payload: Encodable {
    struct Organizer: Encodable {
        var id: String?
        var address: String
        var name: String?
    }

    struct Instance: Encodable {
        var recurrenceId: String
        var start: String
        var end: String
        var status: String

        init(_ instance: BookedInstance) {
            recurrenceId = instance.recurrenceID.rfc3339
            start = instance.range.start.rfc3339
            end = instance.range.end.rfc3339
            status =
                switch instance.verdict {
                case .accepted: "accepted"
                case .tentative: "tentative"
                case .declined: "declined"
                case .cancelled: "cancelled"
                case .past: "past"
                }
        }
    }

    struct Data: Encodable {
        var booking: String
        var resource: String
        var changeNumber: Int64
        var state: String
        var units: Int
        var title: String?
        var organizer: Organizer?
        /// Those that are not over.
        var instances: [Instance]
        var hasMoreInstances: Bool
        var updatedAt: String
    }

    var type: String
    var timestamp: String
    var data: Data
}
