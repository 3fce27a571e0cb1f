public import BookingCore
public import CalendarTime

/// Follows what happens to bookings, for displays and whoever keeps a copy.
public struct EventService: Sendable {
    let store: any BookingStore
    let environment: ServiceEnvironment

    /// Events that somebody may be behind; whoever is further behind reads everything again.
    public static let longestBacklog: Int64 = 5_000
    private static let mostResources = 500
    private static let page = 200
    /// How far ahead the dates of a booking are told.
    private static let horizon: Int64 = 15 * 86_400

    public init(store: any BookingStore, environment: ServiceEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// Raised after each commit.
    public var signal: CommitSignal { store.commitSignal }

    /// Begins where `lastEventID` ends, or now.
    ///
    /// - Parameters:
    ///   - ids: nil: all resources.
    ///   - lastEventID: the id of the last event that the reader had (HTML, "Server-sent events"); one that is too old, from
    ///     before a restore or no id at all begins with a reset.
    /// - Throws: ``SchedulingError/notFound`` for what does not exist.
    public func subscribe(
        resources ids: [ResourceID]?, group: String?, lastEventID: String?, as principal: Principal
    ) async throws -> EventSubscription {
        let sight = try EventSubscription.Sight(of: principal)
        return try await store.withSnapshot { snapshot in
            var chosen = ids
            if let group {
                guard let group = try snapshot.roomGroups().first(where: { $0.id == group }) else {
                    throw SchedulingError.notFound
                }
                chosen = (ids ?? []) + group.members
            }
            if let chosen {
                guard chosen.count <= Self.mostResources else {
                    throw SchedulingError.invalidField(name: "resource", problem: .tooLong(limit: Self.mostResources))
                }
                for id in chosen where try snapshot.resource(id) == nil { throw SchedulingError.notFound }
            }
            let bounds = try snapshot.eventBounds()
            let present = EventCursor(epoch: try snapshot.storeEpoch(), position: bounds.last)
            let cursor = lastEventID.map { EventCursor($0) ?? EventCursor(epoch: "", position: 0) } ?? present
            return EventSubscription(resources: chosen.map(Set.init), sight: sight, cursor: cursor)
        }
    }

    /// What happened since the last call, and moves the subscription on. An empty page that is not the last one may come.
    public func next(_ subscription: inout EventSubscription) async throws -> EventPage {
        let known = subscription
        let now = environment.now()
        let page = try await store.withSnapshot { [environment] snapshot in
            let bounds = try snapshot.eventBounds()
            let epoch = try snapshot.storeEpoch()
            let position = known.cursor.position
            guard known.cursor.epoch == epoch, position >= bounds.forgotten, position <= bounds.last,
                bounds.last - position <= Self.longestBacklog
            else {
                return EventPage(
                    isReset: true, news: [], cursor: EventCursor(epoch: epoch, position: bounds.last), isLast: true)
            }
            let events = try snapshot.bookingEvents(after: position, limit: Self.page)
            let window = TimeRange(start: now.adding(-86_400), end: now.adding(Self.horizon))
            let news = try events.filter { known.resources?.contains($0.resource) ?? true }.map { event in
                let cursor = EventCursor(epoch: epoch, position: event.position)
                let view = try known.view(of: event, window, in: snapshot, zones: environment.zones)
                return BookingNews(cursor: cursor, event: event, view: view)
            }
            return EventPage(
                isReset: false, news: news,
                cursor: EventCursor(epoch: epoch, position: events.last?.position ?? position),
                isLast: events.count < Self.page)
        }
        subscription.cursor = page.cursor
        return page
    }

    /// Forgets events that nobody may be behind any more.
    public func prune() async throws {
        try await store.withTransaction(locking: []) { try $0.dropEvents(keeping: 4 * Int(Self.longestBacklog)) }
    }
}

/// Where a reader of events stands: the store's epoch and a position.
public struct EventCursor: Hashable, Sendable, CustomStringConvertible {
    public var epoch: String
    public var position: Int64

    init(epoch: String, position: Int64) {
        self.epoch = epoch
        self.position = position
    }

    /// Nil where the text is no id of an event.
    init?(_ text: String) {
        guard text.utf8.count <= 100, let dot = text.lastIndex(of: "."),
            let position = Int64(text[text.index(after: dot)...]), position >= 0
        else { return nil }
        epoch = String(text[..<dot])
        self.position = position
    }

    public var description: String { "\(epoch).\(position)" }
}

/// A page of events.
public struct EventPage: Sendable {
    /// The reader cannot be told what it missed, and reads everything again.
    public var isReset: Bool
    public var news: [BookingNews]
    /// Where the page ends.
    public var cursor: EventCursor
    /// Nothing more is there yet.
    public var isLast: Bool
}

/// An event with the booking as its reader may see it.
public struct BookingNews: Sendable {
    public var cursor: EventCursor
    public var event: BookingEvent
    /// As it stands now, with the dates of the next two weeks; nil: it is no more.
    public var view: BookingView?
}
