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
            firstStart: extent.start, lastEnd: extent.end, instance: object.onlyInstance(zones: zones), modifiedAt: now)
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
    /// The first and last instants that any instance touches, taken a day wider on both sides: floating times have no zone yet,
    /// and what a zone's name means may change. Of a task without dates, of CREATED and COMPLETED (RFC 4791 §9.9).
    ///
    /// - Returns: no end for a series without end, or one that is long to count; neither where any time may be meant.
    func extent(zones: ZoneDatabase) throws -> (start: Instant?, end: Instant?) {
        let slack: Int64 = 86_400
        let set: RecurrenceSet
        switch componentName {
        case "VEVENT": set = try recurrenceSet(zones: zones, defaultZone: .utc)
        case "VTODO", "VJOURNAL":
            guard let found = try? occurrenceSet(zones: zones, defaultZone: .utc) else {
                return unscheduledExtent(slack)
            }
            set = found
        default: return (nil, nil)
        }
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

    /// The instance of an event that has one, at times that no reader's zone changes.
    func onlyInstance(zones: ZoneDatabase) -> TimeRange? {
        guard let set = try? recurrenceSet(zones: zones, defaultZone: .utc), main.count == 1, set.hasMaster,
            !set.isRecurring, set.start.isFixed
        else { return nil }
        if case .end(let end) = set.length, !end.isFixed { return nil }
        return set.first(1).first?.range
    }

    /// A task with CREATED alone is there from then on.
    private func unscheduledExtent(_ slack: Int64) -> (start: Instant?, end: Instant?) {
        guard main.count == 1, main[0].name == "VTODO", main[0].startProperty == nil else { return (nil, nil) }
        switch (main[0].instant("CREATED"), main[0].instant("COMPLETED")) {
        case (let created?, let completed?):
            return (min(created, completed).adding(-slack), max(created, completed).adding(slack))
        case (let created?, nil): return (created.adding(-slack), nil)
        case (nil, let completed?): return (completed.adding(-slack), completed.adding(slack))
        case (nil, nil): return (nil, nil)
        }
    }
}

extension EventTime {
    /// Whether it is the same instant for every reader.
    fileprivate var isFixed: Bool {
        switch self {
        case .utc, .zoned: true
        case .date, .floating: false
        }
    }
}
