import CalendarTime
import Foundation
import Scheduling

/// The machine's clock, time zone database and random source. Nothing else in the program reads them.
enum SystemEnvironment {
    static func make() -> ServiceEnvironment {
        ServiceEnvironment(
            now: { Instant(seconds: Int64(Date().timeIntervalSince1970.rounded(.down))) },
            zones: zones(),
            randomBytes: { count in
                var generator = SystemRandomNumberGenerator()
                return (0..<max(0, count)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            })
    }

    private static let zoneDirectory = "/usr/share/zoneinfo"

    static func zones() -> ZoneDatabase {
        ZoneDatabase(version: zonesVersion()) { name in
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else { return nil }
            let path = zoneDirectory + "/" + name
            guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20 else { return nil }
            return [UInt8](data)
        }
    }

    /// `2026b`, as the system's tzdata says; `unknown` where it does not.
    private static func zonesVersion() -> String {
        if let text = try? String(contentsOfFile: zoneDirectory + "/+VERSION", encoding: .utf8) {
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let file = FileHandle(forReadingAtPath: zoneDirectory + "/tzdata.zi")
        defer { try? file?.close() }
        guard let head = try? file?.read(upToCount: 200),
            let line = String(decoding: head, as: UTF8.self).split(separator: "\n").first,
            line.hasPrefix("# version ")
        else { return "unknown" }
        return String(line.dropFirst("# version ".count))
    }
}
