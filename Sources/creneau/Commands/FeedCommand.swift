import ArgumentParser
import Foundation

struct FeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed", abstract: "Secret addresses to subscribe to.", subcommands: [Create.self, List.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a feed of a resource.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The resource's id.") var resource: String
        @Option(help: "full, organizer or busy (default: what the resource's policy shows).") var privacy: String?

        func run() async throws {
            var body: APIClient.Document = [:]
            body["privacy"] = privacy
            let path = "/resources/\(APIClient.escaped(resource))/feeds"
            let answer = try await server.client().call("POST", path, body: body, wantsJSON: server.json)
            print(server.json ? answer.text : answer.document.text("url"))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the feeds of a resource.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The resource's id.") var resource: String

        func run() async throws {
            let path = "/resources/\(APIClient.escaped(resource))/feeds"
            let answer = try await server.client().call("GET", path, wantsJSON: server.json)
            if server.json { return print(answer.text) }
            let feeds = answer.document["feeds"] as? [APIClient.Document] ?? []
            Output.table(feeds.map { [$0.text("id"), $0.text("privacy"), $0.text("url")] })
        }
    }
}
