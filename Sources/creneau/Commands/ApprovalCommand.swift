import ArgumentParser

struct ApprovalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approval", abstract: "Requests that wait for a manager.",
        subcommands: [List.self, Approve.self, Decline.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the pending requests, the oldest first.")
        @OptionGroup var server: ServerOptions

        func run() async throws {
            let answer = try await server.client().call("GET", "/approvals", wantsJSON: server.json)
            if server.json { return print(answer.text) }
            BookingCommand.show(answer.document["bookings"] as? [APIClient.Document] ?? [], showsNotes: true)
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Accepts a pending request.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The booking's id.") var id: String
        @Option(help: "A word for the organizer.") var comment: String?

        func run() async throws {
            try await ApprovalCommand.answer("approve", id, comment: comment, server)
        }
    }

    struct Decline: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Declines a pending request, or takes an accepted booking's time back.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The booking's id.") var id: String
        @Option(help: "A word for the organizer.") var comment: String?

        func run() async throws {
            try await ApprovalCommand.answer("decline", id, comment: comment, server)
        }
    }

    private static func answer(
        _ word: String, _ id: String, comment: String?, _ server: ServerOptions
    ) async throws {
        let body: APIClient.Document = comment.map { ["comment": $0] } ?? [:]
        try await server.act("/bookings/" + APIClient.escaped(id) + "/" + word, body: body)
    }
}

extension ServerOptions {
    /// Posts, and shows the booking that came of it.
    func act(_ path: String, body: APIClient.Document) async throws {
        let answer = try await client().call("POST", path, body: body, wantsJSON: json)
        if json { return print(answer.text) }
        let several = answer.document["bookings"] as? [APIClient.Document]
        BookingCommand.show(several ?? [answer.document])
    }
}
