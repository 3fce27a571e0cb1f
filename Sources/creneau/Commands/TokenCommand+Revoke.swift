import ArgumentParser
import Wording

extension TokenCommand {
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends a token or an app password at once.")
        @OptionGroup var server: ServerOptions
        @OptionGroup var confirmation: Confirmation
        @Argument(help: "Its id, as `token list` shows it.") var id: String

        func run() async throws {
            try confirmation.ask(.revokesToken, id)
            _ = try await server.client().call("DELETE", "/tokens/" + APIClient.escaped(id), wantsJSON: server.json)
            print(server.json ? JSONText.object(["id": id]) : id)
        }
    }
}
