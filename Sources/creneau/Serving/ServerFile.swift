import Foundation

/// `server.json` in the data directory while a server runs: how commands on this machine find it and are let in.
///
/// Whoever can read the data directory can read everything anyway; the file is readable by its owner only.
struct ServerFile: Codable {
    var url: String
    /// An administrator's token that the server made at its start and that ends with it.
    var token: String
    /// The Unix socket; nil: there is none.
    var socket: String?

    /// `url` over the socket where this process can use that, else over the network with the token.
    var client: APIClient {
        guard let socket, access(socket, R_OK | W_OK) == 0 else { return APIClient(url: url, token: token) }
        let host = url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first.map(String.init)
        return APIClient(url: "http+unix://" + APIClient.escaped(socket), token: nil, host: host)
    }

    static func path(in directory: String) -> String { directory + "/server.json" }

    static func read(from directory: String) -> ServerFile? {
        guard let data = FileManager.default.contents(atPath: path(in: directory)) else { return nil }
        return try? JSONDecoder().decode(ServerFile.self, from: data)
    }

    /// Replaces the file in one step, mode 0600 from the beginning.
    func write(to directory: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        let data = try encoder.encode(self)
        let temporary = Self.path(in: directory) + ".\(ProcessInfo.processInfo.processIdentifier)"
        try? FileManager.default.removeItem(atPath: temporary)
        let isMade = FileManager.default.createFile(
            atPath: temporary, contents: data, attributes: [.posixPermissions: 0o600])
        guard isMade, rename(temporary, Self.path(in: directory)) == 0 else {
            throw CommandFailure("cannot write \(Self.path(in: directory))")
        }
    }

    static func remove(from directory: String) {
        try? FileManager.default.removeItem(atPath: path(in: directory))
    }
}
