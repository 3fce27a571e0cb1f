import ArgumentParser
import Foundation
import Wording

struct BookingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "booking", abstract: "Bookings.",
        subcommands: [
            List.self, Show.self, Create.self, Change.self, Move.self, Explain.self, Cancel.self, CheckIn.self,
            End.self, Extend.self, Transfer.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the bookings of a time, by default of the next 31 days.")
        @OptionGroup var server: ServerOptions
        @Option(help: "A resource's id; may be repeated.") var resource: [String] = []
        @Option(help: "Begin: a date, or like 2026-11-24T08:00:00+01:00.") var from: String?
        @Option(help: "End, exclusive.") var to: String?
        @Flag(help: "Also cancelled and declined ones.") var inactive = false

        func run() async throws {
            var query = resource.map { "resource=" + APIClient.escaped($0) }
            if let from { query.append("from=" + APIClient.escaped(from)) }
            if let to { query.append("to=" + APIClient.escaped(to)) }
            if inactive { query.append("inactive=true") }
            let client = try server.client()
            var cursor: String?
            var pages: [String] = []
            repeat {
                let page = query + ["limit=500"] + (cursor.map { ["cursor=" + APIClient.escaped($0)] } ?? [])
                let answer = try await client.call(
                    "GET", "/bookings?" + page.joined(separator: "&"), wantsJSON: server.json)
                let bookings = answer.document["bookings"] as? [APIClient.Document] ?? []
                if server.json { pages.append(Self.items(answer.text)) } else { BookingCommand.show(bookings) }
                cursor = answer.document["next"] as? String
            } while cursor != nil
            if server.json { print("{\"bookings\":[\(pages.filter { !$0.isEmpty }.joined(separator: ","))]}") }
        }

        /// The items of a page as the server wrote them.
        private static func items(_ text: String) -> String {
            guard text.hasPrefix("{\"bookings\":["), let end = text.range(of: "],\"next\":", options: .backwards) else {
                return ""
            }
            return String(text[text.index(text.startIndex, offsetBy: 13)..<end.lowerBound])
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one booking with its instances.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The booking's id.") var id: String

        func run() async throws {
            let answer = try await server.client().call(
                "GET", "/bookings/" + APIClient.escaped(id), wantsJSON: server.json)
            if server.json { return print(answer.text) }
            let booking = answer.document
            let organizer = booking["organizer"] as? APIClient.Document
            var rows = ["id", "resource", "title", "busy", "state", "start", "end", "timeZone", "recurrence", "units"]
                .map { [$0, booking.text($0)] }
            rows.append(["organizer", organizer?.text("address") ?? ""])
            for instance in booking["instances"] as? [APIClient.Document] ?? [] {
                let reasons = (instance["reasons"] as? [APIClient.Document] ?? []).map { $0.text("sentence") }
                let times = instance.text("start") + " – " + instance.text("end")
                rows.append([instance.text("status"), ([times] + reasons).joined(separator: "  ")])
            }
            Output.table(rows.filter { !$0[1].isEmpty })
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Cancels a booking, or one instance of a series.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The booking's id.") var id: String
        @Option(help: "The recurrenceId of one instance.") var instance: String?
        @OptionGroup var confirmation: Confirmation

        func run() async throws {
            try confirmation.ask(.cancelsBooking, id)
            let query = instance.map { "?instance=" + APIClient.escaped($0) } ?? ""
            let client = try server.client()
            let path = "/bookings/" + APIClient.escaped(id)
            _ = try await client.call("DELETE", path + query, wantsJSON: server.json)
            guard server.json else { return print(id) }
            print(try await client.call("GET", path, wantsJSON: true).text)
        }
    }

    /// One line for each booking.
    /// - Parameter showsNotes: with what was noted about each, such as why a manager is asked.
    static func show(_ bookings: [APIClient.Document], showsNotes: Bool = false) {
        Output.table(
            bookings.map { booking in
                let title = booking.text("title").isEmpty ? booking.text("busy") : booking.text("title")
                let notes = (booking["notes"] as? [APIClient.Document] ?? []).map { $0.text("sentence") }
                return [
                    booking.text("id"), booking.text("resource"), booking.text("start"), booking.text("end"),
                    booking.text("recurrence"), booking.text("state"), title,
                ] + (showsNotes ? [notes.joined(separator: " ")] : [])
            })
    }
}
