import ArgumentParser
import Foundation
import Wording

extension BookingCommand {
    /// What a booking says besides its times.
    struct Facts: ParsableArguments {
        @Option(help: "The title.") var title: String?
        @Option(help: "More about it.") var description: String?
        @Option(help: "The address of somebody invited; may be repeated.") var attendee: [String] = []
        @Option(help: "A rule like FREQ=WEEKLY;COUNT=10 (RFC 5545).") var recurrence: String?
        @Option(help: "How many of a resource that has several.") var units: Int?
        @Option(help: "Who sees what it is about: public, private or confidential.") var visibility: String?

        func fill(_ body: inout APIClient.Document) {
            body["title"] = title
            body["description"] = description
            if !attendee.isEmpty { body["attendees"] = attendee }
            body["recurrence"] = recurrence
            body["units"] = units
            body["visibility"] = visibility
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Books rooms or other things, once or as a series.",
            discussion: "Exit code 1: it is refused; why, and what is free instead, is said.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The ids of the resources, or of a group of rooms.") var resource: [String]
        @OptionGroup var times: BookingTimes
        @OptionGroup var facts: Facts
        @Option(help: "For whom: a person's id (default: whose token this command uses).") var organizer: String?
        @Flag(help: "Only say what would be answered.") var dryRun = false

        func validate() throws {
            if times.start == nil { throw ValidationError(Terminal.text(.startMissing)) }
            if organizer == nil, server.isLocal { throw ValidationError(Terminal.text(.nameOrganizer)) }
        }

        func run() async throws {
            var body = try times.document()
            facts.fill(&body)
            body["resources"] = resource
            body["organizer"] = organizer
            let answer = try await server.client().call(
                "POST", "/bookings" + (dryRun ? "?dryRun=true" : ""), body: body, wantsJSON: server.json)
            BookingCommand.showAnswer(answer, isDryRun: dryRun, json: server.json)
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Changes a booking, of a series all its dates; what is not said stays.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The booking's id.") var id: String
        @OptionGroup var times: BookingTimes
        @OptionGroup var facts: Facts
        @Option(help: "The resource to move to.") var resource: String?
        @Flag(help: "Only say what would be answered.") var dryRun = false

        func run() async throws {
            var body: APIClient.Document = [:]
            facts.fill(&body)
            body["resource"] = resource
            try await BookingCommand.change(id, body, times, isDryRun: dryRun, server)
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Moves a booking to another time or another room; it stays as long as it is.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The booking's id.") var id: String
        @OptionGroup var times: BookingTimes
        @Option(help: "The resource to move to.") var resource: String?
        @Flag(help: "Only say what would be answered.") var dryRun = false

        func run() async throws {
            let body: APIClient.Document = resource.map { ["resource": $0] } ?? [:]
            try await BookingCommand.change(id, body, times, isDryRun: dryRun, server)
        }
    }

    private static func change(
        _ id: String, _ facts: APIClient.Document, _ times: BookingTimes, isDryRun: Bool, _ server: ServerOptions
    ) async throws {
        let client = try server.client()
        let path = "/bookings/" + APIClient.escaped(id)
        let known = try await client.call("GET", path, wantsJSON: server.json)
        let current = (start: known.document.text("start"), end: known.document.text("end"))
        let body = try times.document(current: current).merging(facts) { $1 }
        guard !body.isEmpty else { throw ValidationError(Terminal.text(.nothingToChange)) }
        // What somebody else changed in between is not overwritten.
        let headers = known.etag.map { ["If-Match": $0] } ?? [:]
        let answer = try await client.call(
            "PATCH", path + (isDryRun ? "?dryRun=true" : ""), body: body, headers: headers, wantsJSON: server.json)
        showAnswer(answer, isDryRun: isDryRun, json: server.json)
    }

    private static func showAnswer(_ answer: APIClient.Answer, isDryRun: Bool, json: Bool) {
        if json { return print(answer.text) }
        if isDryRun { Output.complain(Terminal.text(.dryRun)) }
        show(answer.document["bookings"] as? [APIClient.Document] ?? [answer.document], showsNotes: true)
    }
}
