public import CalendarTime

/// Collections and calendar objects, read.
public protocol CalendarObjectReading {
    func collection(_ id: CollectionID) throws -> CalendarCollection?

    /// The owner's collections, by name.
    func collections(of owner: PrincipalID) throws -> [CalendarCollection]

    func object(_ name: String, in collection: CollectionID) throws -> StoredObject?

    /// The object with this UID in the collection.
    func object(uid: String, in collection: CollectionID) throws -> StoredObject?

    /// The owner's scheduling object with this UID, in whichever of their calendars (not the inbox) it lies.
    func object(uid: String, ownedBy owner: PrincipalID) throws -> StoredObject?

    /// Members of the collection by name; with `component` only of that type, with `window` only those whose extent
    /// (``StoredObject/firstStart``, ``StoredObject/lastEnd``) meets it; see ``ObjectQuery/window``.
    func objects(in collection: CollectionID, component: String?, window: TimeRange?) throws -> [StoredObject]

    /// The same without their texts, by name.
    func outlines(in collection: CollectionID, matching query: ObjectQuery) throws -> [ObjectOutline]

    /// The members of these names that there are, in no order.
    func objects(named names: [String], in collection: CollectionID) throws -> [StoredObject]

    /// The next changes behind `since` without texts.
    func outlinedChanges(in collection: CollectionID, since: Int64, limit: Int) throws -> OutlinedChanges?

    /// The dead properties of the members that have some, by their names (RFC 4918 §4).
    func deadProperties(in collection: CollectionID) throws -> [String: [CalendarCollection.DeadProperty]]

    /// Those of one member.
    func deadProperties(
        of name: String, in collection: CollectionID
    ) throws -> [CalendarCollection.DeadProperty]

    /// The next changes behind `since`, at most `limit` members; nil where `since` is older than what is remembered.
    func changes(in collection: CollectionID, since: Int64, limit: Int) throws -> CollectionChanges?
}

/// Collections and calendar objects, written. Each call needs the collection's key.
public protocol CalendarObjectWriting: CalendarObjectReading {
    /// Inserts or replaces the collection's own properties and raises its change number.
    func save(_ collection: CalendarCollection) throws

    /// Removes the collection with its members. Its change number goes on from there if it is made again.
    func delete(_ collection: CollectionID) throws

    /// Inserts or replaces a member and raises the collection's change number; returns it with its number.
    @discardableResult
    func put(_ object: StoredObject) throws -> StoredObject

    /// Replaces the dead properties of a member that is there. They stay when it is put again and go with it; no number is
    /// raised by them.
    func save(_ properties: [CalendarCollection.DeadProperty], of name: String, in collection: CollectionID) throws

    /// Removes a member, remembers its name for sync, raises the collection's change number. False: there was none.
    @discardableResult
    func delete(_ name: String, in collection: CollectionID) throws -> Bool
}
