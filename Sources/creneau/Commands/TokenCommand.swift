import ArgumentParser
import Foundation

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Tokens and app passwords.", subcommands: [Create.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a token or an app password, shown this once.")
        @OptionGroup var server: ServerOptions
        @Option(help: "The person's id (default: whose token this command uses).") var person: String?
        @Option(help: "What it is for.") var label: String = ""
        @Option(help: "A scope like bookings:read; may be repeated (default: all that the person may do).")
        var scope: [String] = []
        @Option(help: "When it ends, like 2027-12-31T00:00:00Z.") var expires: String?
        @Flag(help: "An app password for calendar clients instead of a token.") var appPassword = false

        func run() async throws {
            let isLocal = server.url == nil && ProcessInfo.processInfo.environment["CRENEAU_URL"] == nil
            if person == nil, isLocal, server.token == nil {
                throw ValidationError("Name the person with --person.")
            }
            var body: APIClient.Document = ["kind": appPassword ? "appPassword" : "token", "label": label]
            body["person"] = person
            body["expiresAt"] = expires
            if !scope.isEmpty { body["scopes"] = scope }
            let answer = try await server.client().call("POST", "/tokens", body: body, wantsJSON: server.json)
            print(server.json ? answer.text : answer.document.text("secret"))
        }
    }
}
