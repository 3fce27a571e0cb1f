import CalendarTime
import Foundation

/// Where the tests find the samples and the system's zones.
enum TestFiles {
    static func samples(_ path: String) -> String {
        var folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        if !FileManager.default.fileExists(atPath: "/\(folder)/Samples") {
            folder = String(FileManager.default.currentDirectoryPath.dropFirst())
        }
        return "/\(folder)/Samples/\(path)"
    }

    static let zones = ZoneDatabase(version: "system") { name in
        try? [UInt8](Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)")))
    }
}
