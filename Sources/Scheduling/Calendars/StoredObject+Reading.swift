import CalendarTime
import ICalendar

extension StoredObject {
    /// `object` as it is to be stored in `collection`, with its digest and its extent in time.
    init(
        _ object: CalendarObject, text: String? = nil, name: String, collection: CollectionID, scheduleTag: String?,
        zones: ZoneDatabase, now: Instant
    ) throws {
        let text = text ?? object.serialized()
        let extent = try object.extent(zones: zones)
        self.init(
            collection: collection, name: name, uid: object.uid ?? "", text: text,
            component: object.componentName ?? "VEVENT", etag: Digest.etag(of: text), scheduleTag: scheduleTag,
            firstStart: extent.start, lastEnd: extent.end, modifiedAt: now)
    }

    /// The stored text as values. What is stored was valid when it came in.
    func parsed() throws -> CalendarObject {
        do {
            return try CalendarObject(stored: Array(text.utf8), limits: .stored)
        } catch {
            throw StoreError.damaged("\(collection)/\(name): \(error)")
        }
    }
}

extension CalendarLimits {
    /// What is read back from the store may be larger than what a client may send: the server's own answers were added, an
    /// override with all its properties for each instance that was answered differently. What could be stored must be read,
    /// or nobody could cancel it.
    static let stored: CalendarLimits = {
        var limits = CalendarLimits.default
        limits.maximumBytes *= 64
        limits.maximumProperties *= 8
        limits.maximumEntries *= 64
        limits.maximumAttendees *= 4
        return limits
    }()
}

extension CalendarObject {
    /// The first and last instants that any instance touches, floating times taken a day wider on both sides.
    ///
    /// - Returns: no end for a series without end, or one that is long to count.
    func extent(zones: ZoneDatabase) throws -> (start: Instant?, end: Instant?) {
        guard componentName == "VEVENT" else { return (nil, nil) }
        let set = try recurrenceSet(zones: zones, defaultZone: .utc)
        let slack: Int64 = 86_400
        var instances = set.instances(budget: 20_000)
        var start: Instant?
        var end: Instant?
        var count = 0
        while let instance = instances.next() {
            start = min(start ?? instance.range.start, instance.range.start)
            end = max(end ?? instance.range.end, instance.range.end)
            count += 1
            if set.isEndless || count == 5_000 { return (start?.adding(-slack), nil) }
        }
        if instances.isExhausted { return (start?.adding(-slack), nil) }
        return (start?.adding(-slack), end?.adding(slack))
    }
}
