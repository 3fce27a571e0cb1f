import ArgumentParser
import BookingCore
import HTTPAPI
import Importing

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Policies that resources share.",
        subcommands: [List.self, Show.self, Set.self, WhatIf.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the policies with those who share them.")
        @OptionGroup var server: ServerOptions

        func run() async throws {
            let answer = try await server.client().call("GET", "/policies", wantsJSON: server.json)
            if server.json { return print(answer.text) }
            let policies = answer.document["policies"] as? [APIClient.Document] ?? []
            Output.table(
                policies.map { policy in
                    let resources = policy["resources"] as? [String] ?? []
                    return [policy.text("name"), "v" + policy.text("version"), resources.joined(separator: " ")]
                })
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one policy, or every version of it.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The policy's name.") var name: String
        @Flag(help: "Every version, oldest first.") var versions = false

        func run() async throws {
            let path = "/policies/" + APIClient.escaped(name) + (versions ? "/versions" : "")
            print(try await server.client().call("GET", path, wantsJSON: server.json).text)
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Saves the policies of a file, each as its next version.",
            discussion: "The file has a section policies in the format that init reads.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The file.") var file: String

        func run() async throws {
            let client = try server.client()
            for policy in try PolicyCommand.policies(in: file) {
                let answer = try await client.call(
                    "PUT", "/policies/" + APIClient.escaped(policy.name), text: RequestDocument.policy(policy.policy),
                    wantsJSON: server.json)
                print(server.json ? answer.text : "\(policy.name) v\(answer.document.text("version"))")
            }
        }
    }

    struct WhatIf: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "what-if",
            abstract: "Decides past requests again under the policies of a file and lists what would differ.")
        @OptionGroup var server: ServerOptions
        @Argument(help: "The file, with a section policies.") var file: String
        @Option(help: "How many days to look back.") var days = 90

        func run() async throws {
            let policies = try PolicyCommand.policies(in: file)
            let answer = try await server.client().call(
                "POST", "/policies/what-if", text: RequestDocument.whatIf(policies, days: days),
                wantsJSON: server.json)
            if server.json { return print(answer.text) }
            Output.table(
                (answer.document["differences"] as? [APIClient.Document] ?? []).map { difference in
                    let reasons = (difference["reasons"] as? [APIClient.Document] ?? []).map { $0.text("sentence") }
                    return [
                        difference.text("decidedAt"), difference.text("resource"), difference.text("booking"),
                        difference.text("before") + " → " + difference.text("after"), reasons.joined(separator: " "),
                    ]
                })
            Output.complain(
                "\(answer.document.text("decided")) decided again, \(answer.document.text("notReplayable")) not recorded well enough"
            )
        }
    }

    private static func policies(in file: String) throws -> [NamedPolicy] {
        let document = try Provisioning.read(file, environment: SystemEnvironment.make(), purpose: .resources)
        guard !document.policies.isEmpty else { throw CommandFailure("\(file): there are no policies in it") }
        return document.policies
    }
}
