import Accounts
import ArgumentParser
import Foundation
import Importing
import Logging
import NIOCore
import Scheduling
import ServiceLifecycle
import UnixSignals

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Runs the server.")

    @OptionGroup var location: DataOption

    @Option(help: "Where to listen, as ADDRESS:PORT; port 0 takes a free one.")
    var listen = ListenAddress(host: "127.0.0.1", port: 8080)

    @Option(help: ArgumentHelp("Fill the database from this file first if it is empty.", valueName: "file"))
    var from: String?

    func run() async throws {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var logger = Logger(label: "creneau")
        logger.logLevel = .notice
        let environment = SystemEnvironment.make()
        let services = try Services.open(directory: location.directory, environment: environment)
        do {
            try await serve(services, logger: logger)
        } catch {
            await services.store.close()
            if let failure = error as? StoreError { throw CommandFailure(failure) }
            throw error
        }
    }

    private func serve(_ services: Services, logger: Logger) async throws {
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
        let verifier = try await services.verifier()
        let directory = location.directory
        let announcement = Announcement(listen: listen, demo: demo, isEmpty: isEmpty && from == nil)
        let application = services.application(verifier: verifier, address: listen, logger: logger) { port in
            do {
                try ServerFile(url: listen.localURL(port: port), token: verifier.token).write(to: directory)
            } catch {
                logger.warning("commands will not find this server: \(error)")
            }
            announcement.print(port: port)
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: StoreEnd(store: services.store, directory: directory)),
                    .init(
                        service: LifecycleWorker(
                            lifecycle: LifecycleService(store: services.store, environment: services.environment),
                            now: services.environment.now, logger: logger)),
                    .init(service: application),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
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

    func run() async throws {
        try? await gracefulShutdown()
        ServerFile.remove(from: directory)
        await store.close()
    }
}

/// What the server says once it listens.
private struct Announcement: Sendable {
    let listen: ListenAddress
    let demo: [String]
    let isEmpty: Bool

    func print(port: Int) {
        let url = listen.url(port: port)
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
