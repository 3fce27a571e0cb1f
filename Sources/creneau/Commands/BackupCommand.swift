import ArgumentParser
import CalendarTime
import Foundation
import SQLiteStore
import Scheduling

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copies the database into one file, also while a server writes.",
        discussion: """
            Everything that was acknowledged before the copy began is in it. The copy is read back from its first page to \
            its last before it gets its name. It holds passwords' hashes and titles: keep it as the data directory is kept.
            """)

    @OptionGroup var location: DataOption

    @Option(help: ArgumentHelp("The new file, or a directory for a file named by the time.", valueName: "path"))
    var to: String

    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: to, isDirectory: &isDirectory)
        let path = exists && isDirectory.boolValue ? to + "/creneau-\(Self.stamp()).sqlite" : to
        let progress = Progress("copying")
        do {
            let contents = try BackupFile.make(
                of: location.directory, at: path, progress: { progress.tell($0, of: $1) })
            progress.end()
            report(contents, path: path)
        } catch let error as StoreError {
            progress.end()
            throw CommandFailure(error.detail)
        }
    }

    private func report(_ contents: StoreContents, path: String) {
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.int64Value ?? 0
        if json {
            print(JSONText.object(contents.document.merging(["file": path, "bytes": size]) { $1 }))
        } else {
            print("\(path): \(contents.bookings) bookings, \(contents.resources) resources, \(size) bytes, read back")
        }
    }

    private static func stamp() -> String {
        Date().formatted(.iso8601.timeSeparator(.omitted).dateSeparator(.omitted))
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Makes a new data directory from a copy.",
        discussion: """
            The directory must not hold a database. Calendar clients synchronise anew, because the restored database has \
            another epoch. What was still to be sent when the copy was taken is not sent, as it may have been sent since: it \
            is listed in unsent.jsonl in the new directory. Tokens and passwords are those of the copy: what was revoked \
            since is to be revoked again.
            """)

    @OptionGroup var location: DataOption

    @Argument(help: "The file that `creneau backup` made.") var file: String

    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let directory = try location.directory
        let progress = Progress("restoring")
        do {
            let random = SystemEnvironment.make().randomBytes
            let restored = try BackupFile.restore(
                file, into: directory, randomBytes: random, progress: { progress.tell($0, of: $1) })
            progress.end()
            try keep(restored.unsentMail, in: directory)
            DirectoryOwner.give(["creneau.sqlite", "creneau.lock", "unsent.jsonl"], in: directory)
            report(restored, directory: directory)
        } catch let error as StoreError {
            progress.end()
            throw CommandFailure(error.detail)
        }
    }

    /// Who was to be told what, one JSON object on each line.
    private func keep(_ entries: [OutboxEntry], in directory: String) throws {
        guard !entries.isEmpty else { return }
        let lines = entries.map { entry in
            JSONText.object([
                "kind": entry.kind.rawValue, "recipient": entry.recipient, "identity": entry.identity,
                "createdAt": entry.createdAt.description,
            ])
        }
        let path = directory + "/unsent.jsonl"
        let data = Data((lines.joined(separator: "\n") + "\n").utf8)
        guard FileManager.default.createFile(atPath: path, contents: data, attributes: [.posixPermissions: 0o600])
        else { throw CommandFailure("cannot write \(path)") }
    }

    private func report(_ restored: BackupFile.Restored, directory: String) {
        let (contents, mail, webhooks) = (restored.contents, restored.unsentMail.count, restored.unsentWebhooks)
        if json {
            let facts: [String: Any] = ["directory": directory, "unsentMail": mail, "unsentWebhooks": webhooks]
            print(JSONText.object(contents.document.merging(facts) { $1 }))
            return
        }
        print("\(directory): \(contents.bookings) bookings, \(contents.resources) resources")
        if mail > 0 { print("\(mail) messages are not sent; they are listed in \(directory)/unsent.jsonl") }
        if webhooks > 0 { print("\(webhooks) webhooks are not sent") }
    }
}

extension StoreContents {
    fileprivate var document: [String: Any] {
        [
            "version": version, "bookings": bookings, "resources": resources, "people": people,
            "calendarObjects": calendarObjects, "decisions": decisions, "outbox": outbox,
        ]
    }
}

extension StoreError {
    /// What was wrong, for a person who knows what they asked for.
    var detail: String {
        switch self {
        case .cannotOpen(let detail), .notWritable(let detail): detail
        case .damaged(let detail): "damaged: \(detail)"
        case .closed, .overloaded, .tooManyLockRounds: "the database does not answer"
        }
    }
}
