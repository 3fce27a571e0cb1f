import BookingCore
import Scheduling
import Synchronization

/// What is known of a resource's row.
struct ResourceFacts: Sendable {
    /// The row's number in the database.
    let row: Int64
    var changeNumber: Int64
    /// The change number at which the resource itself was last written.
    var revision: Int64
}

/// Decoded resources and schedules as of the last commit, shared by all threads of the store.
///
/// A cache: each value says which change number it is of, and is used only where that number is the row's. What is
/// missing here is read from the database.
final class PublishedState: Sendable {
    struct Definition: Sendable {
        let revision: Int64
        let resource: Resource
    }

    private struct State {
        var schedules: [ResourceID: ResourceSchedule] = [:]
        var definitions: [ResourceID: Definition] = [:]
    }

    private let state = Mutex(State())
    let sites = DecodedValues<Site>()
    let people = DecodedValues<Person>()
    let groups = DecodedValues<PersonGroup>()
    let roomGroups = DecodedValues<RoomGroup>()
    let policies = DecodedValues<BookingPolicy>()
    /// Definitions that are no longer the newest.
    let formerResources = DecodedValues<Resource>(limit: 1000)

    /// Schedules in memory, and the instances in them.
    var sizes: (schedules: Int, instances: Int) {
        state.withLock { state in
            (state.schedules.count, state.schedules.values.reduce(0) { $0 + $1.index.count })
        }
    }

    func schedule(of id: ResourceID, at changeNumber: Int64) -> ResourceSchedule? {
        state.withLock { state in
            guard let schedule = state.schedules[id], schedule.changeNumber == changeNumber else { return nil }
            return schedule
        }
    }

    func resource(_ id: ResourceID, at revision: Int64) -> Resource? {
        state.withLock { state in
            guard let definition = state.definitions[id], definition.revision == revision else { return nil }
            return definition.resource
        }
    }

    /// Keeps what a reader loaded, unless something newer is here.
    func offer(_ schedule: ResourceSchedule, of id: ResourceID) {
        state.withLock { state in
            if let known = state.schedules[id], known.changeNumber >= schedule.changeNumber { return }
            state.schedules[id] = schedule
        }
    }

    func offer(_ definition: Definition) {
        state.withLock { state in
            let id = definition.resource.id
            if let known = state.definitions[id], known.revision >= definition.revision { return }
            state.definitions[id] = definition
        }
    }

    /// Takes over what a committed batch changed or loaded.
    func publish(_ batch: BatchState) {
        state.withLock { state in
            for (id, schedule) in batch.schedules { state.schedules[id] = schedule }
            for (id, definition) in batch.definitions { state.definitions[id] = definition }
        }
    }
}
