import BookingCore
import CalendarTime
import Scheduling
import Testing

/// Values for the cases. Hours count from 2026-12-01T00:00:00Z.
enum Sample {
    static let midnight: Int64 = 1_796_083_200

    static func at(_ hour: Int64) -> Instant { Instant(seconds: midnight + hour * 3600) }

    static func range(_ from: Int64, _ to: Int64) -> TimeRange { TimeRange(start: at(from), end: at(to)) }

    static func room(_ id: ResourceID, aliases: [String] = [], parts: [ResourceID] = []) -> Resource {
        Resource(
            id: id, names: LocalizedText(fr: "Salle \(id)", en: "Room \(id)"), address: "\(id)@ville.example",
            aliases: aliases, zone: "Europe/Paris", parts: parts)
    }

    static func booking(
        _ number: Int64, on resource: ResourceID = "salle", _ ranges: [TimeRange], uid: String? = nil,
        state: BookingState = .confirmed, organizer: String = "camille", verdict: InstanceVerdict = .accepted
    ) -> Booking {
        Booking(
            id: BookingID(rawValue: number), resource: resource, uid: uid ?? "uid-\(number)",
            organizer: BookingOrganizer(
                personID: organizer, address: "\(organizer)@ville.example", name: "É. \(organizer)"),
            title: "Réunion nº \(number)", visibility: .private, units: 1, attendeeCount: 5, state: state,
            series: RecurrenceSet(single: ranges.first ?? range(0, 1)),
            instances: ranges.map { BookedInstance(recurrenceID: $0.start, range: $0, verdict: verdict) },
            sequence: 3, stamp: at(-48), group: "g", createdAt: at(-24), updatedAt: at(-23))
    }

    static func object(
        _ name: String, in collection: CollectionID, uid: String? = nil, from: Int64? = nil, to: Int64? = nil,
        component: String = "VEVENT", scheduleTag: String? = nil, etag: String = "e1"
    ) -> StoredObject {
        StoredObject(
            collection: collection, name: name, uid: uid ?? name,
            text: "BEGIN:VCALENDAR\r\nX-É:\(name)\r\nEND:VCALENDAR\r\n",
            component: component, etag: etag, scheduleTag: scheduleTag, firstStart: from.map(at), lastEnd: to.map(at),
            modifiedAt: at(0))
    }

    static let calendar = CollectionID.calendar(of: .person("camille"))

    static func collection(
        _ id: CollectionID = calendar, kind: CalendarCollection.Kind = .calendar
    ) -> CalendarCollection {
        CalendarCollection(id: id, kind: kind, displayName: "Agenda", createdAt: at(0))
    }

    static func person(_ id: String, _ addresses: [String]) -> Person {
        Person(id: id, name: "Prénom \(id)", addresses: addresses, department: "État civil", language: "fr")
    }
}

/// One write of a transaction.
typealias Write = @Sendable (any BookingTransaction) throws -> Void

/// What a body throws that wants to be undone.
struct Abandoned: Error, Equatable {
    var reason = 0
}

extension BookingStore {
    /// Makes the resources.
    func make(_ resources: Resource...) async throws {
        try await withTransaction(locking: Set(resources.map { .resource($0.id) })) { transaction throws in
            for resource in resources { try transaction.save(resource) }
        }
    }

    /// Saves the bookings in one transaction.
    func keep(_ bookings: Booking...) async throws {
        try await keep(bookings)
    }

    func keep(_ bookings: [Booking]) async throws {
        try await withTransaction(locking: Set(bookings.map { .resource($0.resource) })) { transaction throws in
            for booking in bookings { try transaction.save(booking) }
        }
    }

    /// Makes a collection with members.
    func make(_ collection: CalendarCollection, _ objects: StoredObject...) async throws {
        try await withTransaction(locking: [.collection(collection.id)]) { transaction throws in
            try transaction.save(collection)
            for object in objects { try transaction.put(object) }
        }
    }
}

extension ResourceSchedule {
    /// What is taken, as text that two schedules share when they hold the same.
    func digest() -> [String] {
        let all = TimeRange(start: .minDateTime, end: .maxDateTime)
        var entries: [String] = []
        index.overlaps(all) { entry in
            entries.append("\(entry.range) \(entry.slot.booking) \(entry.unitCount) \(entry.tentative)")
            return true
        }
        return entries.sorted() + openSeries.map { "\($0)" }
    }
}

/// The error that `work` throws.
func failure(of work: () async throws -> Void) async -> (any Error)? {
    do {
        try await work()
        return nil
    } catch {
        return error
    }
}
