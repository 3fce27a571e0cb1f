import ArgumentParser
import CalendarTime
import Foundation
import SQLiteStore
import Scheduling
import Settings
import Wording

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Looks whether everything is as it should be, and says what to do.",
        discussion: """
            Reads the whole database, beside a server that runs. Exit code 0: nothing is wrong, though there may be \
            warnings; 1: something is.
            """)

    @OptionGroup var location: DataOption

    @Flag(help: "Print JSON.") var json = false

    @Flag(help: "Also what is as it should be.") var all = false

    func run() async throws {
        let file = try location.file()
        let directory = try location.directory
        let environment = SystemEnvironment.make()
        var findings = MachineChecks(
            directory: directory, configuration: file.path, settings: file.settings,
            environment: (environment.now(), environment.zones.version)
        ).findings()
        findings += Self.store(directory, environment)
        findings += await NetworkChecks(
            domains: (try? StoreInspection.domains(in: directory)) ?? [:],
            nameServer: file.settings[DoctorSettings.nameServer], server: ServerFile.read(from: directory)
        ).findings()
        report(findings, Terminal.language)
        guard !findings.contains(where: { $0.level == .error }) else { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    private static func store(_ directory: String, _ environment: ServiceEnvironment) -> [Finding] {
        do {
            let faults = try StoreInspection.faults(
                in: directory, zones: environment.zones, now: environment.now())
            // Of a file that is not whole the rest was not looked at.
            let isWhole = !faults.contains { $0.check == .file || $0.check == .references }
            return StoreFault.Check.allCases.flatMap { check -> [Finding] in
                let mine = faults.filter { $0.check == check }
                if mine.isEmpty { return isWhole ? [Finding(check.rawValue, .ok, check.fine)] : [] }
                return mine.map { Finding(check.rawValue, check.level, $0.note) }
            }
        } catch {
            if case .cannotOpen = error, access(directory + "/creneau.sqlite", F_OK) != 0 {
                return [Finding("file", .error, .databaseAbsent(path: directory))]
            }
            return [Finding("file", .error, .databaseUnread(problem: error.detail))]
        }
    }

    private func report(_ findings: [Finding], _ language: Language) {
        let (errors, warnings) = (
            findings.count { $0.level == .error }, findings.count { $0.level == .warning }
        )
        if json {
            let documents = findings.map { $0.document(language) }
            return print(JSONText.object(["ok": errors == 0, "findings": documents]))
        }
        for finding in findings where all || finding.level == .warning || finding.level == .error {
            let words = finding.sentence(language)
            print("\(finding.level.rawValue)  \(finding.check): \(words.message)")
            if !words.advice.isEmpty { print("    → \(words.advice)") }
        }
        print(Wording.healthSummary(checks: findings.count, errors: errors, warnings: warnings, language: language))
    }
}
