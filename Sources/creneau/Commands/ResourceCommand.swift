import ArgumentParser
import BookingCore
import Foundation
import HTTPAPI
import Importing

struct ResourceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resource", abstract: "Rooms and other things to book.",
        subcommands: [List.self, Show.self, Import.self, Export.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the resources.")
        @OptionGroup var server: ServerOptions

        func run() async throws {
            let answer = try await server.client().call("GET", "/resources", wantsJSON: server.json)
            if server.json { return print(answer.text) }
            let resources = answer.document["resources"] as? [APIClient.Document] ?? []
            Output.table(
                resources.map {
                    [$0.text("id"), $0.text("kind"), $0.text("capacity"), $0.text("units"), $0.text("name")]
                })
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one resource with its feeds.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The resource's id.") var id: String

        func run() async throws {
            let path = "/resources/" + APIClient.escaped(id)
            let answer = try await server.client().call("GET", path, wantsJSON: server.json)
            if server.json { return print(answer.text) }
            let resource = answer.document
            var rows = [
                "id", "name", "kind", "address", "site", "building", "floor", "capacity", "units", "policyName",
            ]
            .map { [$0, resource.text($0)] }.filter { !$0[1].isEmpty }
            for feed in resource["feeds"] as? [APIClient.Document] ?? [] {
                rows.append(["feed (\(feed.text("privacy")))", feed.text("url")])
            }
            Output.table(rows)
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds or replaces the resources of a file, with the policies that they share.",
            discussion:
                "The file has the sections policies, openingHours, closures and resources of the format that init reads."
        )
        @OptionGroup var server: ServerOptions
        @Argument(help: "The file.") var file: String

        func run() async throws { try await ResourceCommand.importResources(file, server) }
    }

    /// Adds or replaces what the file has, all at once.
    static func importResources(_ file: String, _ server: ServerOptions) async throws {
        let document = try Provisioning.read(file, environment: SystemEnvironment.make(), purpose: .resources)
        guard !document.resources.isEmpty else { throw CommandFailure("\(file): there are no resources in it") }
        let client = try server.client()
        for policy in document.policies {
            let path = "/policies/" + APIClient.escaped(policy.name)
            _ = try await client.call(
                "PUT", path, text: RequestDocument.policy(policy.policy), wantsJSON: server.json)
        }
        // All at once, because they may name each other.
        let answer = try await client.call(
            "PUT", "/resources", text: RequestDocument.resources(document.resources), wantsJSON: server.json)
        if server.json { return print(answer.text) }
        for resource in document.resources { print(resource.id.rawValue) }
    }
}
