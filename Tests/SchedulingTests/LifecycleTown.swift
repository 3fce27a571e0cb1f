import BookingCore
import CalendarTime
import ICalendar
import Scheduling
import StoreContract
import Testing

/// What tests of a booking's life need besides.
extension TestTown {
    static let agnes = Person(id: "agnes", name: "Agnès Roux", addresses: ["agnes@ville.example"])

    static func room(_ id: String, _ change: (inout Resource) -> Void) -> Resource {
        var resource = room(id)
        change(&resource)
        return resource
    }

    /// A room whose manager, Bruno, decides about everything.
    static func askedRoom(_ id: String = "jaures", _ change: (inout Resource) -> Void = { _ in }) -> Resource {
        room(id) { resource in
            resource.policy.autoSchedule = .manual
            change(&resource)
        }
    }

    /// A room to which one must check in.
    static func checkedRoom(_ id: String = "jaures", _ change: (inout Resource) -> Void = { _ in }) -> Resource {
        room(id) { resource in
            resource.policy.checkIn.required = true
            change(&resource)
        }
    }

    static func waitingRoom(_ id: String = "jaures", _ change: (inout Resource) -> Void = { _ in }) -> Resource {
        room(id) { resource in
            resource.policy.waitlist = true
            change(&resource)
        }
    }

    var lifecycle: LifecycleService { LifecycleService(store: store, environment: environment) }

    /// Everything that is due, as the worker does it.
    @discardableResult
    func settleDue() async throws -> [LifecycleEvent] {
        var all: [LifecycleEvent] = []
        for _ in 0..<1_000 {
            let events = try await lifecycle.runDue(limit: 50)
            all += events
            guard let next = try await lifecycle.nextDeadline(), next <= clock.now else { break }
        }
        return all
    }

    func move(to text: String) throws {
        let instant = try #require(Instant(rfc3339: text))
        clock.advance(by: instant - clock.now)
    }

    func actions(_ room: String) async throws -> [AuditRecord.Action] {
        try await store.withSnapshot {
            try $0.auditRecords(of: ResourceID(validating: room)!, limit: 100).reversed().map(\.action)
        }
    }

    func number(_ room: String) async throws -> Int64 {
        try await store.withSnapshot { try $0.changeNumber(of: ResourceID(validating: room)!) }
    }

    func verdicts(_ booking: Booking) async throws -> [BookingDecision.Verdict] {
        try await store.withSnapshot { try $0.decisions(about: booking.id).map(\.verdict) }
    }

    /// The newest message in the person's inbox about the event.
    func latest(_ uid: String, of person: Person = camille) async throws -> CalendarObject {
        let items = try await inbox(of: person).filter { $0.uid == uid }
        let newest = try #require(items.max { $0.changeNumber < $1.changeNumber })
        return try CalendarObject(parsing: Array(newest.text.utf8))
    }

    func comment(_ uid: String, of person: Person = camille) async throws -> String {
        try await latest(uid, of: person).main.first?.first("COMMENT")?.text ?? ""
    }

    /// The member of a room's calendar.
    func copy(_ room: String, _ uid: String, as person: Person = bruno) async throws -> StoredObject? {
        try await calendars.objects(
            in: .calendar(of: .resource(ResourceID(validating: room)!)), names: nil, as: Principal(person: person)
        ).first { $0.uid == uid }
    }

    @discardableResult
    func putBack(
        _ member: StoredObject, as person: Person = bruno, _ change: (String) -> String
    ) async throws
        -> PutResult
    {
        try await calendars.put(
            Array(change(member.text).utf8), name: member.name, in: member.collection, if: .init(),
            as: Principal(person: person))
    }

    func booked(_ room: String, _ uid: String) async throws -> Booking {
        try #require(try await booking(room, uid))
    }

    /// A member of the tentative requests in a manager's inbox.
    func requests(of person: Person = bruno) async throws -> [StoredObject] {
        try await inbox(of: person).filter { $0.name.hasPrefix("approval-") }
    }
}

extension BookingAnswer {
    var codes: [String] {
        guard case .refused(let refusal) = self else { return ["not refused"] }
        return refusal.items.flatMap { $0.decision.reasons.map(\.code) }
    }
}
