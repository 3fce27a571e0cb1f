import ArgumentParser
import CalendarTime
import Foundation
import SQLiteStore
import Scheduling
import Settings

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
            domains: (try? StoreInspection.domains(in: directory)) ?? [],
            nameServer: NameServer(file.settings[DoctorSettings.nameServer]),
            server: ServerFile.read(from: directory)
        ).findings()
        report(findings)
        guard !findings.contains(where: { $0.level == .error }) else { throw ExitCode(1) }
    }

    private static func store(_ directory: String, _ environment: ServiceEnvironment) -> [Finding] {
        do {
            let faults = try StoreInspection.faults(
                in: directory, zones: environment.zones, now: environment.now())
            let isWhole = !faults.contains { $0.check == .file || $0.check == .references }
            return StoreFault.Check.allCases.flatMap { check -> [Finding] in
                let mine = faults.filter { $0.check == check }
                if mine.isEmpty {
                    return isWhole ? [Finding(check: check.rawValue, level: .ok, message: check.summary)] : []
                }
                return mine.map {
                    Finding(check: check.rawValue, level: check.level, message: $0.detail, advice: check.advice)
                }
            }
        } catch {
            return [
                Finding(
                    check: "file", level: .error, message: error.detail,
                    advice: "name the data directory by --data; a damaged one is restored from a backup")
            ]
        }
    }

    private func report(_ findings: [Finding]) {
        if json {
            let isWell = !findings.contains { $0.level == .error }
            return print(JSONText.object(["ok": isWell, "findings": findings.map(\.document)]))
        }
        let shown = findings.filter { all || $0.level == .warning || $0.level == .error }
        for finding in shown {
            print("\(finding.level.rawValue)  \(finding.check): \(finding.message)")
            if !finding.advice.isEmpty { print("    → \(finding.advice)") }
        }
        let (errors, warnings) = (
            findings.count { $0.level == .error }, findings.count { $0.level == .warning }
        )
        print("\(findings.count) checks, \(errors) errors, \(warnings) warnings")
    }
}
