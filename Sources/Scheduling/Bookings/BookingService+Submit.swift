public import BookingCore
public import CalendarTime
import Crypto
import ICalendar

extension BookingService {
    /// Books all the resources of the draft, or none.
    ///
    /// The organizer's event is written in the same transaction: into their calendar where they have one here, else it
    /// goes to them by the outbox.
    ///
    /// - Parameter dryRun: decides in the same way and stores nothing.
    public func submit(
        _ draft: BookingDraft, as principal: Principal, door: Door, dryRun: Bool = false
    ) async throws -> BookingAnswer {
        try await decide(submission(draft, as: principal, door: door), dryRun: dryRun)
    }

    /// As ``submit(_:as:door:dryRun:)``; the answer is kept with the booking, and given again to the same request.
    public func submit(
        _ draft: BookingDraft, as principal: Principal, door: Door, keeping: AnswerKeeping
    ) async throws -> WrittenAnswer {
        try await decide(submission(draft, as: principal, door: door), keeping: keeping)
    }

    /// Changes a booking; a refused change changes nothing.
    public func change(
        _ id: BookingID, _ change: BookingChange, ifMatch: String?, as principal: Principal, door: Door,
        dryRun: Bool = false
    ) async throws -> BookingAnswer {
        try await decide(alteration(id, change, ifMatch: ifMatch, as: principal, door: door), dryRun: dryRun)
    }

    /// As ``change(_:_:ifMatch:as:door:dryRun:)``; the answer is kept with the change, and given again to the same request.
    public func change(
        _ id: BookingID, _ change: BookingChange, ifMatch: String?, as principal: Principal, door: Door,
        keeping: AnswerKeeping
    ) async throws -> WrittenAnswer {
        try await decide(alteration(id, change, ifMatch: ifMatch, as: principal, door: door), keeping: keeping)
    }

    private func submission(
        _ draft: BookingDraft, as principal: Principal, door: Door
    ) throws -> PlannedAct {
        guard principal.allows(.writeBookings) else { throw SchedulingError.forbidden }
        try Self.validate(draft)
        return planned(as: principal, door: door) { round, transaction in try round.submit(draft, in: transaction) }
    }

    private func alteration(
        _ id: BookingID, _ change: BookingChange, ifMatch: String?, as principal: Principal, door: Door
    ) throws -> PlannedAct {
        guard principal.allows(.writeBookings) else { throw SchedulingError.forbidden }
        return planned(as: principal, door: door) { round, transaction in
            try round.change(id, change, ifMatch: ifMatch, in: transaction)
        }
    }

    private static let titleLimit = 1_000
    private static let textLimit = 20_000

    private static func validate(_ draft: BookingDraft) throws(SchedulingError) {
        if draft.resources.isEmpty { throw .invalidField(name: "resources", problem: .empty) }
        if draft.resources.count > 50 { throw .invalidField(name: "resources", problem: .tooLong(limit: 50)) }
        if Set(draft.resources).count != draft.resources.count {
            throw .invalidField(name: "resources", problem: .duplicate)
        }
        if !(1...10_000).contains(draft.units) { throw .invalidField(name: "units", problem: .outOfRange) }
        try validate(people: draft.attendees, besides: draft.resources.count)
        try validate(recurrence: draft.recurrence, dates: draft.dates, excluded: draft.excluded)
        try validate(text: draft.title, name: "title", limit: titleLimit)
        try validate(text: draft.description, name: "description", limit: textLimit)
        try validate(text: draft.location, name: "location", limit: titleLimit)
        if let uid = draft.uid, uid.allSatisfy(\.isWhitespace) {
            throw .invalidField(name: "uid", problem: .empty)
        }
        try validate(text: draft.uid, name: "uid", limit: 255, isOneLine: true)
    }

    static func validate(_ change: BookingChange) throws(SchedulingError) {
        if let units = change.units, !(1...10_000).contains(units) {
            throw .invalidField(name: "units", problem: .outOfRange)
        }
        try validate(text: change.title, name: "title", limit: titleLimit)
        try validate(text: change.description, name: "description", limit: textLimit)
        try validate(text: change.location, name: "location", limit: titleLimit)
        try validate(people: change.attendees ?? [], besides: 1)
        try validate(
            recurrence: change.recurrence ?? [], dates: change.dates ?? [], excluded: change.excluded ?? [])
    }

    /// As many as an event may have (QUALITY, Limits), the resources among them.
    private static func validate(people: [String], besides resources: Int) throws(SchedulingError) {
        let limit = CalendarLimits.default.maximumAttendees - resources
        if people.count > limit { throw .invalidField(name: "attendees", problem: .tooLong(limit: limit)) }
        for address in people { try validate(address: address, name: "attendees") }
    }

    private static func validate(
        recurrence: [RecurrenceRule], dates: [EventTime], excluded: [EventTime]
    ) throws(SchedulingError) {
        for (name, count, limit) in [
            ("recurrence", recurrence.count, 50), ("dates", dates.count, CalendarService.maximumInstances - 1),
            ("excluded", excluded.count, InstanceLimit.expanded),
        ] where count > limit { throw .invalidField(name: name, problem: .tooLong(limit: limit)) }
    }

    /// - Parameter limit: in characters as JSON Schema counts them, which are Unicode's scalar values.
    static func validate(
        text: String?, name: String, limit: Int, isOneLine: Bool = false
    ) throws(SchedulingError) {
        guard let text else { return }
        if text.unicodeScalars.count > limit { throw .invalidField(name: name, problem: .tooLong(limit: limit)) }
        let hasControl = text.unicodeScalars.contains { scalar in
            guard scalar.value < 0x20 || scalar.value == 0x7F else { return false }
            return isOneLine || (scalar != "\n" && scalar != "\t")
        }
        if hasControl { throw .invalidField(name: name, problem: .controlCharacter) }
    }

    static func validate(address: String, name: String) throws(SchedulingError) {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = address.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x7F && !"<>,;:\"\\".unicodeScalars.contains($0)
        }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, isPlain, address.utf8.count <= 254 else {
            throw .invalidField(name: name, problem: .malformed(address))
        }
    }
}
