import ArgumentParser
import Foundation
import Importing
import Wording

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Asks for the bookings of a file, or adds the resources of one.",
        discussion: """
            .ics: events, with every room and thing among their attendees, else with their place; a changed date of a series \
            becomes a booking of its own; nobody is invited. .csv: the first row names the columns: resource, title, \
            description, start, end, timeZone, recurrence, dates, excluded, organizer, visibility, units, uid. .yaml: resources and policies, as init reads them.

            Each booking is decided by the rules of its resource, as if its organizer asked. The file is read piece by \
            piece, however long it is. A file can be imported again, also after ^C: what is there already is counted as \
            known and not booked twice. Exit code 1: something was declined or could not be read.
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
        var run = ImportRun(
            client: client, rooms: RoomNames(listed.document["resources"] as? [APIClient.Document] ?? []),
            resource: resource, organizer: organizer, isDryRun: dryRun)
        var report = ImportReport()
        let interruption = Interruption()
        do {
            let book = try BookingFile(file, format: format, zones: SystemEnvironment.zones())
            defer { book.end() }
            while !interruption.hasCome {
                let read = try book.read(Self.portion)
                if read.isEmpty { break }
                for outcome in await run.outcomes(of: read) { report.add(outcome) }
            }
        } catch let fault as ImportFault {
            throw CommandFailure(
                "\(file): \(fault)", document: server.json ? JSONText.object(["detail": "\(fault)"]) : nil)
        }
        if server.json {
            print(JSONText.object(report.document(isDryRun: dryRun, isWhole: !interruption.hasCome)))
        } else {
            report.show(isDryRun: dryRun)
        }
        if interruption.hasCome { throw CommandFailure(.importInterrupted) }
        guard report.isWhole else { throw ExitCode(ExitStatus.refused.rawValue) }
    }
}
