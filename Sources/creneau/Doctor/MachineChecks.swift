import CalendarTime
import Foundation
import Glibc
import SQLiteStore
import Settings
import Wording

/// What the machine gives the server: room on the disk, a clock, zone data, and files that are its own alone.
struct MachineChecks {
    let directory: String
    let configuration: String?
    let settings: Settings
    let environment: (now: Instant, zonesVersion: String)

    func findings() -> [Finding] {
        [disk(), clock(), zones()] + permissions()
    }

    private func disk() -> Finding {
        var facts = statvfs()
        guard statvfs(directory, &facts) == 0 else {
            let problem = String(cString: strerror(errno))
            return Finding("disk", .error, .directoryUnseen(path: directory, problem: problem))
        }
        let free = Int(clamping: UInt64(facts.f_bavail) / 1_024 * UInt64(facts.f_frsize) / 1_024)
        let least = settings[DoctorSettings.freeSpace]
        if facts.f_favail == 0, facts.f_files > 0 {
            return Finding("disk", .error, .noMoreFiles(path: directory))
        }
        return free < least
            ? Finding("disk", .warning, .diskNearlyFull(free: free, least: least))
            : Finding("disk", .ok, .diskFree(free: free))
    }

    private func clock() -> Finding {
        let now = environment.now.description
        // 2026-01-01: no machine that runs this program is older.
        guard environment.now.seconds > 1_767_225_600 else { return Finding("clock", .error, .clockWrong(now: now)) }
        let signs = ["/run/systemd/timesync/synchronized", "/run/chrony/chronyd.pid", "/run/ntpd.pid"]
        guard signs.contains(where: { access($0, F_OK) == 0 }) else {
            return Finding("clock", .note, .clockUnkept(now: now))
        }
        return Finding("clock", .ok, .clockKept(now: now))
    }

    private func zones() -> Finding {
        let version = environment.zonesVersion
        guard version != "unknown" else { return Finding("tzdata", .error, .zonesMissing) }
        // Versions are called after their year, like 2026b. A year that is the last but one was over a year ago.
        let year = Int(version.prefix { $0.isASCII && $0.isNumber })
        let present = Int(environment.now.description.prefix(4))
        if let year, let present, (1_990..<present - 1).contains(year) {
            return Finding("tzdata", .warning, .zonesOld(version: version))
        }
        return Finding("tzdata", .ok, .zonesVersion(version: version))
    }

    private func permissions() -> [Finding] {
        let files = [
            "", "/creneau.sqlite", "/creneau.sqlite-wal", "/creneau.sqlite-shm", "/server.json", "/creneau.lock",
        ]
        .map { directory + $0 }
        .compactMap { path in FileFacts(of: path).map { (path: path, facts: $0) } }
        var found = files.filter { $0.facts.permissions & 0o077 != 0 }
            .map { Finding("permissions", .error, .openToOthers(path: $0.path)) }
        if Set(files.map(\.facts.owner)).count > 1 {
            found.append(Finding("permissions", .error, .severalOwners(path: directory)))
        }
        let hasSecret = SettingCatalogue.all.contains { setting in
            guard setting.isSecret, case .file = settings.origin(of: setting) else { return false }
            return true
        }
        if hasSecret, let configuration, Self.isReadByAll(configuration) {
            found.append(Finding("permissions", .error, .secretsReadable(path: configuration)))
        }
        if let key = settings[TLSSettings.key], Self.isReadByAll(key) {
            found.append(Finding("permissions", .error, .keyReadable(path: key)))
        }
        return found.isEmpty ? [Finding("permissions", .ok, .filesOwn)] : found
    }

    private static func isReadByAll(_ path: String) -> Bool {
        FileFacts(of: path).map { $0.permissions & 0o007 != 0 } ?? false
    }
}
