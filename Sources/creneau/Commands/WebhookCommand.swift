import ArgumentParser
import Foundation
import Wording

struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Signed calls that tell other servers of bookings.",
        subcommands: [
            Create.self, List.self, Show.self, Enable.self, Disable.self, Rotate.self, Replay.self, Messages.self,
            Delete.self,
        ])

    /// Which one.
    struct Target: ParsableArguments {
        @OptionGroup var server: ServerOptions
        @Argument(help: "The webhook's id, as `webhook list` shows it.") var id: String

        func call(
            _ method: String, _ more: String = "", body: APIClient.Document? = nil
        ) async throws -> APIClient.Answer {
            let path = "/webhooks/\(APIClient.escaped(id))" + more
            return try await server.client().call(method, path, body: body, wantsJSON: server.json)
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Subscribes an address, and prints the secret of its signatures, shown this once.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The address that is called.") var url: String
        @Option(help: "Only this resource; may be repeated (default: all, for administrators).")
        var resource: [String] = []
        @Option(help: "Only this kind of event, like booking.created; may be repeated (default: all).")
        var event: [String] = []
        @Option(help: "full, organizer or busy: the most that is said of a booking (default: busy).")
        var privacy: String?
        @Option(help: "What it is for.") var label: String?

        func run() async throws {
            var body: APIClient.Document = ["url": url, "resources": resource, "events": event]
            body["privacy"] = privacy
            body["label"] = label
            let answer = try await server.client().call("POST", "/webhooks", body: body, wantsJSON: server.json)
            if server.json { return print(answer.text) }
            Output.table([["id", answer.document.text("id")], ["secret", answer.document.text("secret")]])
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the webhooks.")
        @OptionGroup var server: ServerOptions

        func run() async throws {
            let answer = try await server.client().call("GET", "/webhooks", wantsJSON: server.json)
            if server.json { return print(answer.text) }
            let found = answer.document["webhooks"] as? [APIClient.Document] ?? []
            Output.table(
                found.map { webhook in
                    let state =
                        webhook["enabled"] as? Bool == true
                        ? (webhook.text("failingSince").isEmpty ? "enabled" : "failing")
                        : "disabled: " + webhook.text("disabledBecause")
                    return [webhook.text("id"), state, webhook.text("label"), webhook.text("url")]
                })
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one webhook.")
        @OptionGroup var target: Target

        func run() async throws {
            let answer = try await target.call("GET")
            if target.server.json { return print(answer.text) }
            let webhook = answer.document
            var rows = [
                "id", "owner", "url", "label", "privacy", "disabledAt", "disabledBecause", "failingSince", "createdAt",
            ]
            .map { [$0, webhook.text($0)] }.filter { !$0[1].isEmpty }
            for name in ["events", "resources"] {
                let values = webhook[name] as? [String] ?? []
                rows.append([name, values.isEmpty ? "all" : values.joined(separator: " ")])
            }
            Output.table(rows)
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Calls it again.")
        @OptionGroup var target: Target

        func run() async throws {
            let answer = try await target.call("PATCH", body: ["enabled": true])
            if target.server.json { print(answer.text) }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Calls it no more until it is enabled.")
        @OptionGroup var target: Target

        func run() async throws {
            let answer = try await target.call("PATCH", body: ["enabled": false])
            if target.server.json { print(answer.text) }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives it another secret, shown this once; the old one signs nothing any more.")
        @OptionGroup var target: Target
        @OptionGroup var confirmation: Confirmation

        func run() async throws {
            try confirmation.ask(.rotatesSecret, target.id)
            let answer = try await target.call("POST", "/rotate")
            print(target.server.json ? answer.text : answer.document.text("secret"))
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sends again what was given up, under the same identities.")
        @OptionGroup var target: Target
        @Option(help: "Only what was made at this time or later, like 2026-12-01T00:00:00Z.") var since: String?
        @Flag(help: "Also what was delivered.") var delivered = false

        func run() async throws {
            var body: APIClient.Document = ["includeDelivered": delivered]
            body["since"] = since
            let answer = try await target.call("POST", "/replay", body: body)
            print(target.server.json ? answer.text : answer.document.text("messages"))
        }
    }

    struct Messages: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists what was sent, waits or was given up.")
        @OptionGroup var target: Target
        @Option(help: "waiting, delivered or abandoned (default: all).") var state: String?

        func run() async throws {
            let query = state.map { "?limit=500&state=" + APIClient.escaped($0) } ?? "?limit=500"
            let answer = try await target.call("GET", "/messages" + query)
            if target.server.json { return print(answer.text) }
            let found = answer.document["messages"] as? [APIClient.Document] ?? []
            Output.table(
                found.map { message in
                    ["createdAt", "state", "attempts", "type", "resource", "lastFailure", "id"].map { message.text($0) }
                })
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends the subscription with all that waits for it.")
        @OptionGroup var target: Target
        @OptionGroup var confirmation: Confirmation

        func run() async throws {
            try confirmation.ask("Webhook \(target.id) will be gone with all that waits for it.")
            _ = try await target.call("DELETE")
        }
    }
}
