public import HTTPServing
import HTTPTypes
public import Hummingbird
public import Scheduling

/// The JSON door: `/api/v1`, feeds, and the health check.
public struct APIRoutes: Sendable {
    let environment: ServiceEnvironment
    let bookings: BookingService
    let directory: DirectoryService
    let feeds: FeedService
    let events: EventService
    let webhooks: WebhookService
    let issuer: any CredentialIssuer
    let authenticator: BasicOrBearerAuthenticator
    let synchronizer: DirectorySynchronizer?
    let limits: APILimits

    public init(
        environment: ServiceEnvironment, bookings: BookingService, directory: DirectoryService, feeds: FeedService,
        events: EventService, webhooks: WebhookService, issuer: any CredentialIssuer,
        authenticator: BasicOrBearerAuthenticator,
        limits: APILimits = APILimits(), synchronizer: DirectorySynchronizer? = nil
    ) {
        self.synchronizer = synchronizer
        self.environment = environment
        self.bookings = bookings
        self.directory = directory
        self.feeds = feeds
        self.events = events
        self.webhooks = webhooks
        self.issuer = issuer
        self.authenticator = authenticator
        self.limits = limits
    }

    /// For the router as a whole: what is refused before a route is found is a problem document as well.
    public static var errorAnswers: some RouterMiddleware<CreneauRequestContext> {
        ProblemMiddleware(prefix: "/api/v1/")
    }

    public func addRoutes(to router: Router<CreneauRequestContext>) {
        let prefix = "/api/v1/"
        let api = addServed(to: router)
        var served: [String: Set<HTTPRequest.Method>] = [:]
        for route in router.routes where route.path.description.hasPrefix(prefix) {
            served[String(route.path.description.dropFirst(prefix.count)), default: []].insert(route.method)
        }
        SystemRoutes.addRefusals(to: api, served: served)
    }

    /// Every route that does something: what the API's description describes.
    ///
    /// - Returns: the group behind the login.
    @discardableResult
    func addServed(to router: Router<CreneauRequestContext>) -> RouterGroup<CreneauRequestContext> {
        let open = router.group().add(middleware: ProblemMiddleware())
        FeedRoutes(feeds: feeds).add(to: open)
        CheckInRoutes(bookings: bookings).add(to: open)
        SystemRoutes.addOpen(to: open)
        DescriptionRoutes().add(to: open)
        // The second one knows who asks, and so their language.
        let api = router.group("/api/v1").add(middleware: CrossOrigin(origins: limits.origins))
            .add(middleware: ProblemMiddleware()).add(middleware: authenticator)
            .add(middleware: RateLimitMiddleware(rate: RequestRate(), limit: limits.perMinute, now: environment.now))
            .add(middleware: ProblemMiddleware()).add(middleware: ScopeMiddleware())
        let repeated = RepeatedRequests()
        BookingRoutes(environment: environment, bookings: bookings, repeated: repeated).add(to: api)
        LifecycleRoutes(environment: environment, bookings: bookings, repeated: repeated).add(to: api)
        DelegateRoutes(directory: directory).add(to: api)
        PolicyRoutes(bookings: bookings).add(to: api)
        ResourceRoutes(bookings: bookings, feeds: feeds).add(to: api)
        FeedAddressRoutes(bookings: bookings, feeds: feeds).add(to: api)
        WebhookRoutes(webhooks: webhooks).add(to: api)
        EventRoutes(events: events, places: StreamPlaces(), authenticator: authenticator).add(to: api)
        FreeBusyRoutes(environment: environment, bookings: bookings).add(to: api)
        FinderRoutes(environment: environment, bookings: bookings).add(to: api)
        PeopleRoutes(directory: directory, keepsGroupsElsewhere: synchronizer != nil).add(to: api)
        StatisticsRoutes(environment: environment, bookings: bookings).add(to: api)
        PeopleSyncRoutes(synchronizer: synchronizer).add(to: api)
        PeopleImportRoutes(directory: directory, keepsGroupsElsewhere: synchronizer != nil).add(to: api)
        AuditRoutes(audit: directory.audit).add(to: api)
        TokenRoutes(issuer: issuer).add(to: api)
        PasswordRoutes(environment: environment, issuer: issuer).add(to: api)
        SystemRoutes.add(to: api)
        return api
    }
}
