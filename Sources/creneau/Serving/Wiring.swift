import Accounts
import CalDAV
import HTTPAPI
import HTTPServing
import Hummingbird
import Logging
import NIOCore
import SQLiteStore
import Scheduling
import Settings

/// Everything the program consists of, put together. The only place that knows every part.
struct Services: Sendable {
    let environment: ServiceEnvironment
    let store: SQLiteStore
    let bookings: BookingService
    let calendars: CalendarService
    let directory: DirectoryService
    let feeds: FeedService
    let hasher: PasswordHasher
    let issuer: StoreCredentialIssuer
    let requests = RequestMeasurements()
    let uses = CredentialUses()
    let passwordChanges = PasswordChanges()

    /// Opens the database in `directory`.
    static func open(directory: String, environment: ServiceEnvironment) throws -> Services {
        do {
            let store = try SQLiteStore.open(
                directory: directory, zones: environment.zones, randomBytes: environment.randomBytes)
            return Services(store: store, environment: environment)
        } catch {
            throw CommandFailure(error)
        }
    }

    init(store: SQLiteStore, environment: ServiceEnvironment) {
        self.environment = environment
        self.store = store
        bookings = BookingService(store: store, environment: environment)
        calendars = CalendarService(store: store, environment: environment)
        directory = DirectoryService(store: store, environment: environment)
        feeds = FeedService(store: store, environment: environment)
        hasher = PasswordHasher(randomBytes: environment.randomBytes)
        issuer = StoreCredentialIssuer(
            store: store, environment: environment, hasher: hasher, uses: uses, changes: passwordChanges)
    }

    /// Every door on one router.
    ///
    /// - Parameter peer: where the other end of every connection is known already.
    func router(
        verifier: LocalAdministrator, live: LiveSettings, edge: NetworkEdge, peer: KnownPeerCredential? = nil
    ) -> Router<CreneauRequestContext> {
        let router = HTTPServer.router(
            errorAnswers: APIRoutes.errorAnswers, origin: edge.origin, measurements: requests)
        if let peer { router.add(middleware: peer) }
        operationRoutes(live: live).addRoutes(to: router)
        let throttle = FailureThrottle()
        let authenticator = BasicOrBearerAuthenticator(
            verifier: verifier, throttle: throttle, now: environment.now, sessions: verifier.identity.sessions)
        verifier.identity.routes?.addRoutes(to: router)
        APIRoutes(
            environment: environment, bookings: bookings, directory: directory, feeds: feeds,
            events: EventService(store: store, environment: environment),
            webhooks: WebhookService(
                store: store, environment: environment, allowance: { WebhookAllowance(live) }), issuer: issuer,
            authenticator: authenticator,
            limits: APILimits(
                perMinute: { live.current[RequestSettings.perMinute] },
                origins: { live.current[RequestSettings.origins] }),
            synchronizer: verifier.identity.synchronizer
        ).addRoutes(to: router)
        CalDAVDoor(calendars: calendars, directory: directory, environment: environment)
            .addRoutes(to: router, authenticator: authenticator)
        return router
    }

    func application(
        verifier: LocalAdministrator, address: ListenAddress, live: LiveSettings, edge: NetworkEdge,
        logger: Logger, onListening: @escaping @Sendable (Int) async -> Void
    ) -> Application<RouterResponder<CreneauRequestContext>> {
        HTTPServer.application(
            router: router(verifier: verifier, live: live, edge: edge), host: address.host, port: address.port,
            certificate: edge.certificate, logger: logger
        ) { bound in
            await onListening(bound.port ?? address.port)
        }
    }
}

extension CommandFailure {
    init(_ error: StoreError) {
        switch error {
        case .cannotOpen(let detail): self.init("cannot open the database: \(detail)")
        case .notWritable(let detail): self.init("the database cannot be written: \(detail)")
        case .damaged(let detail): self.init("the database is damaged: \(detail)")
        case .closed, .overloaded, .tooManyLockRounds: self.init("the database does not answer")
        }
    }
}

extension Services {
    /// Accounts, and the commands of whoever runs this server.
    func verifier(_ settings: Settings) async throws -> LocalAdministrator {
        let accounts = try await StoreCredentialVerifier(
            store: store, environment: environment, hasher: hasher, uses: uses,
            changes: passwordChanges)
        return LocalAdministrator(
            identity: try IdentityWiring(settings, accounts: accounts, services: self),
            randomBytes: environment.randomBytes)
    }
}
