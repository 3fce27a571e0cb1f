import CalendarTime
import Foundation
import Testing

@Suite struct ZoneRulesTests {
    struct Change {
        var at: Int64
        var before: Int
        var after: Int
    }

    /// Samples/recurrence/zones.txt, made by Tests/Oracles/recurrence_zones.py.
    static let table: [String: [Change]] = {
        let text = (try? String(contentsOfFile: TestFiles.samples("recurrence/zones.txt"), encoding: .utf8)) ?? ""
        var table: [String: [Change]] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: " ")
            guard fields.count == 4, let at = Int64(fields[1]), let before = Int(fields[2]), let after = Int(fields[3])
            else { continue }
            table[String(fields[0]), default: []].append(Change(at: at, before: before, after: after))
        }
        return table
    }()

    @Test func `knows twelve zones from the table`() {
        #expect(Self.table.count == 12)
        #expect(Self.table.values.allSatisfy { $0.count > 10 })
    }

    @Test(arguments: table.keys.sorted()) func `changes the offset where python's zoneinfo does`(_ name: String) throws
    {
        let zone = try #require(TestFiles.zones.zone(named: name))
        let changes = try #require(Self.table[name])
        let range = TimeRange(start: Instant(seconds: 157_766_400), end: Instant(seconds: 1_704_067_200))
        let found = zone.transitions(in: range).filter { $0.offsetBefore != $0.offsetAfter }
        #expect(found.map(\.at.seconds) == changes.map(\.at))
        #expect(found.map(\.offsetBefore) == changes.map(\.before))
        #expect(found.map(\.offsetAfter) == changes.map(\.after))
    }

    @Test(arguments: table.keys.sorted()) func `reads wall-clock times around each change by the RFC's rules`(
        _ name: String
    ) throws {
        let zone = try #require(TestFiles.zones.zone(named: name))
        for change in try #require(Self.table[name]) {
            #expect(zone.offset(at: Instant(seconds: change.at - 1)) == change.before)
            #expect(zone.offset(at: Instant(seconds: change.at)) == change.after)
            let (low, high) = (min(change.before, change.after), max(change.before, change.after))
            // The last second before the skipped or repeated hour, three inside it, and the first after it.
            let cases: [(local: Int64, offset: Int)] = [
                (change.at + Int64(low) - 1, change.before), (change.at + Int64(low), change.before),
                (change.at + Int64(low + high) / 2, change.before), (change.at + Int64(high) - 1, change.before),
                (change.at + Int64(high), change.after),
            ]
            for (local, offset) in cases {
                let instant = zone.instant(of: CivilDateTime(secondsSinceEpoch: local))
                #expect(instant.seconds == local - Int64(offset), "\(name), change at \(change.at)")
            }
        }
    }

    @Test(arguments: [
        // Text of the footer, then an instant and the offset it must have.
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2040-03-25T00:59:59Z", 3600),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2040-03-25T01:00:00Z", 7200),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2099-10-25T01:00:00Z", 3600),
        ("EST5EDT,M3.2.0,M11.1.0", "2090-07-01T00:00:00Z", -14400),
        ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2050-01-01T00:00:00Z", 46800),
        ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2050-07-01T00:00:00Z", 43200),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2040-03-25T00:59:59Z", -7200),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2040-03-25T01:00:00Z", -3600),
        ("IST-2IDT,M3.4.4/26,M10.5.0", "2030-03-29T00:00:00Z", 10800),
        ("IST-2IDT,M3.4.4/26,M10.5.0", "2030-03-28T23:59:59Z", 7200),
        ("BBB-1", "2050-07-01T00:00:00Z", 3600),
        ("AAA0BBB,J60/0,J300/0", "2028-03-01T00:00:00Z", 3600),
        ("AAA0BBB,59/0,299/0", "2028-02-29T00:00:00Z", 3600),
    ])
    func `follows the footer after the last change`(footer: String, instant: String, offset: Int) throws {
        let zone = try ZoneRules(tzif: TZifBytes.file(footer: footer), identifier: "Test/Zone")
        #expect(zone.offset(at: try #require(Instant(rfc3339: instant))) == offset)
    }

    @Test func `reads version 1 and refuses what is no TZif`() throws {
        let zone = try ZoneRules(tzif: TZifBytes.block(version: 0, timeSize: 4), identifier: "Test/Zone")
        #expect(zone.offset(at: Instant(seconds: 999)) == 0)
        #expect(zone.offset(at: Instant(seconds: 1000)) == 3600)
        #expect(throws: TZifError.notTZif) { try ZoneRules(tzif: [], identifier: "x") }
        #expect(throws: TZifError.unsupportedVersion(0x39)) {
            try ZoneRules(tzif: TZifBytes.block(version: 0x39, timeSize: 4), identifier: "x")
        }
        #expect(throws: TZifError.invalidFooter) {
            try ZoneRules(tzif: TZifBytes.file(footer: "CET-1CEST,M13.5.0,M10.5.0"), identifier: "x")
        }
    }

    @Test func `survives any damaged file`() throws {
        let seed = UInt64(ProcessInfo.processInfo.environment["CRENEAU_SEED"] ?? "") ?? .random(in: 0...999_999)
        var random = SeededGenerator(state: seed)
        let good = try [UInt8](Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Paris")))
        for _ in 0..<3000 {
            var bytes = good
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 1...bytes.count, using: &random)) }
            for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            guard let zone = try? ZoneRules(tzif: bytes, identifier: "Europe/Paris") else { continue }
            let instant = Instant(seconds: .random(in: -4_000_000_000...8_000_000_000, using: &random))
            #expect(abs(zone.offset(at: instant)) < 26 * 3600, "seed \(seed)")
            _ = zone.instant(of: zone.civil(at: instant))
            _ = zone.civil(at: .distantPast)
            _ = zone.instant(of: zone.civil(at: .distantFuture))
        }
    }

    @Test func `builds a zone from a VTIMEZONE that begins in 1601`() throws {
        let start = try #require(CivilDateTime(icalendar: "16010101T030000"))
        let summer = try #require(CivilDateTime(icalendar: "16010101T020000"))
        let zone = try ZoneRules(
            identifier: "Private",
            observances: [
                ZoneObservance(
                    isDaylight: false, start: start, offsetFrom: 7200, offsetTo: 3600,
                    rule: try RecurrenceRule(parsing: "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10")),
                ZoneObservance(
                    isDaylight: true, start: summer, offsetFrom: 3600, offsetTo: 7200,
                    rule: try RecurrenceRule(parsing: "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3")),
            ])
        let paris = try ZoneRules(tzif: TZifBytes.file(footer: "CET-1CEST,M3.5.0,M10.5.0/3"), identifier: "Test/Zone")
        #expect(zone.isPrivate)
        let range = TimeRange(start: try #require(Instant(rfc3339: "2020-01-01T00:00:00Z")), end: .maxDateTime)
        let found = zone.transitions(in: range)
        #expect(found.count == 160)
        #expect(found.map(\.at) == paris.transitions(in: range).map(\.at))
        #expect(throws: ZoneRulesError.noObservance) { try ZoneRules(identifier: "x", observances: []) }
        #expect(throws: ZoneRulesError.tooManyTransitions) {
            try ZoneRules(
                identifier: "x",
                observances: [
                    ZoneObservance(
                        isDaylight: false, start: start, offsetFrom: 0, offsetTo: 3600,
                        rule: RecurrenceRule(frequency: .secondly))
                ])
        }
    }
}

/// Writes small TZif files: one change at second 1000, from offset 0 to one hour.
enum TZifBytes {
    static func block(version: UInt8, timeSize: Int) -> [UInt8] {
        var bytes: [UInt8] = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
        for count in [0, 0, 0, 1, 2, 8] { bytes += [0, 0, 0, UInt8(count)] }
        bytes += [UInt8](repeating: 0, count: timeSize - 2) + [0x03, 0xE8] + [1]
        bytes += [0, 0, 0, 0, 0, 0] + [0, 0, 0x0E, 0x10, 0, 4]
        return bytes + Array("AAA\0BBB\0".utf8)
    }

    static func file(footer: String) -> [UInt8] {
        block(version: 0x33, timeSize: 4) + block(version: 0x33, timeSize: 8) + Array("\n\(footer)\n".utf8)
    }
}

/// SplitMix64, so that a seed replays a run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
