public import CalendarTime

/// What the store's columns say of a calendar object, without its text: enough for most answers, and to tell which texts are
/// worth reading.
public struct ObjectOutline: Hashable, Sendable {
    public var collection: CollectionID
    public var name: String
    public var uid: String
    /// VEVENT, VTODO, VJOURNAL.
    public var component: String
    /// Without quotes.
    public var etag: String
    public var scheduleTag: String?
    /// See ``StoredObject/firstStart``.
    public var firstStart: Instant?
    public var lastEnd: Instant?
    /// See ``StoredObject/instance``.
    public var instance: TimeRange?
    public var changeNumber: Int64
    public var modifiedAt: Instant

    public init(_ object: StoredObject) {
        collection = object.collection
        name = object.name
        uid = object.uid
        component = object.component
        etag = object.etag
        scheduleTag = object.scheduleTag
        firstStart = object.firstStart
        lastEnd = object.lastEnd
        instance = object.instance
        changeNumber = object.changeNumber
        modifiedAt = object.modifiedAt
    }
}

/// Which members of a collection are looked for, as far as columns can tell. What is nil does not matter.
public struct ObjectQuery: Hashable, Sendable {
    public var component: String?
    /// Those whose extent meets it; of those with one known instance, the ones whose instance does.
    public var window: TimeRange?
    /// Those whose UID has this text in it, ASCII letters in either case alike.
    public var uidPart: String?

    public init(component: String? = nil, window: TimeRange? = nil, uidPart: String? = nil) {
        self.component = component
        self.window = window
        self.uidPart = uidPart
    }

    /// Whether an object is among them.
    public func matches(_ object: StoredObject) -> Bool {
        guard component == nil || component == object.component else { return false }
        if let uidPart, !Self.folded(object.uid).contains(Self.folded(uidPart)) { return false }
        guard let window else { return true }
        if let instance = object.instance { return instance.touches(window) }
        return (object.firstStart ?? .distantPast) < window.end && (object.lastEnd ?? .distantFuture) >= window.start
    }

    private static func folded(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 0x20 : $0 }, as: UTF8.self)
    }
}

extension TimeRange {
    /// Whether something at this time meets `window`: what has no length does where it lies inside (RFC 4791 §9.9, VEVENT).
    func touches(_ window: TimeRange) -> Bool {
        isEmpty ? window.contains(start) : start < window.end && window.start < end
    }
}

/// What a collection has, or what changed in it, by outlines.
public struct ObjectListing: Hashable, Sendable {
    public var outlines: [ObjectOutline]
    /// True where the reader may not see all of it: entity tags are then those of texts that differ from the stored ones, and
    /// only reading the object tells them.
    public var isVeiled: Bool
}

/// ``CollectionChanges`` without texts.
public struct OutlinedChanges: Hashable, Sendable {
    public var changed: [ObjectOutline]
    public var removed: [String]
    public var upTo: Int64
    public var isTruncated: Bool

    public init(changed: [ObjectOutline], removed: [String], upTo: Int64, isTruncated: Bool) {
        self.changed = changed
        self.removed = removed
        self.upTo = upTo
        self.isTruncated = isTruncated
    }
}
