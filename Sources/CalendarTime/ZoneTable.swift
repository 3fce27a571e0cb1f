/// One kind of local time: an offset with its name.
struct ZoneType: Hashable, Sendable {
    /// Seconds east of UTC.
    var offset: Int32
    var isDaylight = false
    var abbreviation: String
}

/// A stretch of wall-clock time `low..<high` (seconds as if UTC) that is read with one offset.
///
/// `gapStart..<high` are the times that the clock skipped; the stretch has no gap when `gapStart == high`.
struct LocalSpan {
    var low: Int64
    var high: Int64
    var offset: Int64
    var gapStart: Int64

    /// Contains nothing, so that the first look-up replaces it.
    static let none = LocalSpan(low: .max, high: .min, offset: 0, gapStart: .max)
}

/// The immutable table behind `ZoneRules`: sorted transitions, extended by the footer's rule to `ruleHorizon`.
final class ZoneTable: Sendable {
    /// Where a zone came from, which is also how it is stored.
    enum Origin: Hashable, Sendable {
        case utc
        case fixed
        case database
        case observances([ZoneObservance])
    }

    /// RFC 9636 §3.2 recommends offsets of at most 25 hours less a second west, 26 hours less a second east.
    static let offsetLimit = 26 * 3600
    /// 2104-01-01: transitions made by a rule are listed up to here, past `Instant.maxDateTime`.
    static let ruleHorizonYear = 2104

    let identifier: String
    let origin: Origin
    /// Ascending; transition `i` switches to `types[typeIndexes[i]]`.
    let times: [Int64]
    let typeIndexes: [UInt8]
    let types: [ZoneType]
    /// The type before the first transition.
    let first: Int
    /// The rule after the last transition; nil: its type stays.
    let footer: PosixZone?
    /// `wallSwitches[i]`: from this wall-clock time on the offset after transition `i` is used.
    private let wallSwitches: [Int64]

    init(
        identifier: String, origin: Origin, times: [Int64], typeIndexes: [UInt8], types: [ZoneType], first: Int,
        footer: PosixZone?
    ) {
        self.identifier = identifier
        self.origin = origin
        self.times = times
        self.typeIndexes = typeIndexes
        self.types = types
        self.first = first
        self.footer = footer
        var switches: [Int64] = []
        switches.reserveCapacity(times.count)
        var before = Int64(types[first].offset)
        var latest = Int64.min
        for (time, type) in zip(times, typeIndexes) {
            let after = Int64(types[Int(type)].offset)
            // Transitions closer together than their offsets differ could cross; the later one then wins.
            latest = max(latest, time + max(before, after))
            switches.append(latest)
            before = after
        }
        wallSwitches = switches
    }

    convenience init(identifier: String, origin: Origin, first: ZoneType) {
        self.init(
            identifier: identifier, origin: origin, times: [], typeIndexes: [], types: [first], first: 0, footer: nil)
    }

    func type(afterTransitions count: Int) -> ZoneType {
        types[count == 0 ? first : Int(typeIndexes[count - 1])]
    }

    func offset(atSeconds seconds: Int64) -> Int {
        let index = times.countUpTo(seconds)
        return Int(types[index == 0 ? first : Int(typeIndexes[index - 1])].offset)
    }

    /// The stretch of wall-clock time around `local`.
    func span(ofLocal local: Int64) -> LocalSpan {
        let index = wallSwitches.countUpTo(local)
        let offset = Int64(types[index == 0 ? first : Int(typeIndexes[index - 1])].offset)
        var span = LocalSpan(
            low: index == 0 ? .min : wallSwitches[index - 1], high: .max, offset: offset, gapStart: .max)
        if index < times.count {
            span.high = wallSwitches[index]
            span.gapStart = min(span.high, max(times[index] + offset, span.low))
        }
        return span
    }

    func transitions(from low: Int64, to high: Int64) -> [ZoneTransition] {
        var result: [ZoneTransition] = []
        var index = low == .min ? 0 : times.countUpTo(low - 1)
        while index < times.count, times[index] < high {
            let before = type(afterTransitions: index)
            let after = type(afterTransitions: index + 1)
            if before != after {
                result.append(
                    ZoneTransition(
                        at: Instant(seconds: times[index]), offsetBefore: Int(before.offset),
                        offsetAfter: Int(after.offset), isDaylight: after.isDaylight, abbreviation: after.abbreviation))
            }
            index += 1
        }
        return result
    }

    /// The distance between the zone's lowest and highest offsets, in seconds.
    var offsetSpread: Int64 {
        let offsets = types.map { Int64($0.offset) }
        return (offsets.max() ?? 0) - (offsets.min() ?? 0)
    }

    func hasSameRules(as other: ZoneTable) -> Bool {
        identifier == other.identifier && origin == other.origin && times == other.times && types == other.types
            && typeIndexes == other.typeIndexes && first == other.first && footer == other.footer
    }
}

extension [Int64] {
    /// How many elements of a sorted array are at most `value`.
    @inline(__always)
    func countUpTo(_ value: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) >> 1
            if self[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
