import BookingCore
import Scheduling

/// What the bodies of one batch have changed and not yet committed: a body works on a copy, which becomes the batch's
/// state when its savepoint is released and is dropped when it is rolled back.
struct BatchState {
    var facts: [ResourceID: ResourceFacts] = [:]
    var schedules: [ResourceID: ResourceSchedule] = [:]
    var definitions: [ResourceID: PublishedState.Definition] = [:]
    /// Resources whose numbers are to be written before the commit.
    var renumbered: Set<ResourceID> = []
    /// Decisions that were recorded, for the measurements.
    var decisions: [StoreMeasurements.DecisionClass: UInt64] = [:]
}
