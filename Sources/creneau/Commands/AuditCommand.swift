import ArgumentParser
import Foundation

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Who changed what, and whether the record of it is whole.",
        subcommands: [List.self, Verify.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists audit records, newest first.")
        @OptionGroup var server: ServerOptions
        @Option(help: "Only of this resource.") var resource: String?
        @Option(help: "Only of this booking.") var booking: String?
        @Option(help: "Only by this person.") var actor: String?
        @Option(help: "Only this action, like bookingCancelled.") var action: String?
        @Option(help: "From this instant on, like 2027-01-31T00:00:00Z.") var from: String?
        @Option(help: "Before this instant.") var to: String?
        @Option(help: "At most so many records, 1 to 1,000.") var limit = 100
        @Option(help: "What `next` of the page before was.") var cursor: String?

        func run() async throws {
            let fields = [
                ("resource", resource), ("booking", booking), ("actor", actor), ("action", action), ("from", from),
                ("to", to), ("limit", String(limit)), ("cursor", cursor),
            ]
            let query = fields.compactMap { name, value in value.map { name + "=" + APIClient.escaped($0) } }
            let answer = try await server.client().call(
                "GET", "/audit?" + query.joined(separator: "&"), wantsJSON: server.json)
            if server.json { return print(answer.text) }
            let records = answer.document["records"] as? [APIClient.Document] ?? []
            Output.table(
                records.map { record in
                    let subject = [record.text("resource"), record.text("booking"), record.text("subject")]
                    let note = record.text("note")
                    return [
                        record.text("at"), record.text("actor").isEmpty ? "-" : record.text("actor"),
                        record.text("door"),
                        record.text("action"),
                        (subject + [note.isEmpty ? "" : "(\(note))"]).filter { !$0.isEmpty }.joined(separator: " "),
                    ]
                })
            let next = answer.document.text("next")
            if !next.isEmpty { Output.complain("There are more: --cursor \(next)") }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Computes every hash of the audit again; exit code 1 where something was changed or is missing.")
        @OptionGroup var server: ServerOptions

        func run() async throws {
            let answer = try await server.client().call("GET", "/audit/verification", wantsJSON: server.json)
            let document = answer.document
            let faults = document["faults"] as? [APIClient.Document] ?? []
            if server.json {
                guard faults.isEmpty else { throw CommandFailure("the audit is not whole", document: answer.text) }
                return print(answer.text)
            }
            print(
                "\(document.text("records")) records in \(document.text("chains")) chains, "
                    + "\(document.text("roots")) roots, \(document.text("unchained")) records from before chains began")
            guard faults.isEmpty else {
                let places = faults.map { fault in
                    let chain = fault["chain"] is String ? "chain \"\(fault.text("chain"))\"" : "roots"
                    return "  \(chain), number \(fault.text("order")): \(fault.text("kind"))"
                }
                throw CommandFailure("the audit is not whole:\n" + places.joined(separator: "\n"))
            }
        }
    }
}
