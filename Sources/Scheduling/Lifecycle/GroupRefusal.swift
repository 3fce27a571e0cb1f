import BookingCore
import Wording

/// Resources that one request asked for together are had together or not at all: when a manager refuses one of them, or
/// nobody answers in time, the others are given back.
struct GroupRefusal {
    let desk: ResourceDesk
    let delivery: AnswerDelivery

    private var transaction: any BookingTransaction { desk.transaction }

    /// - Parameter refused: as it was stored; nothing happens where a part of it stands.
    func refuseOthers(askedWith refused: Booking, of resource: Resource) throws {
        guard refused.group != nil, refused.state == .declined else { return }
        let others = try members(beside: refused)
        guard !others.isEmpty else { return }
        var keys: Set<LockKey> = []
        for (booking, room) in others {
            keys.formUnion(try delivery.keys(for: booking, of: room))
            keys.formUnion(
                try ResourceDesk.surroundings(of: room, in: transaction).map { LockKey.resource($0.id) })
        }
        try transaction.require(keys)
        for (booking, room) in others { try refuse(booking, of: room, with: refused, of: resource) }
    }

    private func members(beside refused: Booking) throws -> [(Booking, Resource)] {
        try transaction.bookings(organizer: refused.organizer.key, uid: refused.uid).compactMap { other in
            guard other.id != refused.id, other.group == refused.group, other.companionOf == nil,
                other.state.holdsTime || other.state == .waitlisted,
                let room = try transaction.resource(other.resource)
            else { return nil }
            return (other, room)
        }
    }

    private func refuse(_ previous: Booking, of room: Resource, with refused: Booking, of resource: Resource) throws {
        let context = try desk.context(of: previous, on: room)
        let declined = try desk.cancel(previous, as: .declined, reasons: refused.reasons)
        try desk.record(
            BookingDecision(verdict: .declined, instances: declined.instances, reasons: declined.reasons),
            of: declined, try desk.request(of: previous, on: room), in: context, kind: .server)
        let language = try delivery.language(of: declined)
        try delivery.tell(
            declined, of: room,
            comment: Wording.sentence(
                for: .togetherRefused(with: resource.names[language]), resource: room.names[language],
                language: language))
    }
}
