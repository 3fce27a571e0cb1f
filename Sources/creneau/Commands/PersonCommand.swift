import ArgumentParser

struct PersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: "People and what they hold.", subcommands: [Bookings.self, Leave.self])

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

    struct Leave: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Transfers or releases the future bookings of somebody who left.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The person's id.") var id: String
        @Option(help: "Who takes the bookings over.") var transferTo: String?
        @Flag(help: "Free the time.") var release = false

        func validate() throws {
            guard release != (transferTo != nil) else {
                throw ValidationError("Say either --transfer-to PERSON or --release.")
            }
        }

        func run() async throws {
            let body: APIClient.Document = transferTo.map { ["transferTo": $0] } ?? ["release": true]
            try await server.act("/people/" + APIClient.escaped(id) + "/leave", body: body)
        }
    }
}
