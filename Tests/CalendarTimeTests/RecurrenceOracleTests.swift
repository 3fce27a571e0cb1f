import CalendarTime
import Foundation
import Testing

/// Compares with tables that Tests/Oracles/recurrence_oracle.py makes by python-dateutil.
@Suite struct RecurrenceOracleTests {
    /// One line of a table.
    struct Expectation: CustomStringConvertible {
        var rule: String
        var starts: [CivilDateTime]
        var hasMore: Bool
        var description: String { "\(rule) from \(starts[0])" }
    }

    static let table: [Expectation] = {
        let given = ProcessInfo.processInfo.environment["CRENEAU_ORACLE_FILE"]
        let path = given ?? TestFiles.samples("recurrence/rules.txt")
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap(expectation)
    }()

    private static func expectation(_ line: Substring) -> Expectation? {
        var fields = line.split(separator: " ")
        let hasMore = fields.last == "+"
        if hasMore { fields.removeLast() }
        var starts: [CivilDateTime] = []
        for field in fields.dropFirst() {
            let previous = starts.last?.icalendar ?? ""
            let full =
                field.hasPrefix("T")
                ? previous.prefix(8) + field : field.count == 8 ? field + previous.suffix(7) : field
            guard let start = CivilDateTime(icalendar: full) else { return nil }
            starts.append(start)
        }
        return starts.isEmpty ? nil : Expectation(rule: String(fields[0]), starts: starts, hasMore: hasMore)
    }

    private static func set(_ expectation: Expectation) throws -> RecurrenceSet {
        RecurrenceSet(
            start: .floating(expectation.starts[0]), length: .duration(EventDuration(seconds: 1)),
            rules: [try RecurrenceRule(parsing: expectation.rule)], zone: .utc)
    }

    @Test func `gives the wall-clock times that python-dateutil gives`() throws {
        let isCommitted = ProcessInfo.processInfo.environment["CRENEAU_ORACLE_FILE"] == nil
        #expect(Self.table.count >= (isCommitted ? 2000 : 1))
        for expectation in Self.table {
            let set = try Self.set(expectation)
            let wanted = expectation.starts.map(\.secondsSinceEpoch)
            var iterator = set.instances()
            var found: [Int64] = []
            while found.count <= wanted.count, let instance = iterator.next() {
                found.append(instance.range.start.seconds)
            }
            #expect(Array(found.prefix(wanted.count)) == wanted, "\(expectation)")
            #expect((found.count > wanted.count) == expectation.hasMore, "\(expectation): the end")
        }
    }

    @Test func `gives the same instances when it skips ahead`() throws {
        for expectation in Self.table where expectation.starts.count > 2 {
            let set = try Self.set(expectation)
            for index in [1, expectation.starts.count / 2, expectation.starts.count - 1] {
                let wanted = expectation.starts[index...].map(\.secondsSinceEpoch)
                let from = Instant(seconds: wanted[0] - (index % 2 == 0 ? 0 : 3))
                let found = set.instances(from: from).prefix(wanted.count).map(\.range.start.seconds)
                let before = set.instances().prefix { $0.range.end <= from }.count
                let all = set.instances().dropFirst(before).prefix(wanted.count).map(\.range.start.seconds)
                #expect(found == all, "\(expectation) from \(from)")
            }
        }
    }

    @Test func `writes each rule so that it reads back the same`() throws {
        for expectation in Self.table {
            let rule = try RecurrenceRule(parsing: expectation.rule)
            #expect(try RecurrenceRule(parsing: rule.icalendar) == rule)
        }
    }
}
