import Accounts
import ArgumentParser
import CalendarTime
import Foundation
import Importing
import Logging
import NIOCore
import SQLiteStore
import Scheduling
import ServiceLifecycle
import Settings
import UnixSignals

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Runs the server.")

    @OptionGroup var location: DataOption

    @Option(help: "Where to listen, as ADDRESS:PORT; port 0 takes a free one (default: the option `listen`).")
    var listen: ListenAddress?

    @Option(help: ArgumentHelp("Fill the database from this file first if it is empty.", valueName: "file"))
    var from: String?

    func run() async throws {
        let live = LiveSettings(try location.file().checked())
        let output = LogOutput(live.current)
        live.follow { output.level = Logger.Level($0[LogSettings.level]) }
        LoggingSystem.bootstrap { _ in LineLogHandler(output: output) }
        let logger = Logger(label: "creneau")
        let environment = SystemEnvironment.make()
        let services = try Services.open(directory: location.directory, environment: environment)
        do {
            try await serve(services, live: live, logger: logger)
        } catch {
            await services.store.close()
            if let failure = error as? StoreError { throw CommandFailure(failure) }
            throw error
        }
    }

    private func serve(_ services: Services, live: LiveSettings, logger: Logger) async throws {
        let settings = live.current
        let listen = listen ?? ListenAddress(settings[ServerSettings.listen])
        let edge = try NetworkEdge(settings)
        let isEmpty = try await services.directory.site() == nil
        if let from, isEmpty {
            let document = try Provisioning.read(from, environment: services.environment, purpose: .installation)
            try await Provisioning.provision(document, into: services)
        }
        let demo = try await services.issuer.peopleWithDemoPassword()
        guard demo.isEmpty || listen.isLoopback else {
            throw CommandFailure(
                """
                \(demo.count) people have the demo password; with it the server listens on this machine only. \
                Use --listen 127.0.0.1:PORT, or begin with a file that has other passwords
                """)
        }
        let verifier = try await services.verifier(settings)
        let directory = try location.directory
        let announcement = Announcement(
            listen: listen, isSecure: edge.certificate != nil, demo: demo, isEmpty: isEmpty && from == nil)
        let socket = try LocalSocket(settings, directory: directory, logger: logger)
        let (socketListens, announce) = AsyncStream<Void>.makeStream()
        let local = socket.map { socket in
            services.application(socket: socket, verifier: verifier, live: live, edge: edge, logger: logger) {
                announce.finish()
            }
        }
        if local == nil { announce.finish() }
        let application = services.application(
            verifier: verifier, address: listen, live: live, edge: edge, logger: logger
        ) { port in
            for await _ in socketListens {}
            do {
                try ServerFile(
                    url: listen.localURL(port: port, isSecure: edge.certificate != nil), token: verifier.token,
                    socket: socket?.path
                ).write(to: directory)
            } catch {
                logger.warning("commands will not find this server: \(error)")
            }
            announcement.print(port: port)
            ServiceNotice.ready.send()
        }
        let location = location
        let reloader = SettingsReloader(live: live, read: { try location.file().checked() }, logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: StoreEnd(store: services.store, directory: directory, socket: socket)),
                .init(service: reloader),
                .init(
                    service: LifecycleWorker(
                        lifecycle: LifecycleService(store: services.store, environment: services.environment),
                        now: services.environment.now, logger: logger)),
                .init(service: DeliveryService(services: services, live: live, logger: logger)),
                .init(service: application),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        if let synchronizer = verifier.identity.synchronizer {
            let worker = DirectorySyncWorker(
                synchronizer: synchronizer, period: .seconds(settings[LDAPSettings.interval]), logger: logger)
            configuration.services.append(.init(service: worker))
        }
        configuration.services.append(
            .init(service: AuditSealer(audit: services.directory.audit, logger: logger)))
        configuration.services.append(
            .init(service: CredentialUseWorker(uses: services.uses, store: services.store, logger: logger)))
        if let local { configuration.services.append(.init(service: local)) }
        let now = services.environment.now
        for service in edge.services(live: live, now: { now().seconds }, logger: logger) {
            configuration.services.append(.init(service: service))
        }
        configuration.maximumGracefulShutdownDuration = .seconds(settings[ServerSettings.stopGrace])
        let group = ServiceGroup(configuration: configuration)
        do {
            try await group.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            ServerFile.remove(from: directory)
            throw CommandFailure(
                "\(listen.host):\(listen.port) is in use; choose another with --listen, or port 0 for a free one")
        } catch let error as any CustomStringConvertible & Error {
            ServerFile.remove(from: directory)
            throw CommandFailure("the server has ended: \(error)")
        }
    }
}

/// Closes the store when everything that uses it has ended: services end in reverse order.
private struct StoreEnd: Service {
    let store: any BookingStore
    let directory: String
    let socket: LocalSocket?

    func run() async throws {
        try? await gracefulShutdown()
        ServiceNotice.stopping.send()
        ServerFile.remove(from: directory)
        socket?.remove()
        await store.close()
    }
}

/// What the server says once it listens.
private struct Announcement: Sendable {
    let listen: ListenAddress
    let isSecure: Bool
    let demo: [String]
    let isEmpty: Bool

    func print(port: Int) {
        let url = listen.url(port: port, isSecure: isSecure)
        var lines = [
            "creneau is listening on \(url)",
            "  JSON      \(url)api/v1/resources",
            "  API       \(url)api/v1/openapi.yaml",
            "  CalDAV    \(url)dav/",
        ]
        if isEmpty {
            lines.append("The database is empty: stop the server and run `creneau init --from FILE`.")
        }
        if !demo.isEmpty {
            let names = demo.filter { ["admin", "camille.martin", "bruno.petit"].contains($0) }
            lines.append("Sample accounts: \((names.isEmpty ? demo : names).prefix(3).joined(separator: ", "))")
            lines.append(
                "WARNING: \(demo.count) people have the demo password `demo-creneau`; never serve real data with it.")
        }
        for line in lines { Output.announce(line) }
    }
}
