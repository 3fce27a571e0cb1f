import ArgumentParser
import Foundation
import Wording

struct FeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed", abstract: "Secret addresses to subscribe to.",
        subcommands: [Create.self, List.self, Rotate.self, Revoke.self])

    /// Whose bookings.
    struct Owner: ParsableArguments {
        @Argument(help: "The resource's id.") var resource: String?
        @Option(help: "Instead of a resource: a group of rooms.") var group: String?
        @Option(help: "Instead of a resource: yourself, by your id; for administrators anybody.") var person: String?

        func validate() throws {
            guard [resource, group, person].count(where: { $0 != nil }) == 1 else {
                throw ValidationError("Name a resource, or one of --group and --person.")
            }
        }

        var field: (name: String, value: String) {
            if let group { return ("group", group) }
            if let person { return ("person", person) }
            return ("resource", resource ?? "")
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a feed of a resource, a group of rooms or oneself, and prints its address.")
        @OptionGroup var server: ServerOptions
        @OptionGroup var owner: Owner
        @Option(
            help:
                "full, organizer or busy (default: what the resource's policy shows; busy for a group, full for oneself)."
        )
        var privacy: String?
        @Option(help: "Days of the past that are shown (default: 30).") var pastDays: Int?
        @Option(help: "Days that are shown from today on (default: 400).") var futureDays: Int?
        @Flag(help: "Print the address for a screen: today and tomorrow.") var display = false
        @Flag(help: "Print the address with webcal:// for programs that subscribe by it.") var webcal = false

        func run() async throws {
            var body: APIClient.Document = [owner.field.name: owner.field.value]
            body["privacy"] = privacy
            body["pastDays"] = pastDays
            body["futureDays"] = futureDays
            let answer = try await server.client().call("POST", "/feeds", body: body, wantsJSON: server.json)
            if server.json { return print(answer.text) }
            print(answer.document.text(display ? "display" : webcal ? "webcal" : "url"))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the feeds of a resource, a group or oneself.")
        @OptionGroup var server: ServerOptions
        @OptionGroup var owner: Owner

        func run() async throws {
            let path = "/feeds?\(owner.field.name)=\(APIClient.escaped(owner.field.value))"
            let answer = try await server.client().call("GET", path, wantsJSON: server.json)
            if server.json { return print(answer.text) }
            let feeds = answer.document["feeds"] as? [APIClient.Document] ?? []
            Output.table(feeds.map { [$0.text("id"), $0.text("privacy"), $0.text("url")] })
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives a feed another address; the old one is dead at once.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The feed's id, as `feed list` shows it.") var feed: String
        @OptionGroup var confirmation: Confirmation

        func run() async throws {
            try confirmation.ask(.rotatesFeed, feed)
            let path = "/feeds/\(APIClient.escaped(feed))/rotate"
            let answer = try await server.client().call("POST", path, wantsJSON: server.json)
            print(server.json ? answer.text : answer.document.text("url"))
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends a feed at once.")
        @OptionGroup var server: ServerOptions
        @OptionGroup var confirmation: Confirmation
        @Argument(help: "The feed's id, as `feed list` shows it.") var feed: String

        func run() async throws {
            try confirmation.ask("The address of feed \(feed) will be dead at once.")
            _ = try await server.client().call("DELETE", "/feeds/\(APIClient.escaped(feed))", wantsJSON: server.json)
        }
    }
}
