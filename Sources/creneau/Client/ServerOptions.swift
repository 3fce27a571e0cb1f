import ArgumentParser
import Foundation

/// Which server a command speaks to: one named by address and token, else the one that runs on the data directory.
struct ServerOptions: ParsableArguments {
    @OptionGroup var location: DataOption

    @Option(help: "The server's address (default: $CRENEAU_URL, else the server that runs on the data directory).")
    var url: String?

    @Option(help: "A token for it (default: $CRENEAU_TOKEN).")
    var token: String?

    @Flag(help: "Print the server's JSON and nothing else.")
    var json = false

    func client() throws -> APIClient {
        let environment = ProcessInfo.processInfo.environment
        if let url = url ?? environment["CRENEAU_URL"] {
            guard let token = token ?? environment["CRENEAU_TOKEN"] else {
                throw CommandFailure("\(url) needs a token: give --token or set CRENEAU_TOKEN")
            }
            return APIClient(url: url, token: token)
        }
        let directory = try location.directory
        guard let file = ServerFile.read(from: directory) else {
            throw CommandFailure(code: .unreachable, Self.absence(directory))
        }
        return token.map { APIClient(url: file.url, token: $0) } ?? file.client
    }

    /// What to do where no server can be found by way of the data directory.
    private static func absence(_ directory: String) -> String {
        if access(directory, X_OK) != 0, errno == EACCES {
            return "\(directory) is another account's; say this as root or as that account, or give --url and --token"
        }
        if access(directory + "/creneau.sqlite", F_OK) != 0 {
            return """
                there is no database in \(directory) yet: fill it by `creneau init --from FILE`, then start the server; \
                or name another directory by --data, another server by --url and --token
                """
        }
        return """
            no server runs on \(directory); start it (`systemctl start creneau`, or `creneau serve --data \
            \(directory)`), or give --url and --token
            """
    }
}
