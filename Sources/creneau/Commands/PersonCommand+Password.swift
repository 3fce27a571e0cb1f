import ArgumentParser
import Foundation
import Wording

extension PersonCommand {
    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives somebody a password: typed here without being shown, or the first line of standard input.",
            discussion: """
                It has 8 octets at least. Administrators set anybody's; one's own needs the old one as well (--own), which \
                is asked for first, or is the line before. Sessions that are open with the old password end at once; tokens \
                and app passwords go on.
                """)
        @OptionGroup var server: ServerOptions
        @Argument(help: "The person's id.") var id: String
        @Flag(help: "It is one's own password: ask for the old one first.") var own = false

        func run() async throws {
            let client = try server.client()
            var body: APIClient.Document = [:]
            if own { body["current"] = try Terminal.secret(.typeOldPassword) }
            let password = try Terminal.secret(.typePassword)
            if Terminal.isInteractive, try Terminal.secret(.typeAgain) != password {
                throw CommandFailure(.passwordsDiffer)
            }
            body["password"] = password
            let path = "/people/" + APIClient.escaped(id) + "/password"
            _ = try await client.call("PUT", path, body: body, wantsJSON: server.json)
            print(server.json ? JSONText.object(["id": id]) : Terminal.text(.passwordSet, id))
        }
    }
}
