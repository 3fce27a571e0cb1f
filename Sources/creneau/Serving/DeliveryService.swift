import Delivery
import Logging
import Scheduling
import ServiceLifecycle
import Settings

/// Sends what waits to be sent while the server runs.
struct DeliveryService: Service {
    let worker: OutboxWorker

    init(services: Services, live: LiveSettings, logger: Logger) {
        let environment = services.environment
        worker = OutboxWorker(
            dispatch: WebhookDispatch(store: services.store, environment: environment),
            events: EventService(store: services.store, environment: environment),
            caller: HTTPWebhookCaller(allowance: { WebhookAllowance(live) }), now: environment.now, logger: logger)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await worker.run() }
    }
}

extension WebhookAllowance {
    /// As the configuration stands now.
    init(_ live: LiveSettings) {
        self.init(hosts: live.current[WebhookSettings.allowedHosts])
    }
}
