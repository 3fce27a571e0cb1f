import ArgumentParser

struct PersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: "People and what they hold.",
        subcommands: [
            List.self, Show.self, Set.self, Disable.self, Enable.self, Password.self, PersonGroupCommand.self,
            Bookings.self,
            Delegates.self, Delegate.self, Leave.self, Sync.self, Import.self,
        ])

    struct Sync: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Brings the people and groups of the directory server here, now.")
        @OptionGroup var server: ServerOptions
        @Flag(help: "Say what would be done, and do nothing.") var dryRun = false
        @Flag(help: "Also where so many people vanished that the directory server is more likely at fault.")
        var acceptManyVanished = false

        func run() async throws {
            let body: APIClient.Document = ["dryRun": dryRun, "acceptManyVanished": acceptManyVanished]
            let answer = try await server.client().call("POST", "/people/sync", body: body, wantsJSON: server.json)
            let isRefused = answer.document["refused"] as? Bool ?? false
            if isRefused, !dryRun {
                throw CommandFailure(
                    "too many people vanished at once: nothing was done. If that is right, say --accept-many-vanished",
                    document: server.json ? answer.text : nil)
            }
            if server.json { return print(answer.text) }
            for part in ["created", "changed", "disabled", "groups", "conflicts", "unusable"] {
                let names = answer.document[part] as? [String] ?? []
                if !names.isEmpty { print("\(part): \(names.joined(separator: ", "))") }
            }
        }
    }

    struct Bookings: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists what somebody holds from now on.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The person's id.") var id: String

        func run() async throws {
            let path = "/people/" + APIClient.escaped(id) + "/bookings"
            let answer = try await server.client().call("GET", path, wantsJSON: server.json)
            if server.json { return print(answer.text) }
            BookingCommand.show(answer.document["bookings"] as? [APIClient.Document] ?? [])
        }
    }

    struct Delegates: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists who looks after somebody's calendars.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The person's id.") var id: String

        func run() async throws {
            let path = "/people/" + APIClient.escaped(id) + "/delegates"
            PersonCommand.show(try await server.client().call("GET", path, wantsJSON: server.json), json: server.json)
        }
    }

    struct Delegate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets a colleague or a group look after somebody's calendars.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The person's id.") var id: String
        @Argument(help: "Who looks after the calendars: a person's id, or a group's.") var delegate: String
        @Option(help: "read, write (act as the owner does), or none (take it back).") var access: Access

        enum Access: String, ExpressibleByArgument {
            case read, write, none
        }

        func run() async throws {
            let path = "/people/" + APIClient.escaped(id) + "/delegates"
            let own = path + "/" + APIClient.escaped(delegate)
            let client = try server.client()
            if access == .none {
                _ = try await client.call("DELETE", own, wantsJSON: server.json)
            } else {
                _ = try await client.call("PUT", own, body: ["access": access.rawValue], wantsJSON: server.json)
            }
            PersonCommand.show(try await client.call("GET", path, wantsJSON: server.json), json: server.json)
        }
    }

    private static func show(_ answer: APIClient.Answer, json: Bool) {
        if json { return print(answer.text) }
        let delegates = answer.document["delegates"] as? [APIClient.Document] ?? []
        Output.table(delegates.map { [$0.text("delegate"), $0.text("kind"), $0.text("access")] })
    }

    struct Leave: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Transfers or releases the future bookings of somebody who left.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The person's id.") var id: String
        @Option(help: "Who takes the bookings over.") var transferTo: String?
        @Flag(help: "Free the time.") var release = false
        @OptionGroup var confirmation: Confirmation

        func validate() throws {
            guard release != (transferTo != nil) else {
                throw ValidationError("Say either --transfer-to PERSON or --release.")
            }
        }

        func run() async throws {
            if release { try confirmation.ask("Everything that \(id) booked from now on will be released.") }
            let body: APIClient.Document = transferTo.map { ["transferTo": $0] } ?? ["release": true]
            try await server.act("/people/" + APIClient.escaped(id) + "/leave", body: body)
        }
    }
}
