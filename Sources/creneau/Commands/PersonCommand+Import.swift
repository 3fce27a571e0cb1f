import ArgumentParser
import Foundation
import Importing
import Scheduling

extension PersonCommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds and changes people and their groups from a table: all of it, or nothing.",
            discussion: """
                The first row names the columns, in English or French: id (identifiant, login), name (nom), or givenName \
                (prénom) with name or familyName (nom de famille), addresses (courriel, e-mail), department (service, \
                direction), language (langue), administrator (administrateur), disabled (désactivé) or active (actif), \
                groups (groupes). Only id is needed; who is new needs a name and an address as well.

                Several addresses or groups stand in one cell, with commas, semicolons or | between them. A group is named \
                by its id or its name; one that is not there is made; nobody is taken out of a group. An empty cell, or a \
                column that is not there, leaves what is known. Yes and no are written oui, non, yes, no, x, 1 or 0.

                Commas, semicolons or tabs separate; UTF-8 and Windows-1252 are told apart by themselves. A person of the \
                directory server keeps what it says. Exit code 1: a line cannot be stored, and without --skip-bad none was.
                """)

        @OptionGroup var server: ServerOptions
        @Argument(help: "The file.") var file: String
        @Flag(help: "Only say what would be made, changed and left.") var dryRun = false
        @Flag(help: "Store the other lines where some are bad.") var skipBad = false
        @Option(help: "A column that is not to be read; may be repeated.") var ignore: [String] = []
        @Option(help: "utf-8 or windows-1252 (default: as the file is).") var encoding: String?

        /// What is wrong with one line.
        struct BadLine {
            var line: Int
            var column: String
            var sentence: String

            var text: String { "line \(line): " + (column.isEmpty ? "" : column + ": ") + sentence }
            var document: APIClient.Document { ["line": line, "column": column, "detail": sentence] }
        }

        func validate() throws {
            guard encoding == nil || chosenEncoding != nil else {
                throw ValidationError("--encoding is utf-8 or windows-1252.")
            }
        }

        private var chosenEncoding: TableEncoding? {
            TableEncoding.allCases.first { $0.rawValue.lowercased() == encoding?.lowercased() }
        }

        func run() async throws {
            let people = try read()
            // Nothing is stored where a line cannot even be read; what the server says of the others is told all the same.
            let isTrial = dryRun || (!people.faults.isEmpty && !skipBad)
            let answer = try await server.client().call(
                "POST", "/people/import",
                body: [
                    "dryRun": isTrial, "skipFaulty": skipBad, "people": people.rows.map { Self.document($0.draft) },
                ], wantsJSON: server.json)
            var report = answer.document
            var bad = people.faults.map { BadLine(line: $0.line, column: $0.field, sentence: $0.sentence) }
            for fault in report["faults"] as? [APIClient.Document] ?? [] {
                guard let index = Int(fault.text("index")), people.rows.indices.contains(index) else { continue }
                let field = fault.text("field")
                let column = people.column(of: field)
                bad.append(
                    BadLine(
                        line: people.rows[index].line, column: column.isEmpty ? field : column,
                        sentence: fault.text("detail")))
            }
            bad.sort { $0.line < $1.line }
            report["dryRun"] = dryRun
            report["faults"] = bad.map(\.document)
            if server.json { print(JSONText.object(report)) } else { show(report, bad) }
            guard bad.isEmpty else { throw ExitCode(ExitStatus.refused.rawValue) }
        }

        private func read() throws -> PeopleFile {
            let size = (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? NSNumber
            guard (size?.intValue ?? 0) <= PeopleFile.largest, let data = FileManager.default.contents(atPath: file)
            else {
                throw CommandFailure("\(file): the file cannot be read, or has more than \(PeopleFile.largest) octets")
            }
            do {
                return try PeopleFile(Array(data), encoding: chosenEncoding, ignoring: ignore)
            } catch {
                throw CommandFailure(
                    "\(file): \(error)", document: server.json ? JSONText.object(["detail": "\(error)"]) : nil)
            }
        }

        private static func document(_ draft: PersonDraft) -> APIClient.Document {
            var document: APIClient.Document = ["id": draft.id]
            document["name"] = draft.name
            document["addresses"] = draft.addresses
            document["department"] = draft.department
            document["language"] = draft.language
            document["administrator"] = draft.isAdministrator
            document["disabled"] = draft.isDisabled
            if !draft.groups.isEmpty { document["groups"] = draft.groups }
            return document
        }

        private func show(_ report: APIClient.Document, _ bad: [BadLine]) {
            for line in bad { print("\(file): \(line.text)") }
            func names(_ part: String) -> [String] { report[part] as? [String] ?? [] }
            let parts = [
                ("made", "made"), ("changed", "changed"), ("groupsMade", "groups made"),
                ("groupsChanged", "groups changed"),
            ]
            for (part, title) in parts where !names(part).isEmpty {
                print("\(title): \(names(part).joined(separator: ", "))")
            }
            let isStored = report["stored"] as? Bool ?? false
            let counts = ["made", "changed", "left"].map { "\(names($0).count) \($0)" } + ["\(bad.count) bad"]
            print((isStored ? "" : dryRun ? "dry run: " : "nothing was stored: ") + counts.joined(separator: ", "))
        }
    }
}
