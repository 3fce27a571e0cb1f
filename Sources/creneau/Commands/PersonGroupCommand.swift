import ArgumentParser
import Wording

/// `creneau person group`: groups of people, as rules and managers name them.
struct PersonGroupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group", abstract: "Groups of people, which rules and managers name.",
        subcommands: [List.self, Show.self, Set.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the groups with their people.")
        @OptionGroup var server: ServerOptions

        func run() async throws {
            let answer = try await server.client().call("GET", "/groups", wantsJSON: server.json)
            if server.json { return print(answer.text) }
            let groups = answer.document["groups"] as? [APIClient.Document] ?? []
            Output.table(
                groups.map { group in
                    let members = group["members"] as? [String] ?? []
                    return [
                        group.text("id"), group.text("name"), group.text("address"), members.joined(separator: " "),
                    ]
                })
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one group.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The group's id.") var id: String

        func run() async throws {
            let answer = try await server.client().call("GET", PersonGroupCommand.path(id), wantsJSON: server.json)
            PersonGroupCommand.show(answer, json: server.json)
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a group, or changes one: its name, its address, who is in it.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The group's id.") var id: String
        @Option(help: "The name.") var name: String?
        @Option(help: "The address that invites all of them; an empty text: none.") var address: String?
        @Option(help: "The id of somebody to put in; may be repeated.") var add: [String] = []
        @Option(help: "The id of somebody to take out; may be repeated.") var drop: [String] = []

        func validate() throws {
            if name == nil, address == nil, add.isEmpty, drop.isEmpty {
                throw ValidationError(Terminal.text(.nothingToChange))
            }
        }

        func run() async throws {
            let client = try server.client()
            let path = PersonGroupCommand.path(id)
            let known = try await client.find(path, wantsJSON: server.json)
            var group = known?.document ?? [:]
            if known == nil, name == nil { throw CommandFailure(.newGroupNeeds, id) }
            if let name { group["name"] = name }
            if let address { group["address"] = address.isEmpty ? nil : address }
            let members = (group["members"] as? [String] ?? []).filter { !drop.contains($0) }
            group["members"] = members + add.filter { !members.contains($0) }
            let condition = known?.etag.map { ["If-Match": $0] } ?? ["If-None-Match": "*"]
            let answer = try await client.call(
                "PUT", path, body: group, headers: condition, wantsJSON: server.json)
            PersonGroupCommand.show(answer, json: server.json)
        }
    }

    static func path(_ id: String) -> String { "/groups/" + APIClient.escaped(id) }

    private static func show(_ answer: APIClient.Answer, json: Bool) {
        if json { return print(answer.text) }
        let group = answer.document
        var rows = ["id", "name", "address"].map { [$0, group.text($0)] }.filter { !$0[1].isEmpty }
        for member in group["members"] as? [String] ?? [] { rows.append(["member", member]) }
        Output.table(rows)
    }
}
