import ArgumentParser
import HTTPAPI
import Importing
import Scheduling

struct GroupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group", abstract: "Groups of rooms that are asked for by one address.",
        subcommands: [List.self, Set.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the groups with their rooms.")
        @OptionGroup var server: ServerOptions

        func run() async throws {
            let answer = try await server.client().call("GET", "/room-groups", wantsJSON: server.json)
            if server.json { return print(answer.text) }
            let groups = answer.document["roomGroups"] as? [APIClient.Document] ?? []
            Output.table(
                groups.map { group in
                    let members = group["members"] as? [String] ?? []
                    return [
                        group.text("id"), group.text("address"), members.joined(separator: " "), group.text("name"),
                    ]
                })
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds or replaces the groups of a file.",
            discussion: "The file has a section roomGroups in the format that init reads.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The file.") var file: String

        func run() async throws {
            let document = try Provisioning.read(file, environment: SystemEnvironment.make(), purpose: .resources)
            guard !document.roomGroups.isEmpty else { throw CommandFailure("\(file): there are no roomGroups in it") }
            let client = try server.client()
            for group in document.roomGroups {
                let answer = try await client.call(
                    "PUT", "/room-groups/" + APIClient.escaped(group.id), text: RequestDocument.roomGroup(group),
                    wantsJSON: server.json)
                print(server.json ? answer.text : group.id)
            }
        }
    }
}
