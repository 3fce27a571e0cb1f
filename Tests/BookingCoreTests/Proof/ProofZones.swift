import CalendarTime
import Foundation

/// The zones of the proof: with and without daylight time, changes by half an hour, at midnight and twice a year for
/// Ramadan, offsets by quarters of an hour, a day that was left out.
enum ProofZones {
    static let names = [
        "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham",
        "America/Santiago", "Africa/Casablanca", "Asia/Tehran", "Asia/Kathmandu", "UTC", "Australia/Sydney",
    ]

    static let all: [ZoneRules] = names.map { name in
        name == "UTC" ? .utc : database.exactZone(named: name) ?? .utc
    }

    private static let database = ZoneDatabase(version: "system") { name in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name).map(Array.init)
    }
}

/// The zone's mapping between its wall clock and instants, in plain seconds.
extension ZoneRules {
    func seconds(ofWallClock local: Int64) -> Int64 {
        instant(of: CivilDateTime(secondsSinceEpoch: local)).seconds
    }

    func wallClock(at seconds: Int64) -> Int64 {
        seconds + Int64(offset(at: Instant(seconds: seconds)))
    }
}
