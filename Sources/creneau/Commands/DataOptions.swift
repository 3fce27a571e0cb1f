import ArgumentParser
import Foundation
import Settings

/// Where the options and the database are.
struct DataOption: ParsableArguments {
    @Option(help: "The data directory (default: $CRENEAU_DATA, else `data` in the file of options, else ./var).")
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The file of options (default: $CRENEAU_CONFIG, else /etc/creneau/creneau.yaml where it is there).",
            valueName: "file"))
    var config: String?

    /// The data directory.
    var directory: String {
        get throws { try data ?? file().settings[ServerSettings.data] }
    }

    /// The file of options as it stands, below the environment.
    func file() throws -> SettingsFile {
        let environment = ProcessInfo.processInfo.environment
        return try SettingsFile.read(config ?? environment["CRENEAU_CONFIG"], environment: environment)
    }
}

/// A file of options that was read.
struct SettingsFile {
    /// Used where no other file is named and it can be read.
    static let usualPath = "/etc/creneau/creneau.yaml"

    /// Nil: there is none.
    var path: String?
    var settings: Settings

    /// - Parameter path: a file that must be there; nil: the usual one, where it can be read.
    /// - Throws: ``SettingFaults``, or ``CommandFailure`` where the file cannot be read.
    static func read(_ path: String?, environment: [String: String]) throws -> SettingsFile {
        let path = path ?? (access(usualPath, R_OK) == 0 ? usualPath : nil)
        let yaml = try path.map { path in
            guard let data = FileManager.default.contents(atPath: path) else {
                throw CommandFailure("\(path): the file cannot be read")
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                throw CommandFailure("\(path): the file is not UTF-8; save it as UTF-8")
            }
            return text
        }
        return SettingsFile(
            path: path, settings: try Settings(yaml: yaml, file: path ?? "", environment: environment))
    }
}
