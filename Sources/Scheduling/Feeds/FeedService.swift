public import BookingCore
public import CalendarTime
import Crypto

/// Feeds: secret addresses under which a calendar is read without a login.
public struct FeedService: Sendable {
    let store: any BookingStore
    let environment: ServiceEnvironment

    public init(store: any BookingStore, environment: ServiceEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// Whether the credential lets feeds be seen and changed at all.
    public func allowsManaging(_ principal: Principal) -> Bool { principal.allows(.administerResources) }

    /// Feeds of a resource, a group of rooms or a person, for those who may manage them.
    public func feeds(of owner: PrincipalID, as principal: Principal) async throws -> [Feed] {
        guard allowsManaging(principal) else { throw SchedulingError.forbidden }
        return try await store.withSnapshot { snapshot in
            guard try AccessRights.managesFeeds(of: owner, principal, in: snapshot) else {
                throw SchedulingError.notFound
            }
            return try snapshot.feeds(of: owner)
        }
    }

    /// Whether the principal may know the feed's address: of somebody else's feed only where it shows no more than when they
    /// are taken. Administrators end or renew the others, and their owners read the address.
    public func shows(_ feed: Feed, to principal: Principal) -> Bool {
        guard case .person = feed.owner else { return true }
        return feed.owner == principal.id || feed.privacy == .busy
    }

    /// Days that a feed may show at most, back and ahead.
    public static let longestWindow = 3_660
    private static let mostFeeds = 100

    /// - Parameters:
    ///   - privacy: nil: what the resource's policy shows; of a group `busy`; of a person everything, of somebody
    ///     else `busy`, and nothing more.
    ///   - pastDays: how much of the past is shown; nil: 30.
    ///   - futureDays: how much of the future, today included; nil: 400.
    public func create(
        for owner: PrincipalID, privacy: Privacy?, pastDays: Int? = nil, futureDays: Int? = nil,
        as principal: Principal, door: Door
    ) async throws -> Feed {
        let window = (past: pastDays ?? 30, future: futureDays ?? 400)
        guard (0...Self.longestWindow).contains(window.past) else {
            throw SchedulingError.invalidField(name: "pastDays", problem: .outOfRange)
        }
        guard (1...Self.longestWindow).contains(window.future) else {
            throw SchedulingError.invalidField(name: "futureDays", problem: .outOfRange)
        }
        var privacy = privacy
        if case .person = owner, owner != principal.id {
            guard privacy ?? .busy == .busy else {
                throw SchedulingError.invalidField(name: "privacy", problem: .notAllowed)
            }
            privacy = .busy
        }
        let wanted = privacy
        let id = Digest.hex(environment.randomBytes(6))
        let now = environment.now()
        return try await change(owner, as: principal, door: door, action: .feedCreated, subject: id) { transaction in
            guard try transaction.feeds(of: owner).count < Self.mostFeeds else {
                throw SchedulingError.invalidField(name: "feeds", problem: .tooLong(limit: Self.mostFeeds))
            }
            let feed = Feed(
                id: id, owner: owner, privacy: try wanted ?? Self.privacy(of: owner, in: transaction),
                pastDays: window.past, futureDays: window.future, createdAt: now)
            try transaction.save(feed)
            return feed
        }
    }

    private static func privacy(of owner: PrincipalID, in directory: any BookingSnapshot) throws -> Privacy {
        switch owner {
        case .resource(let id): try directory.resource(id)?.policy.privacy ?? .busy
        case .person: .full
        case .group, .roomGroup: .busy
        }
    }

    /// One feed, for those who may manage it.
    public func feed(_ id: String, as principal: Principal) async throws -> Feed {
        guard allowsManaging(principal) else { throw SchedulingError.forbidden }
        return try await store.withSnapshot { snapshot in
            guard let feed = try snapshot.feed(id),
                try AccessRights.managesFeeds(of: feed.owner, principal, in: snapshot)
            else { throw SchedulingError.notFound }
            return feed
        }
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
    static func feed(behind token: String, in snapshot: any BookingSnapshot) throws -> Feed {
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
