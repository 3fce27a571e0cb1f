import CalendarTime
import Synchronization
import Testing

@Suite struct ZoneDatabaseTests {
    @Test(arguments: [
        ("Europe/Paris", "Europe/Paris"), ("europe/paris", "Europe/Paris"), ("EUROPE/PARIS", "Europe/Paris"),
        ("\"Europe/Paris\"", "Europe/Paris"), ("Romance Standard Time", "Europe/Paris"),
        ("romance standard time", "Europe/Paris"), ("W. Europe Standard Time", "Europe/Berlin"),
        ("(UTC+01:00) Brussels, Copenhagen, Madrid, Paris", "Europe/Paris"),
        ("\"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris\"", "Europe/Paris"),
        ("(GMT+01:00) Brussels, Copenhagen, Madrid, Paris", "Europe/Paris"),
        ("(GMT-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("(UTC) Coordinated Universal Time", "Etc/UTC"), ("(UTC)", "Etc/UTC"),
        ("tzone://Microsoft/Utc", "Etc/UTC"),
        ("/mozilla.org/20050126_1/Europe/Paris", "Europe/Paris"),
        ("/freeassociation.sourceforge.net/Europe/Paris", "Europe/Paris"),
        ("/freeassociation.sourceforge.net/Tzfile/America/Indiana/Knox", "America/Indiana/Knox"),
        ("/softwarestudio.org/Olson_20011030_5/Europe/Paris", "Europe/Paris"),
        ("/citadel.org/20210210_1/Europe/Paris", "Europe/Paris"), ("america/port-au-prince", "America/Port-au-Prince"),
        ("UTC", "UTC"), ("Argentina Standard Time", "America/Argentina/Buenos_Aires"),
        ("right/Europe/Paris", "Europe/Paris"), ("posix/Europe/Paris", "Europe/Paris"),
    ])
    func `finds the zone by each way of writing it`(name: String, wanted: String) throws {
        #expect(TestFiles.zones.ianaName(for: name) == wanted)
        let zone = try #require(TestFiles.zones.zone(named: name))
        #expect(zone.identifier == wanted)
        #expect(!zone.isPrivate)
    }

    @Test(arguments: [
        "", "/", "../../etc/passwd", "/etc/passwd", "Europe/../Paris", "Europe//Paris", "Europe/Paris\0",
        "Nowhere/City",
        "tzone://Microsoft/Custom", "Customized Time Zone", "(UTC+01:00)", "posixrules/../UTC", "Europe/Par\u{ef}s",
        "///", "(utc", "\"", "posixrules", "localtime", "right/Nowhere/City",
    ])
    func `finds nothing under any other name`(name: String) {
        #expect(TestFiles.zones.zone(named: name) == nil)
    }

    @Test func `asks the loader for safe names only, and once for each zone`() {
        let asked = Log()
        let zones = ZoneDatabase(version: "1") { name in
            asked.append(name)
            return name == "Etc/UTC" ? TZifBytes.file(footer: "UTC0") : nil
        }
        for name in ["../x", "tzone://Microsoft/Utc", "Etc/UTC", "a b", "/x", "Etc/UTC", "etc/utc"] {
            _ = zones.zone(named: name)
        }
        #expect(asked.names.filter { $0 == "Etc/UTC" }.count == 1)
        #expect(asked.names.allSatisfy { !$0.contains("..") && !$0.hasPrefix("/") && !$0.contains(" ") })
    }
}

private final class Log: Sendable {
    private let state = Mutex<[String]>([])
    var names: [String] { state.withLock { $0 } }
    func append(_ name: String) { state.withLock { $0.append(name) } }
}
