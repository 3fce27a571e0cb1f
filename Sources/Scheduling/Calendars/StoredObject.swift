public import CalendarTime

/// One calendar object resource as stored (RFC 4791 §4.1), or one scheduling message in an inbox.
public struct StoredObject: Hashable, Sendable {
    public var collection: CollectionID
    /// The last path segment, decoded.
    public var name: String
    public var uid: String
    /// The exact octets that GET answers.
    public var text: String
    /// VEVENT, VTODO, VJOURNAL.
    public var component: String
    /// A strong entity tag, without quotes: a digest of `text`.
    public var etag: String
    /// RFC 6638 §3.2.10, without quotes; nil where the object is no scheduling object.
    public var scheduleTag: String?
    /// The first and last instants that any instance touches, for time-range filters: floating times read in UTC and widened
    /// by a day. `lastEnd` is nil for a series without end; both are nil where the object has no time.
    public var firstStart: Instant?
    public var lastEnd: Instant?
    /// When the object takes place, where that is one instance whose time no reader's zone changes, by the zone data of the
    /// store: exact, so that a time-range filter needs no text. Nil for everything else, and where it is not known.
    public var instance: TimeRange?
    /// The collection's change number at which this object was last written. Set by the store.
    public var changeNumber: Int64
    public var modifiedAt: Instant

    public init(
        collection: CollectionID, name: String, uid: String, text: String, component: String, etag: String,
        scheduleTag: String? = nil, firstStart: Instant? = nil, lastEnd: Instant? = nil, instance: TimeRange? = nil,
        changeNumber: Int64 = 0, modifiedAt: Instant
    ) {
        self.collection = collection
        self.name = name
        self.uid = uid
        self.text = text
        self.component = component
        self.etag = etag
        self.scheduleTag = scheduleTag
        self.firstStart = firstStart
        self.lastEnd = lastEnd
        self.instance = instance
        self.changeNumber = changeNumber
        self.modifiedAt = modifiedAt
    }
}

/// What changed in a collection since a sync token (RFC 6578 §3.2).
public struct CollectionChanges: Hashable, Sendable {
    /// Members written since, in change order, each once, with its present state.
    public var changed: [StoredObject]
    /// Names of members removed since, and not there now.
    public var removed: [String]
    /// The number up to which this answer is complete.
    public var upTo: Int64
    /// True where a limit cut the answer: ask again from `upTo`.
    public var isTruncated: Bool

    public init(changed: [StoredObject], removed: [String], upTo: Int64, isTruncated: Bool) {
        self.changed = changed
        self.removed = removed
        self.upTo = upTo
        self.isTruncated = isTruncated
    }
}
