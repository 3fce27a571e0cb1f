import ArgumentParser

extension BookingCommand {
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says in words why a booking was answered as it was.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The booking's id.") var id: String

        func run() async throws {
            let path = "/bookings/" + APIClient.escaped(id) + "/decision"
            let answer = try await server.client().call("GET", path, wantsJSON: server.json)
            if server.json { return print(answer.text) }
            for decision in answer.document["decisions"] as? [APIClient.Document] ?? [] {
                print(decision.text("decidedAt") + "  " + decision.text("verdict"))
                for sentence in decision["sentences"] as? [String] ?? [] { print("  " + sentence) }
            }
        }
    }

    struct CheckIn: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check-in", abstract: "Says that somebody is there.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The booking's id.") var id: String
        @Option(help: "The recurrenceId of one date; by default the one that is on, or the next.") var instance: String?

        func run() async throws {
            try await server.act(
                "/bookings/" + APIClient.escaped(id) + "/check-in", body: instance.map { ["instance": $0] } ?? [:])
        }
    }

    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends what is on before its time; the rest is free.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The booking's id.") var id: String
        @Option(help: "The recurrenceId of one date.") var instance: String?

        func run() async throws {
            try await server.act(
                "/bookings/" + APIClient.escaped(id) + "/end", body: instance.map { ["instance": $0] } ?? [:])
        }
    }

    struct Extend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prolongs what is on, where the time is free.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The booking's id.") var id: String
        @Argument(help: "The new end, like 2026-11-24T11:30:00+01:00.") var until: String
        @Option(help: "The recurrenceId of one date.") var instance: String?

        func run() async throws {
            var body: APIClient.Document = ["until": until]
            body["instance"] = instance
            try await server.act("/bookings/" + APIClient.escaped(id) + "/extend", body: body)
        }
    }

    struct Transfer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Gives the whole event another organizer.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The booking's id.") var id: String
        @Argument(help: "The new organizer's id.") var organizer: String

        func run() async throws {
            try await server.act(
                "/bookings/" + APIClient.escaped(id) + "/transfer", body: ["organizer": organizer])
        }
    }
}
