import BookingCore
import CalendarTime
import Foundation
import Logging
import NIOCore
import Scheduling
import StoreContract
import Synchronization

@testable import Delivery

/// A town hall with rooms, a clock that the test moves, and a worker that sends.
struct DeliveryTown: Sendable {
    let store = MemoryStore()
    let environment: ServiceEnvironment
    let bookings: BookingService
    let webhooks: WebhookService
    let clock: MovedClock

    static let admin = Principal(
        person: Person(id: "admin", name: "Admin", addresses: ["admin@ville.example"], isAdministrator: true))
    static let camille = Principal(
        person: Person(id: "camille", name: "Camille Martin", addresses: ["camille@ville.example"]))

    init(allowing hosts: [String] = ["127.0.0.1"]) async throws {
        let clock = MovedClock()
        let random = Mutex<UInt64>(1)
        self.clock = clock
        environment = ServiceEnvironment(
            now: { clock.now },
            zones: ZoneDatabase(version: "system") { name in
                FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name).map(Array.init)
            },
            randomBytes: { count in
                random.withLock { state in
                    (0..<count).map { _ in
                        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        return UInt8(truncatingIfNeeded: state >> 33)
                    }
                }
            })
        bookings = BookingService(store: store, environment: environment)
        let allowance = WebhookAllowance(hosts: hosts)
        webhooks = WebhookService(store: store, environment: environment, allowance: { allowance })
        let resources: [Resource] = ["jaures", "zola"].map { id in
            Resource(
                id: id, names: LocalizedText(fr: "Salle \(id)", en: "Room \(id)"), address: "\(id)@ville.example",
                zone: "Europe/Paris")
        }
        try await DirectoryService(store: store, environment: environment).provision(
            Installation(
                site: Site(name: "Ville", domains: ["ville.example": .owned], zone: "Europe/Paris", language: "fr"),
                people: [Self.admin.person, Self.camille.person], groups: [], resources: resources),
            door: .commandLine)
    }

    /// - Parameter timeout: so long that only a receiver that never answers meets it, on a busy machine too.
    func worker(
        allowing hosts: [String] = ["127.0.0.1"], resolver: any HostResolver = SystemHostResolver(),
        timeout: TimeAmount = .minutes(10)
    ) -> OutboxWorker {
        let allowance = WebhookAllowance(hosts: hosts)
        return OutboxWorker(
            dispatch: WebhookDispatch(store: store, environment: environment),
            events: EventService(store: store, environment: environment),
            caller: HTTPWebhookCaller(allowance: { allowance }, resolver: resolver, timeout: timeout),
            now: environment.now, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @discardableResult
    func subscribe(_ url: String, privacy: Privacy = .busy) async throws -> (webhook: Webhook, secret: String) {
        var draft = WebhookService.Draft()
        draft.url = url
        draft.privacy = privacy
        return try await webhooks.create(draft, as: Self.admin, door: .json)
    }

    /// An hour in a room on 2 March 2027.
    @discardableResult
    func book(_ room: ResourceID, at hour: Int) async throws -> BookingID? {
        func time(_ hour: Int) -> EventTime {
            .utc(Instant(rfc3339: "2027-03-02T\(hour < 10 ? "0" : "")\(hour):00:00Z") ?? Instant(seconds: 0))
        }
        let draft = BookingDraft(resources: [room], title: "Réunion \(hour)", start: time(hour), end: time(hour + 1))
        guard case .booked(let views) = try await bookings.submit(draft, as: Self.camille, door: .json) else {
            return nil
        }
        return views.first?.booking.id
    }

    /// What became of the messages, oldest first.
    func states(_ webhook: Webhook) async throws -> [String] {
        try await messages(webhook).map { "\($0.state.rawValue) \($0.attempts) \($0.lastFailure ?? "")" }
    }

    func messages(_ webhook: Webhook) async throws -> [WebhookMessage] {
        try await webhooks.messages(of: webhook.id, in: nil, after: 0, limit: 500, as: Self.admin)
    }

    func reread(_ webhook: Webhook) async throws -> Webhook {
        try await webhooks.webhook(webhook.id, as: Self.admin)
    }
}

/// A clock that stands until it is moved.
final class MovedClock: Sendable {
    private let time = Mutex(Instant(seconds: 1_795_420_800))

    var now: Instant { time.withLock { $0 } }

    func advance(by seconds: Int64) { time.withLock { $0 = $0.adding(seconds) } }
}

/// Names that lead where the test says.
struct FixedResolver: HostResolver {
    var names: [String: [String]]

    func addresses(of host: String, port: Int) async -> [NetworkAddress]? {
        names[host]?.compactMap { NetworkAddress($0) }
    }
}
