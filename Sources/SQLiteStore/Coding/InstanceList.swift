import BookingCore
import CalendarTime
import Foundation

/// The stored form of a booking's decided instances: each number as the difference to the one before, so that an
/// instance of a weekly series takes about ten bytes.
///
/// The verdict's octet also says which of the optional instants follow.
enum InstanceList {
    static func encode(_ instances: [BookedInstance]) throws -> [UInt8] {
        var writer = ByteWriter()
        writer.write(unsigned: UInt64(instances.count))
        var previous: Int64 = 0
        for instance in instances {
            let start = instance.range.start.seconds
            writer.write(start &- previous)
            writer.write(instance.range.end.seconds &- start)
            writer.write(instance.recurrenceID.seconds &- start)
            previous = start
            try write(instance, to: &writer)
        }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws -> [BookedInstance] {
        var reader = ByteReader(bytes)
        let count = try reader.readUnsigned()
        var instances: [BookedInstance] = []
        instances.reserveCapacity(Int(min(count, 10_000)))
        var previous: Int64 = 0
        for _ in 0..<count {
            let start = previous &+ (try reader.readInteger())
            let end = start &+ (try reader.readInteger())
            let recurrenceID = start &+ (try reader.readInteger())
            previous = start
            let range = TimeRange(checking: Instant(seconds: start), end: Instant(seconds: end))
            guard let range else { throw ByteReader.Damaged() }
            instances.append(
                try readVerdict(
                    &reader,
                    of: BookedInstance(
                        recurrenceID: Instant(seconds: recurrenceID), range: range, verdict: .accepted)))
        }
        return instances
    }

    private static let checkedIn: UInt8 = 0x10
    private static let ended: UInt8 = 0x20

    private static func write(_ instance: BookedInstance, to writer: inout ByteWriter) throws {
        var octet: UInt8 =
            switch instance.verdict {
            case .accepted: 0
            case .tentative: 1
            case .declined: 2
            case .cancelled: 3
            case .past: 4
            }
        if instance.checkedInAt != nil { octet |= checkedIn }
        if instance.endedAt != nil { octet |= ended }
        writer.write(byte: octet)
        if case .declined(let reasons) = instance.verdict { writer.write(try ReasonList.encode(reasons)) }
        for moment in [instance.checkedInAt, instance.endedAt] {
            if let moment { writer.write(moment.seconds &- instance.range.start.seconds) }
        }
    }

    /// `plain` with its verdict and what follows it.
    private static func readVerdict(_ reader: inout ByteReader, of plain: BookedInstance) throws -> BookedInstance {
        var instance = plain
        let octet = try reader.readByte()
        switch octet & ~(checkedIn | ended) {
        case 0: instance.verdict = .accepted
        case 1: instance.verdict = .tentative
        case 2: instance.verdict = .declined(try ReasonList.decode(Array(try reader.readBlock())))
        case 3: instance.verdict = .cancelled
        case 4: instance.verdict = .past
        default: throw ByteReader.Damaged()
        }
        let start = instance.range.start.seconds
        if octet & checkedIn != 0 { instance.checkedInAt = Instant(seconds: start &+ (try reader.readInteger())) }
        if octet & ended != 0 { instance.endedAt = Instant(seconds: start &+ (try reader.readInteger())) }
        return instance
    }
}

/// The stored form of reasons: JSON, and nothing where there are none, which is the common case.
enum ReasonList {
    static func encode(_ reasons: [Reason]) throws -> [UInt8] {
        reasons.isEmpty ? [] : Array(try JSONEncoder().encode(reasons))
    }

    static func decode(_ bytes: [UInt8]) throws -> [Reason] {
        bytes.isEmpty ? [] : try JSONDecoder().decode([Reason].self, from: Data(bytes))
    }
}
