import ArgumentParser
import Foundation
import Importing

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Asks for the bookings of a file, or adds the resources of one.",
        discussion: """
            .ics: events, with the rooms among their attendees or in their place; a changed date of a series becomes a \
            booking of its own; nobody is invited. .csv: the first row names the columns: resource, title, description, \
            start, end, timeZone, recurrence, organizer, units, uid. .yaml: resources and policies, as init reads them.

            Each booking is decided by the rules of its resource, as if its organizer asked. The file is read piece by \
            piece, however long it is. Exit code 1: something was declined or could not be read.
            """)

    @OptionGroup var server: ServerOptions
    @Argument(help: "The file.") var file: String
    @Option(help: "ics, csv or yaml (default: as the file's name ends).") var format: String?
    @Option(help: "The id of the resource, for what names none.") var resource: String?
    @Option(help: "Whose bookings they become, in the place of whom the file names.") var organizer: String?
    @Flag(help: "Only say what would become of each; what the file itself has twice is not noticed.") var dryRun = false

    /// Bookings that are in memory at once.
    private static let portion = 128

    func run() async throws {
        let ending = (format ?? file.split(separator: ".").last.map(String.init) ?? "").lowercased()
        switch BookingFile.Format(rawValue: ending == "yml" ? "yaml" : ending) {
        case .yaml?: try await resources()
        case let format?: try await bookings(format)
        case nil: throw ValidationError("Say by --format whether this is ics, csv or yaml.")
        }
    }

    private func resources() async throws {
        if dryRun {
            let document = try Provisioning.read(file, environment: SystemEnvironment.make(), purpose: .resources)
            return print("dry run: \(document.resources.count) resources, \(document.policies.count) policies")
        }
        try await ResourceCommand.importResources(file, server)
    }

    private func bookings(_ format: BookingFile.Format) async throws {
        let client = try server.client()
        let listed = try await client.call("GET", "/resources", wantsJSON: server.json)
        let run = ImportRun(
            client: client, rooms: RoomNames(listed.document["resources"] as? [APIClient.Document] ?? []),
            resource: resource, organizer: organizer, isDryRun: dryRun)
        var report = ImportReport()
        do {
            let book = try BookingFile(file, format: format, zones: SystemEnvironment.zones())
            defer { book.end() }
            while true {
                let read = try book.read(Self.portion)
                if read.isEmpty { break }
                for outcome in await run.outcomes(of: read) { report.add(outcome) }
            }
        } catch let fault as ImportFault {
            throw CommandFailure(
                "\(file): \(fault)", document: server.json ? JSONText.object(["detail": "\(fault)"]) : nil)
        }
        if server.json {
            print(JSONText.object(report.document(isDryRun: dryRun)))
        } else {
            report.show(isDryRun: dryRun)
        }
        guard report.isWhole else { throw ExitCode(ExitStatus.refused.rawValue) }
    }
}

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes the bookings of a time to standard output.",
        discussion: "csv can be imported again; jsonl is what the API says of each booking, on one line.")

    enum Format: String, ExpressibleByArgument {
        case csv, jsonl
    }

    @OptionGroup var server: ServerOptions
    @Option(help: "csv or jsonl.") var format = Format.csv
    @Option(help: "A resource's id; may be repeated.") var resource: [String] = []
    @Option(help: "Begin: a date, or like 2026-11-24T08:00:00+01:00.") var from: String?
    @Option(help: "End, exclusive.") var to: String?

    private static let columns = [
        "id", "resource", "start", "end", "timeZone", "title", "organizer", "units", "recurrence", "state", "uid",
    ]

    func run() async throws {
        var query = resource.map { "resource=" + APIClient.escaped($0) } + ["limit=500"]
        if let from { query.append("from=" + APIClient.escaped(from)) }
        if let to { query.append("to=" + APIClient.escaped(to)) }
        let client = try server.client()
        if format == .csv { print(Self.columns.joined(separator: ","), terminator: "\r\n") }
        var cursor: String?
        repeat {
            let page = query + (cursor.map { ["cursor=" + APIClient.escaped($0)] } ?? [])
            let answer = try await client.call("GET", "/bookings?" + page.joined(separator: "&"), wantsJSON: false)
            for booking in answer.document["bookings"] as? [APIClient.Document] ?? [] { write(booking) }
            cursor = answer.document["next"] as? String
        } while cursor != nil
    }

    private func write(_ booking: APIClient.Document) {
        guard format == .csv else { return print(JSONText.object(booking)) }
        let cells = Self.columns.map { column in
            switch column {
            case "organizer": (booking["organizer"] as? APIClient.Document)?.text("address") ?? ""
            case "recurrence": (booking["recurrence"] as? [String])?.joined(separator: "\n") ?? booking.text(column)
            default: booking.text(column)
            }
        }
        print(cells.map(Self.cell).joined(separator: ","), terminator: "\r\n")
    }

    /// A cell that no spreadsheet takes for a formula (QUALITY, Security), quoted where it must be (RFC 4180).
    static func cell(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.contains(where: { "\",;\n\r\t".contains($0) || $0 == "\r\n" }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
