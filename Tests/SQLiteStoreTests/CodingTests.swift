import BookingCore
import CalendarTime
import Foundation
import Testing

@testable import SQLiteStore

@Suite struct CodingTests {
    @Test(arguments: [0, 1, -1, 63, -64, 64, 1_796_083_200, -2_208_988_800, Int64.max, .min, .max - 1, .min + 1])
    func `a number is read as it was written`(_ number: Int64) throws {
        var writer = ByteWriter()
        writer.write(number)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.readInteger() == number)
        #expect(reader.isAtEnd)
    }

    @Test func `an instance of a weekly series takes few bytes`() throws {
        let instances = (0..<52).map { week in
            let start = Instant(seconds: 1_796_083_200 + Int64(week) * 604_800)
            return BookedInstance(
                recurrenceID: start, range: TimeRange(start: start, end: start.adding(3600)), verdict: .accepted)
        }
        let bytes = try InstanceList.encode(instances)
        #expect(bytes.count <= 52 * 8)
        #expect(try InstanceList.decode(bytes) == instances)
    }

    @Test func `a checked-in and an ended instance are read as they were written, and others take no more room`() throws
    {
        let range = TimeRange(start: Instant(seconds: 1_796_083_200), end: Instant(seconds: 1_796_086_800))
        var instances: [BookedInstance] = []
        let verdicts: [InstanceVerdict] = [.accepted, .tentative, .declined([.notPermitted]), .cancelled, .past]
        for verdict in verdicts {
            for (checkedIn, ended) in [(nil, nil), (-900, nil), (nil, 60), (0, 7200), (Int64.min, Int64.max)]
                as [(Int64?, Int64?)]
            {
                instances.append(
                    BookedInstance(
                        recurrenceID: range.start, range: range, verdict: verdict,
                        checkedInAt: checkedIn.map { Instant(seconds: range.start.seconds &+ $0) },
                        endedAt: ended.map { Instant(seconds: range.start.seconds &+ $0) }))
            }
        }
        #expect(try InstanceList.decode(try InstanceList.encode(instances)) == instances)
        let plain = [BookedInstance(recurrenceID: range.start, range: range, verdict: .accepted)]
        #expect(try InstanceList.encode(plain).count == 10)
    }

    @Test(arguments: [5, 0x0f, 0x15, 0x40, 0x80, 0xff] as [UInt8])
    func `an unknown answer to an instance is an error`(_ octet: UInt8) throws {
        let range = TimeRange(start: Instant(seconds: 1), end: Instant(seconds: 2))
        var bytes = try InstanceList.encode([BookedInstance(recurrenceID: range.start, range: range, verdict: .past)])
        bytes[bytes.count - 1] = octet
        #expect(throws: (any Error).self) { try InstanceList.decode(bytes + [0, 0, 0, 0]) }
    }

    @Test func `damaged octets are an error and never a trap`() throws {
        let text = ProcessInfo.processInfo.environment["CRENEAU_SEED"]
        let seed = text.flatMap(UInt64.init) ?? UInt64.random(in: 0...UInt64.max)
        var random = SeededNumbers(state: seed)
        let instance = BookedInstance(
            recurrenceID: Instant(seconds: 5), range: TimeRange(start: Instant(seconds: 5), end: Instant(seconds: 9)),
            verdict: .declined([.notPermitted]))
        let sound = try InstanceList.encode([instance, instance])
        for _ in 0..<5000 {
            var bytes = sound
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random) / 4)
            _ = try? InstanceList.decode(bytes)
            _ = try? BookingDetails(encoded: [1] + bytes)
            _ = try? BookingDetails(encoded: [2] + bytes)
            let noise = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = try? InstanceList.decode(noise)
            _ = try? BookingDetails(encoded: noise)
        }
    }

    static let classes: [(length: Int64, span: Int)] = [
        (0, 0), (86_400, 0), (86_401, 1), (691_200, 1), (691_201, 2), (.max, 8), (-5, 0),
    ]

    @Test(arguments: classes)
    func `lengths fall into classes`(_ length: Int64, _ span: Int) {
        #expect(SpanClass.of(length: length) == span)
        #expect(SpanClass.longest(in: span) >= length)
    }
}

/// A small reproducible generator.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
