import BookingCore
import Synchronization

/// Every principal as last read, used only while the directory's number is still the database's.
final class DirectoryCache: Sendable {
    private struct State {
        let epoch: String
        let number: Int64
        let entries: [DirectoryEntry]
    }

    private let state = Mutex<State?>(nil)

    /// Every person who has an account, every resource in service, every group. From a snapshot only: what a transaction
    /// has not committed must not stay here.
    func entries(in snapshot: any BookingSnapshot) throws -> [DirectoryEntry] {
        let number = try snapshot.directoryNumber()
        let epoch = try snapshot.storeEpoch()
        if let known = state.withLock({ $0 }), known.number == number, known.epoch == epoch { return known.entries }
        let entries = try Self.read(snapshot)
        state.withLock { state in
            if let known = state, known.epoch == epoch, known.number > number { return }
            state = State(epoch: epoch, number: number, entries: entries)
        }
        return entries
    }

    private static func read(_ snapshot: any BookingSnapshot) throws -> [DirectoryEntry] {
        let people = try snapshot.people().filter { !$0.isDisabled }
            .map { DirectoryEntry(id: .person($0.id), kind: .person($0)) }
        let resources = try snapshot.resources().filter { !$0.disabled }
            .map { DirectoryEntry(id: .resource($0.id), kind: .resource($0)) }
        let groups = try snapshot.groups().map { DirectoryEntry(id: .group($0.id), kind: .group($0)) }
        let rooms = try snapshot.roomGroups().map { DirectoryEntry(id: .roomGroup($0.id), kind: .roomGroup($0)) }
        return people + resources + groups + rooms
    }
}
