public import BookingCore
public import CalendarTime
import Crypto
import Wording

/// What a feed's reader gets.
public enum FeedAnswer: Sendable {
    /// - Parameters:
    ///   - etag: strong, without quotes.
    ///   - lastModified: when something in the feed last changed.
    case content(text: String, etag: String, lastModified: Instant)
    case notModified(etag: String, lastModified: Instant)
}

/// Feeds: secret addresses under which a calendar is read without a login.
public struct FeedService: Sendable {
    let store: any BookingStore
    let environment: ServiceEnvironment

    public init(store: any BookingStore, environment: ServiceEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// The feed behind `token`, the last path segment without `.ics`. An unchanged feed touches no booking.
    ///
    /// - Throws: ``SchedulingError/notFound`` for a wrong, rotated or revoked token.
    public func render(
        token: String, language code: LanguageCode?, expandUTC: Bool, ifNoneMatch: [String]
    ) async throws -> FeedAnswer {
        let now = environment.now()
        let zones = environment.zones
        return try await store.withSnapshot { snapshot in
            let feed = try Self.feed(behind: token, in: snapshot)
            guard case .resource(let id) = feed.owner, let resource = try snapshot.resource(id) else {
                throw SchedulingError.notFound
            }
            let zone = resource.rules(in: zones)
            let siteLanguage = try snapshot.site()?.language
            let language = (code ?? siteLanguage).flatMap(Language.init(rawValue:)) ?? .fr
            let today = zone.civil(at: now).date
            let number = try snapshot.changeNumber(of: id)
            let etag = Digest.etag(
                of: """
                    \(number) \(language.rawValue) \(today.iso8601) \(feed.privacy.rawValue) \(FeedRenderer.version) \
                    \(zones.version) \(expandUTC) \(feed.pastDays) \(feed.futureDays) \(try snapshot.storeEpoch()) \(feed.id)
                    """)
            // What a reader of a feed sees changes with the resource and with the day.
            let midnight = zone.instant(of: CivilDateTime(startOf: today))
            if ifNoneMatch.contains(etag) || ifNoneMatch.contains("*") {
                return .notModified(etag: etag, lastModified: midnight)
            }
            let window = TimeRange(
                start: zone.instant(of: CivilDateTime(startOf: today.adding(days: -feed.pastDays))),
                end: zone.instant(of: CivilDateTime(startOf: today.adding(days: feed.futureDays))))
            let bookings = try Self.bookings(of: id, in: window, snapshot)
            let renderer = FeedRenderer(
                name: language == .fr ? resource.names.fr : resource.names.en, language: language,
                privacy: feed.privacy, zone: zone, expandsUTC: expandUTC, window: window)
            let modified = bookings.map(\.updatedAt).max() ?? midnight
            return .content(text: renderer.render(bookings), etag: etag, lastModified: max(modified, midnight))
        }
    }

    private static func bookings(
        of id: ResourceID, in window: TimeRange, _ snapshot: any BookingSnapshot
    ) throws -> [Booking] {
        var query = BookingQuery(window: window, resources: [id], limit: 500)
        var all: [Booking] = []
        while true {
            let page = try snapshot.bookings(query)
            all += page
            guard page.count == query.limit, let last = page.last else { return all }
            query.after = last.id
        }
    }

    /// Whether the credential lets feeds be seen and changed at all.
    public func allowsManaging(_ principal: Principal) -> Bool { principal.allows(.administerResources) }

    /// Feeds of a resource, for those who may manage it.
    public func feeds(of owner: PrincipalID, as principal: Principal) async throws -> [Feed] {
        guard allowsManaging(principal) else { throw SchedulingError.forbidden }
        return try await store.withSnapshot { snapshot in
            guard try AccessRights.managesFeeds(of: owner, principal, in: snapshot) else {
                throw SchedulingError.notFound
            }
            return try snapshot.feeds(of: owner)
        }
    }

    public func create(
        for owner: PrincipalID, privacy: Privacy, as principal: Principal, door: Door
    ) async throws -> Feed {
        let feed = Feed(
            id: Digest.hex(environment.randomBytes(6)), owner: owner, privacy: privacy, createdAt: environment.now())
        try await change(owner, as: principal, door: door, action: .feedCreated, subject: feed.id) { transaction in
            try transaction.save(feed)
        }
        return feed
    }

    /// Makes the old address dead at once.
    public func rotate(_ id: String, as principal: Principal, door: Door) async throws -> Feed {
        let feed = try await feed(id, as: principal)
        return try await change(feed.owner, as: principal, door: door, action: .feedRotated, subject: id) {
            transaction in
            guard var feed = try transaction.feed(id) else { throw SchedulingError.notFound }
            feed.generation += 1
            try transaction.save(feed)
            return feed
        }
    }

    public func delete(_ id: String, as principal: Principal, door: Door) async throws {
        let feed = try await feed(id, as: principal)
        try await change(feed.owner, as: principal, door: door, action: .feedDeleted, subject: id) { transaction in
            try transaction.deleteFeed(id)
        }
    }

    private func feed(_ id: String, as principal: Principal) async throws -> Feed {
        guard allowsManaging(principal) else { throw SchedulingError.forbidden }
        guard let feed = try await store.withSnapshot({ try $0.feed(id) }) else { throw SchedulingError.notFound }
        return feed
    }

    /// The last path segment of the feed's address, without `.ics`.
    public func token(of feed: Feed) async throws -> String {
        try await store.withSnapshot { Self.token(of: feed, secret: try $0.siteSecret()) }
    }

    private func change<Value: Sendable>(
        _ owner: PrincipalID, as principal: Principal, door: Door, action: AuditRecord.Action, subject: String,
        _ body: @escaping @Sendable (any BookingTransaction) throws -> Value
    ) async throws -> Value {
        guard allowsManaging(principal) else { throw SchedulingError.forbidden }
        let now = environment.now()
        return try await store.withTransaction(locking: []) { transaction in
            guard try AccessRights.managesFeeds(of: owner, principal, in: transaction) else {
                throw SchedulingError.notFound
            }
            var resource: ResourceID?
            if case .resource(let id) = owner { resource = id }
            try transaction.append(
                AuditRecord(
                    at: now, actor: principal.person.id, door: door, action: action, resource: resource,
                    subject: subject))
            return try body(transaction)
        }
    }

    private static func token(of feed: Feed, secret: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("feed \(feed.id) \(feed.generation)".utf8), using: SymmetricKey(data: secret))
        return feed.id + "-" + Digest.hex(code.prefix(20))
    }

    /// The feed whose token this is, compared in constant time.
    private static func feed(behind token: String, in snapshot: any BookingSnapshot) throws -> Feed {
        guard let dash = token.lastIndex(of: "-"), let feed = try snapshot.feed(String(token[..<dash])) else {
            throw SchedulingError.notFound
        }
        let expected = Array(Self.token(of: feed, secret: try snapshot.siteSecret()).utf8)
        let given = Array(token.utf8)
        guard expected.count == given.count, zip(expected, given).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0 else {
            throw SchedulingError.notFound
        }
        return feed
    }
}
