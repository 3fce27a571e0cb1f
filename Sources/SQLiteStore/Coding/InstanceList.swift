import BookingCore
import CalendarTime
import Foundation

/// The stored form of a booking's decided instances: each number as the difference to the one before, so that an
/// instance of a weekly series takes about ten bytes.
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
            try write(instance.verdict, to: &writer)
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
                BookedInstance(
                    recurrenceID: Instant(seconds: recurrenceID), range: range, verdict: try readVerdict(&reader)))
        }
        return instances
    }

    private static func write(_ verdict: InstanceVerdict, to writer: inout ByteWriter) throws {
        switch verdict {
        case .accepted: writer.write(byte: 0)
        case .tentative: writer.write(byte: 1)
        case .declined(let reasons):
            writer.write(byte: 2)
            writer.write(try ReasonList.encode(reasons))
        case .cancelled: writer.write(byte: 3)
        case .past: writer.write(byte: 4)
        }
    }

    private static func readVerdict(_ reader: inout ByteReader) throws -> InstanceVerdict {
        switch try reader.readByte() {
        case 0: .accepted
        case 1: .tentative
        case 2: .declined(try ReasonList.decode(Array(try reader.readBlock())))
        case 3: .cancelled
        case 4: .past
        default: throw ByteReader.Damaged()
        }
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
