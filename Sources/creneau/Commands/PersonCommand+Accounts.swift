import ArgumentParser
import Foundation
import Wording

extension PersonCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists who has an account.")
        @OptionGroup var server: ServerOptions
        @Option(help: "Only whose name or address has these words.") var text: String?
        @Flag(help: "Also accounts that are disabled.") var disabled = false

        func run() async throws {
            var query = ["limit=500"]
            if let text { query.append("text=" + APIClient.escaped(text)) }
            if disabled { query.append("disabled=true") }
            let client = try server.client()
            var people: [APIClient.Document] = []
            var cursor: String?
            repeat {
                let page = query + (cursor.map { ["cursor=" + APIClient.escaped($0)] } ?? [])
                let answer = try await client.call(
                    "GET", "/people?" + page.joined(separator: "&"), wantsJSON: server.json)
                people += answer.document["people"] as? [APIClient.Document] ?? []
                cursor = answer.document["next"] as? String
            } while cursor != nil
            if server.json { return print(JSONText.object(["people": people])) }
            Output.table(
                people.map { person in
                    [
                        person.text("id"), person.text("name"), (person["addresses"] as? [String])?.first ?? "",
                        person.text("department"), PersonCommand.state(of: person),
                    ]
                })
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one person.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The person's id.") var id: String

        func run() async throws {
            let answer = try await server.client().call("GET", PersonCommand.path(id), wantsJSON: server.json)
            PersonCommand.showAccount(answer, json: server.json)
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds somebody, or changes what is said of them; the rest stays.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The person's id: their login name.") var id: String
        @Option(help: "The name.") var name: String?
        @Option(help: "An address; may be repeated: these replace all, and the first is the one shown.")
        var address: [String] = []
        @Option(help: "The service they work for; an empty text: none.") var department: String?
        @Option(help: "fr or en; an empty text: the site's.") var language: String?
        @Flag(inversion: .prefixedNo, help: "Whether they may administer everything.") var administrator: Bool?

        func validate() throws {
            if name == nil, address.isEmpty, department == nil, language == nil, administrator == nil {
                throw ValidationError(Terminal.text(.nothingToChange))
            }
        }

        func run() async throws {
            let answer = try await PersonCommand.change(id, server) { person in
                if person.isEmpty, name == nil || address.isEmpty { throw CommandFailure(.newPersonNeeds, id) }
                if let name { person["name"] = name }
                if !address.isEmpty { person["addresses"] = address }
                if let department { person["department"] = department.isEmpty ? nil : department }
                if let language { person["language"] = language.isEmpty ? nil : language }
                if let administrator { person["administrator"] = administrator }
            }
            PersonCommand.showAccount(answer, json: server.json)
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Locks somebody out, within five seconds; what they booked stays.")
        @OptionGroup var server: ServerOptions
        @OptionGroup var confirmation: Confirmation
        @Argument(help: "The person's id.") var id: String

        func run() async throws {
            try confirmation.ask(.disablesPerson, id)
            try await PersonCommand.setDisabled(true, id, server)
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets somebody log in again.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The person's id.") var id: String

        func run() async throws { try await PersonCommand.setDisabled(false, id, server) }
    }

    private static func setDisabled(_ isDisabled: Bool, _ id: String, _ server: ServerOptions) async throws {
        let answer = try await change(id, server) { person in
            if person.isEmpty { throw CommandFailure(.noSuchPerson, id) }
            person["disabled"] = isDisabled
        }
        showAccount(answer, json: server.json)
    }

    fileprivate static func path(_ id: String) -> String { "/people/" + APIClient.escaped(id) }

    /// Reads the account, changes it, and writes it if nobody else did meanwhile.
    ///
    /// - Parameter edit: is given the account, empty where there is none.
    private static func change(
        _ id: String, _ server: ServerOptions, _ edit: (inout APIClient.Document) throws -> Void
    ) async throws -> APIClient.Answer {
        let client = try server.client()
        let known = try await client.find(path(id), wantsJSON: server.json)
        var person = known?.document ?? [:]
        try edit(&person)
        let condition = known?.etag.map { ["If-Match": $0] } ?? ["If-None-Match": "*"]
        return try await client.call("PUT", path(id), body: person, headers: condition, wantsJSON: server.json)
    }

    private static func showAccount(_ answer: APIClient.Answer, json: Bool) {
        if json { return print(answer.text) }
        let person = answer.document
        var rows = ["id", "name"].map { [$0, person.text($0)] }
        for address in person["addresses"] as? [String] ?? [] { rows.append(["address", address]) }
        rows += ["department", "language"].map { [$0, person.text($0)] }
        rows.append(["state", state(of: person)])
        Output.table(rows.filter { !$0[1].isEmpty })
    }

    private static func state(of person: APIClient.Document) -> String {
        let marks = [("administrator", "administrator"), ("disabled", "disabled")]
        return marks.filter { person[$0.0] as? Bool == true }.map(\.1).joined(separator: " ")
    }
}
