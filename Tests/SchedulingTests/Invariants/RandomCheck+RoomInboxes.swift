import BookingCore
import Scheduling

/// What waits for a human lies in the room's inbox, and nothing else does: RFC 6638 §2.2.
extension RandomCheck {
    func inboxProblems(_ bookings: [Booking]) async throws -> [String] {
        var problems: [String] = []
        for room in RandomPlayer.rooms {
            guard let id = ResourceID(validating: room) else { continue }
            let items = try await town.calendars.objects(
                in: .inbox(of: .resource(id)), names: nil, as: Principal(person: TestTown.admin))
            let waiting = bookings.filter { $0.resource == id && $0.state == .tentative && $0.companionOf == nil }
            let (lying, asked) = (items.map(\.uid).sorted(), waiting.map(\.uid).sorted())
            if lying != asked { problems.append("\(room)'s inbox has \(lying), \(asked) wait") }
        }
        return problems
    }
}
