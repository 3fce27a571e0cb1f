import ArgumentParser
import Wording

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Tokens and app passwords.", subcommands: [List.self, Create.self, Revoke.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists somebody's tokens and app passwords, newest first, without their secrets.")
        @OptionGroup var server: ServerOptions
        @Option(help: "The person's id (default: whose token this command uses).") var person: String?

        func run() async throws {
            if person == nil, server.isLocal { throw ValidationError(Terminal.text(.namePerson)) }
            let query = person.map { "?person=" + APIClient.escaped($0) } ?? ""
            let answer = try await server.client().call("GET", "/tokens" + query, wantsJSON: server.json)
            if server.json { return print(answer.text) }
            let tokens = answer.document["tokens"] as? [APIClient.Document] ?? []
            let head = ["id", "kind", "label", "scopes", "created", "expires", "revoked", "last used"]
            Output.table(
                [head]
                    + tokens.map { token in
                        [
                            token.text("id"), token.text("kind"), token.text("label"),
                            (token["scopes"] as? [String] ?? []).joined(separator: " "), token.text("createdAt"),
                            token.text("expiresAt"), token.text("revokedAt"),
                            token.text("lastUsedAt"),
                        ]
                    })
        }
    }

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
            if person == nil, server.isLocal { throw ValidationError(Terminal.text(.namePerson)) }
            var body: APIClient.Document = ["kind": appPassword ? "appPassword" : "token", "label": label]
            body["person"] = person
            body["expiresAt"] = expires
            if !scope.isEmpty { body["scopes"] = scope }
            let answer = try await server.client().call("POST", "/tokens", body: body, wantsJSON: server.json)
            print(server.json ? answer.text : answer.document.text("secret"))
        }
    }
}
