import CalendarTime
import Foundation
import Glibc
import SQLiteStore
import Settings

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
            return Finding(
                check: "disk", level: .error, message: "\(directory) cannot be looked at: \(Self.problem())",
                advice: "see that the directory is there and is yours")
        }
        let free = Int(clamping: UInt64(facts.f_bavail) / 1_024 * UInt64(facts.f_frsize) / 1_024)
        let least = settings[DoctorSettings.freeSpace]
        if facts.f_favail == 0, facts.f_files > 0 {
            return Finding(
                check: "disk", level: .error, message: "no more files can be made beside \(directory)",
                advice: "remove files")
        }
        return free < least
            ? Finding(
                check: "disk", level: .warning, message: "\(free) MiB are free, fewer than \(least)",
                advice: "make room: without it nothing can be booked, though nothing is lost")
            : Finding(check: "disk", level: .ok, message: "\(free) MiB are free")
    }

    private func clock() -> Finding {
        // 2026-01-01: no machine that runs this program is older.
        guard environment.now.seconds > 1_767_225_600 else {
            return Finding(
                check: "clock", level: .error, message: "the clock says \(environment.now)", advice: "set the clock")
        }
        let signs = ["/run/systemd/timesync/synchronized", "/run/chrony/chronyd.pid", "/run/ntpd.pid"]
        guard signs.contains(where: { access($0, F_OK) == 0 }) else {
            return Finding(
                check: "clock", level: .note, message: "\(environment.now); no service that keeps it is seen here",
                advice: "where no other machine keeps it, install chrony or systemd-timesyncd")
        }
        return Finding(check: "clock", level: .ok, message: "\(environment.now), kept by a time service")
    }

    private func zones() -> Finding {
        environment.zonesVersion == "unknown"
            ? Finding(
                check: "tzdata", level: .error, message: "there is no zone data in /usr/share/zoneinfo",
                advice: "apt-get install tzdata")
            : Finding(check: "tzdata", level: .ok, message: "version \(environment.zonesVersion)")
    }

    private func permissions() -> [Finding] {
        var found: [Finding] = []
        let names = ["", "/creneau.sqlite", "/creneau.sqlite-wal", "/creneau.sqlite-shm", "/server.json"]
        var owners: Set<UInt32> = []
        for path in names.map({ directory + $0 }) {
            guard let facts = FileFacts(of: path) else { continue }
            owners.insert(facts.owner)
            if facts.permissions & 0o077 != 0 {
                found.append(
                    Finding(
                        check: "permissions", level: .error, message: "\(path) is open to others",
                        advice: "chmod go= \(path)"))
            }
        }
        if owners.count > 1 {
            found.append(
                Finding(
                    check: "permissions", level: .error, message: "files in \(directory) have several owners",
                    advice: "chown -R them to the account that the server runs as"))
        }
        let hasSecret = SettingCatalogue.all.contains { setting in
            guard setting.isSecret, case .file = settings.origin(of: setting) else { return false }
            return true
        }
        if hasSecret, let configuration, let facts = FileFacts(of: configuration), facts.permissions & 0o007 != 0 {
            found.append(
                Finding(
                    check: "permissions", level: .error,
                    message: "everybody can read \(configuration), with its secrets",
                    advice: "chmod o= \(configuration)"))
        }
        let fine = Finding(check: "permissions", level: .ok, message: "the data are the server's alone")
        return found.isEmpty ? [fine] : found
    }

    private static func problem() -> String { String(cString: strerror(errno)) }
}
