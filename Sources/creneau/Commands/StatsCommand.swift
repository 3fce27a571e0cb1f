import ArgumentParser
import Foundation

struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "How resources were used, by default in the last 31 days.",
        discussion: "What fewer people than five did is not shown, because it would tell of each of them.")

    @OptionGroup var server: ServerOptions
    @Option(help: "A resource's id; may be repeated.") var resource: [String] = []
    @Option(help: "Begin: a date, or like 2026-11-24T08:00:00+01:00.") var from: String?
    @Option(help: "End, exclusive.") var to: String?

    func run() async throws {
        var query = resource.map { "resource=" + APIClient.escaped($0) }
        if let from { query.append("from=" + APIClient.escaped(from)) }
        if let to { query.append("to=" + APIClient.escaped(to)) }
        let path = "/statistics" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        let answer = try await server.client().call("GET", path, wantsJSON: server.json)
        if server.json { return print(answer.text) }
        var rows = [["resource", "bookings", "instances", "hours", "no-shows", "peak"]]
        for each in answer.document["byResource"] as? [APIClient.Document] ?? [] {
            rows.append([each.text("resource")] + Self.cells(each["use"] as? APIClient.Document))
        }
        rows.append(["all"] + Self.cells(answer.document["total"] as? APIClient.Document))
        Output.table(rows)
    }

    private static func cells(_ use: APIClient.Document?) -> [String] {
        ["bookings", "instances", "hours", "noShows", "peak"].map { use?.text($0) ?? "–" }
    }
}
