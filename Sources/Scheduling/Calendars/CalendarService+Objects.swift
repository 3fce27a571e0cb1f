public import CalendarTime
import ICalendar

extension CalendarService {
    /// Stores a calendar object, decides and answers what it asks of resources, and tells whom it concerns.
    ///
    /// A refusal by a resource is no error: its answer stands in the stored object (RFC 6638 §3.2.1).
    public func put(
        _ octets: [UInt8], name: String, in id: CollectionID, if preconditions: WritePreconditions,
        as principal: Principal
    ) async throws -> PutResult {
        let object = try Self.validated(octets, zones: environment.zones, isMessage: id == .inbox(of: id.owner))
        let text = String(decoding: octets, as: UTF8.self)
        let now = environment.now()
        let environment = environment
        return try await store.withTransaction(locking: preconditions.keys.union([.collection(id)])) { transaction in
            try preconditions.checkStates(as: principal, in: transaction)
            return try ImplicitScheduler(
                transaction: transaction, environment: environment, now: now, principal: principal
            ).put(object, text: text, name: name, in: id, if: preconditions)
        }
    }

    /// Removes a calendar object. An organizer's is cancelled for everybody; an attendee declines, unless `scheduleReply` is
    /// false (RFC 6638 §8.1).
    public func delete(
        _ name: String, in id: CollectionID, if preconditions: WritePreconditions, scheduleReply: Bool,
        as principal: Principal
    ) async throws {
        let now = environment.now()
        let environment = environment
        try await store.withTransaction(locking: preconditions.keys.union([.collection(id)])) { transaction in
            try preconditions.checkStates(as: principal, in: transaction)
            try ImplicitScheduler(transaction: transaction, environment: environment, now: now, principal: principal)
                .delete(name, in: id, if: preconditions, scheduleReply: scheduleReply)
        }
    }

    /// Copies a member. A scheduling object stays where it is, since one owner has it once (RFC 6638 §3.2.4.1).
    ///
    /// - Parameter preconditions: on the member that is copied.
    public func copy(
        _ name: String, from: CollectionID, to: CollectionID, newName: String, overwrite: Bool,
        if preconditions: WritePreconditions = WritePreconditions(), as principal: Principal
    ) async throws -> PutResult {
        try await transfer(
            name, from: from, to: to, newName: newName, overwrite: overwrite, moves: false, if: preconditions,
            as: principal)
    }

    /// Moves a member; nothing is scheduled by it within one home.
    ///
    /// - Parameter preconditions: on the member that is moved.
    public func move(
        _ name: String, from: CollectionID, to: CollectionID, newName: String, overwrite: Bool,
        if preconditions: WritePreconditions = WritePreconditions(), as principal: Principal
    ) async throws -> PutResult {
        try await transfer(
            name, from: from, to: to, newName: newName, overwrite: overwrite, moves: true, if: preconditions,
            as: principal)
    }

    private func transfer(
        _ name: String, from: CollectionID, to: CollectionID, newName: String, overwrite: Bool, moves: Bool,
        if preconditions: WritePreconditions, as principal: Principal
    ) async throws -> PutResult {
        let now = environment.now()
        let environment = environment
        let keys = preconditions.keys.union([.collection(from), .collection(to)])
        return try await store.withTransaction(locking: keys) { transaction in
            try preconditions.checkStates(as: principal, in: transaction)
            return try ImplicitScheduler(
                transaction: transaction, environment: environment, now: now, principal: principal
            ).transfer(
                name, from: from, to: to, newName: newName, overwrite: overwrite, moves: moves, if: preconditions)
        }
    }

    /// Octets as a calendar object that may be stored, or why not.
    ///
    /// - Parameter isMessage: as it lies in an inbox, with a METHOD that is taken off.
    static func validated(
        _ octets: [UInt8], zones: ZoneDatabase, isMessage: Bool = false
    ) throws(SchedulingError) -> CalendarObject {
        var object: CalendarObject
        do {
            object = try CalendarObject(parsing: octets)
        } catch {
            throw .invalidCalendarData(error)
        }
        if isMessage { object.method = nil }
        do {
            try object.validateForStorage()
            try object.validate(zones: zones)
        } catch {
            throw .invalidCalendarObject(error)
        }
        do {
            try object.validateSameOrganizer()
        } catch {
            throw .differentOrganizers
        }
        try requireFewInstances(object, zones: zones)
        return object
    }
}
