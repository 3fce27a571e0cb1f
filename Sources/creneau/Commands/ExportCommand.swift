import ArgumentParser
import Foundation

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes the bookings of a time to standard output.",
        discussion: """
            csv can be imported again: a series stands in one row, with the dates that it has besides and those that it leaves \
            out; a date that was moved has a row of its own, as has each date of a series whose rule one may not see. What \
            goes along with a booking by itself is not listed. jsonl is what the API says of each booking, on one line.
            """)

    enum Format: String, ExpressibleByArgument {
        case csv, jsonl
    }

    @OptionGroup var server: ServerOptions
    @Option(help: "csv or jsonl.") var format = Format.csv
    @Option(help: "A resource's id; may be repeated.") var resource: [String] = []
    @Option(help: "Begin: a date, or like 2026-11-24T08:00:00+01:00.") var from: String?
    @Option(help: "End, exclusive.") var to: String?

    func run() async throws {
        var query = resource.map { "resource=" + APIClient.escaped($0) } + ["limit=500"]
        if let from { query.append("from=" + APIClient.escaped(from)) }
        if let to { query.append("to=" + APIClient.escaped(to)) }
        let client = try server.client()
        if format == .csv { print(ExportedRow.columns.joined(separator: ","), terminator: "\r\n") }
        var cursor: String?
        repeat {
            let page = query + (cursor.map { ["cursor=" + APIClient.escaped($0)] } ?? [])
            let answer = try await client.call("GET", "/bookings?" + page.joined(separator: "&"), wantsJSON: false)
            for booking in answer.document["bookings"] as? [APIClient.Document] ?? [] {
                switch format {
                case .jsonl: print(JSONText.object(booking))
                case .csv: for row in ExportedRow.rows(of: booking) { print(row.line, terminator: "\r\n") }
                }
            }
            cursor = answer.document["next"] as? String
        } while cursor != nil
    }
}
