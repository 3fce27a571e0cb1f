import BookingCore
import Scheduling

/// A resource that exists and that the principal may see, with what its properties are made of.
struct DAVNode: Sendable {
    let resource: DAVResource
    /// Of a principal, and of the owner of a proxy group, a home or what is in it.
    var entry: DirectoryEntry?
    /// Of a person: the groups that they are in.
    var groups: [PersonGroup] = []
    /// Of the principal's own: whose calendars they look after. Nil: nobody else's business.
    var memberships: [ProxyMembership]?
    /// Of a proxy group.
    var proxies: ProxyGroup?
    /// Of a collection, and of the one that holds an object.
    var collection: CalendarCollection?
    /// The principal's rights on a home and what is in it.
    var rights: Set<CalendarRight> = []
    /// The collection's state.
    var token: SyncToken?
    var object: StoredObject?
    /// Of an object: what clients set and the server does not interpret, where it was asked for.
    var deadProperties: [CalendarCollection.DeadProperty] = []
    var addressBook: AddressBook?
    var card: AddressCard?

    init(_ resource: DAVResource) {
        self.resource = resource
    }

    var isInbox: Bool { collection?.kind == .inbox }
}
