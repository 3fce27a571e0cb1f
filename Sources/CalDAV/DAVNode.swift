import BookingCore
import Scheduling

/// A resource that exists and that the principal may see, with what its properties are made of.
struct DAVNode: Sendable {
    let resource: DAVResource
    /// Of a principal, and of the owner of a home or what is in it.
    var entry: DirectoryEntry?
    /// Of a principal: every group that there is.
    var groups: [PersonGroup] = []
    /// Of a collection, and of the one that holds an object.
    var collection: CalendarCollection?
    /// The principal's rights on a home and what is in it.
    var rights: Set<CalendarRight> = []
    /// The collection's state.
    var token: SyncToken?
    var object: StoredObject?

    init(_ resource: DAVResource) {
        self.resource = resource
    }

    var isInbox: Bool { collection?.kind == .inbox }
}
