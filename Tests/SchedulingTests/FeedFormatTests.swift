import BookingCore
import CalendarTime
import Foundation
import Scheduling
import StoreContract
import Testing

/// What every reader of feeds relies on (RFC 5545, RFC 7986), looked at as octets and not by our own parser.
@Suite struct FeedFormatTests {
    /// A year of bookings of every shape, in two zones, with names that fold inside a character.
    private static func town() async throws -> (TestTown, Feed) {
        let town = try await TestTown()
        let long = String(repeating: "Délibération 会議 🏛️ ", count: 9)
        try await town.put(
            "one", TestTown.event("one", at: 9).replacingOccurrences(of: "Réunion one", with: "a" + long))
        try await town.put(
            "two",
            TestTown.event(
                "two", at: 9, day: 3, more: "RRULE:FREQ=WEEKLY;COUNT=40\nEXDATE;TZID=Europe/Paris:20270310T090000"
            )
            .replacingOccurrences(of: "Réunion two", with: "ab" + long))
        try await town.put(
            "three",
            TestTown.event("three", at: 14, day: 4)
                .replacingOccurrences(of: "TZID=Europe/Paris", with: "TZID=America/New_York")
                .replacingOccurrences(of: "Réunion three", with: "a\\, b\\; c\\n" + long))
        let feed = try await town.feeds.create(
            for: .resource("jaures"), privacy: .full, as: Principal(person: TestTown.bruno), door: .json)
        return (town, feed)
    }

    private static func text(_ town: TestTown, _ feed: Feed, _ form: FeedForm) async throws -> String {
        let answer = try await town.feeds.render(
            token: try await town.feeds.token(of: feed), language: nil, form: form, ifNoneMatch: nil)
        guard case .content(let text, _, _) = answer else { return "" }
        return text
    }

    /// RFC 5545 §3.1.
    @Test(arguments: [FeedForm.series, .instances])
    func `lines end in CRLF and are at most 75 octets, folded between characters`(_ form: FeedForm) async throws {
        let (town, feed) = try await Self.town()
        let text = try await Self.text(town, feed, form)
        let octets = Array(text.utf8)
        #expect(octets.suffix(2) == [13, 10])
        var lines: [[UInt8]] = [[]]
        for (index, octet) in octets.enumerated() {
            switch octet {
            case 13: #expect(index + 1 < octets.count && octets[index + 1] == 10)
            case 10:
                #expect(index > 0 && octets[index - 1] == 13)
                lines.append([])
            default: lines[lines.count - 1].append(octet)
            }
        }
        #expect(lines.popLast()?.isEmpty == true)
        var folded = 0
        for line in lines {
            #expect(line.count <= 75 && !line.isEmpty)
            #expect(String(validating: line, as: UTF8.self) != nil)
            if line.first == 32 { folded += 1 }
        }
        #expect(folded > 5)
    }

    /// RFC 5545 §3.2.19, §3.6.5.
    @Test func `every TZID has one VTIMEZONE with rules, and no local mean time`() async throws {
        let (town, feed) = try await Self.town()
        let text = try await Self.text(town, feed, .series).replacingOccurrences(of: "\r\n ", with: "")
        let lines = text.split(separator: "\r\n").map(String.init)
        var used: Set<String> = []
        for line in lines where line.contains(";TZID=") {
            let after = line.components(separatedBy: ";TZID=")[1]
            used.insert(String(after.prefix { $0 != ":" && $0 != ";" }))
        }
        let defined = lines.filter { $0.hasPrefix("TZID:") }.map { String($0.dropFirst(5)) }
        #expect(used == ["Europe/Paris", "America/New_York"])
        #expect(defined.sorted() == used.sorted())
        let rules = lines.filter { $0.hasPrefix("RRULE:FREQ=YEARLY") }
        #expect(rules.count >= 4)
        for line in lines where line.hasPrefix("TZOFFSET") {
            // ±HHMM: an offset with seconds is a local mean time.
            #expect(line.components(separatedBy: ":")[1].count == 5, "\(line)")
        }
        #expect(try await Self.text(town, feed, .instances).contains("VTIMEZONE") == false)
    }

    @Test(arguments: [FeedForm.series, .instances])
    func `UIDs are unique where they must be and the same in every reading`(_ form: FeedForm) async throws {
        let (town, feed) = try await Self.town()
        func events() async throws -> [[String]] {
            try await Self.text(town, feed, form).replacingOccurrences(of: "\r\n ", with: "")
                .components(separatedBy: "BEGIN:VEVENT\r\n").dropFirst()
                .map { $0.components(separatedBy: "\r\n") }
        }
        func identity(_ event: [String]) -> String {
            event.filter { $0.hasPrefix("UID:") || $0.hasPrefix("RECURRENCE-ID") }.joined(separator: " ")
        }
        let first = try await events()
        let identities = first.map(identity)
        #expect(Set(identities).count == identities.count)
        for event in first {
            for name in ["UID:", "DTSTAMP:", "LAST-MODIFIED:", "SEQUENCE:", "SUMMARY:", "LOCATION:"] {
                #expect(event.filter { $0.hasPrefix(name) }.count == 1, "\(name)")
            }
            #expect(event.contains { $0.hasPrefix("DTEND") || $0.hasPrefix("DURATION") })
        }
        town.clock.advance(by: 7_200)
        #expect(try await events().map(identity) == identities)
        try await town.put("one", TestTown.event("one", at: 11, sequence: 1))
        let moved = try await events()
        if form == .series { #expect(Set(moved.map(identity)) == Set(identities)) }
        #expect(moved.count == first.count)
    }

    /// RFC 7986 §5.1, §5.7.
    @Test func `the calendar says its name and how often to look`() async throws {
        let (town, feed) = try await Self.town()
        let text = try await Self.text(town, feed, .series)
        for line in [
            "NAME:Salle jaures", "X-WR-CALNAME:Salle jaures", "REFRESH-INTERVAL;VALUE=DURATION:PT5M",
            "X-PUBLISHED-TTL:PT5M", "CALSCALE:GREGORIAN", "VERSION:2.0",
        ] { #expect(text.contains("\r\n" + line + "\r\n"), "\(line)") }
        #expect(!text.contains("METHOD"))
    }
}
