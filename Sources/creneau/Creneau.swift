import ArgumentParser
import Foundation
import Settings

/// The program: `creneau serve`, and the commands that speak to a running server.
struct Creneau: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "creneau",
        abstract: "Books rooms and other resources.",
        discussion: """
            Commands speak to the server that runs on the data directory: over its Unix socket, where root and the \
            service's own user need no token; or to another one, by --url and --token. init, backup, restore and doctor \
            work on the database itself.

            Exit codes: 0 done; 1 refused or failed; 2 the command line cannot be understood; 3 no server answers.
            """,
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, InitCommand.self, ResourceCommand.self, GroupCommand.self, PolicyCommand.self,
            BookingCommand.self, ApprovalCommand.self, PersonCommand.self, AuditCommand.self, TokenCommand.self,
            FeedCommand.self, WebhookCommand.self,
            StatsCommand.self, ImportCommand.self, ExportCommand.self, BackupCommand.self, RestoreCommand.self,
            DoctorCommand.self, ConfigCommand.self,
        ])
}

/// Why a command ends without having done what it was asked.
struct CommandFailure: Error {
    /// For a person, one sentence or more.
    var message: String
    /// What the server answered, for `--json`.
    var document: String?
    var code: ExitStatus
    /// The server's status code, where it answered.
    var status: Int?

    init(code: ExitStatus = .refused, _ message: String, document: String? = nil) {
        self.message = message
        self.document = document
        self.code = code
    }
}

/// How a command ends; 0 is that it was done.
enum ExitStatus: Int32 {
    /// Refused, failed, or something is wrong (`doctor`, `config check`).
    case refused = 1
    /// The command line cannot be understood.
    case misunderstood = 2
    /// No server answers.
    case unreachable = 3
}

@main
enum Program {
    static func main() async {
        do {
            var command = try Creneau.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            if let document = failure.document {
                print(document)
            } else {
                Output.complain(failure.message)
            }
            Foundation.exit(failure.code.rawValue)
        } catch let faults as SettingFaults {
            Output.complain(faults.description)
            Foundation.exit(1)
        } catch {
            let isUsage = Creneau.exitCode(for: error) == .validationFailure
            let message = Creneau.fullMessage(for: error)
            if Creneau.exitCode(for: error) == .success {
                print(message)
                Foundation.exit(0)
            }
            Output.complain(message)
            Foundation.exit((isUsage ? ExitStatus.misunderstood : .refused).rawValue)
        }
    }
}
