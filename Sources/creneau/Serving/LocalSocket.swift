import Foundation
import Glibc
import HTTPServing
import Hummingbird
import Logging
import SQLiteStore
import Settings

/// The Unix socket of the command line: processes of root and of the service's own user speak there without a token.
struct LocalSocket: Sendable {
    let path: String

    /// The longest path of a socket (unix(7)), without its end.
    private static let longestPath = 107

    /// Nil: there is none.
    ///
    /// - Throws: ``CommandFailure`` where the options ask for one that cannot be.
    init?(_ settings: Settings, directory: String, logger: Logger) throws {
        guard let path = Self.path(settings, directory: directory) else { return nil }
        guard path.utf8.count <= Self.longestPath else {
            let told = "\(path) is too long for a socket, which takes \(Self.longestPath) octets"
            guard settings[ServerSettings.socket] == nil else { throw CommandFailure("socket: \(told)") }
            logger.info("no socket: \(told)")
            return nil
        }
        self.path = path
        try removeOld()
    }

    /// Where it is, or would be.
    static func path(_ settings: Settings, directory: String) -> String? {
        switch settings[ServerSettings.socket] {
        case "off": nil
        case let path?: path
        case nil: directory + "/creneau.sock"
        }
    }

    /// The database's lock is ours: a socket that is still there was left behind.
    private func removeOld() throws {
        guard let facts = FileFacts(of: path, followsLinks: false) else { return }
        guard facts.isSocket else { throw CommandFailure("socket: \(path) is something else") }
        unlink(path)
    }

    func remove() { unlink(path) }

    /// Root, and whoever this process runs as.
    static func isAllowed(_ user: UInt32) -> Bool { user == 0 || user == geteuid() }

    /// For its owner alone, beside the question who it is.
    func close() { chmod(path, 0o600) }
}

extension Services {
    /// Every door once more, on the socket.
    func application(
        socket: LocalSocket, verifier: LocalAdministrator, live: LiveSettings, edge: NetworkEdge, logger: Logger,
        onListening: @escaping @Sendable () async -> Void
    ) -> Application<RouterResponder<CreneauRequestContext>> {
        let router = router(
            verifier: verifier, live: live, edge: edge, peer: KnownPeerCredential(token: verifier.token))
        return HTTPServer.application(
            router: router, socket: socket.path, logger: logger, isAllowed: LocalSocket.isAllowed
        ) {
            socket.close()
            await onListening()
        }
    }
}
