/// Why bytes are not a usable TZif file (RFC 9636).
public enum TZifError: Error, Hashable, Sendable {
    case notTZif
    /// The version byte is not one of NUL, `2`, `3`, `4`; carries the byte.
    case unsupportedVersion(UInt8)
    /// The file ends before the data that its header counts.
    case truncated
    /// A count, an index, an offset or the order of the transitions breaks the format's rules.
    case invalidData
    /// The TZ string after the data is malformed.
    case invalidFooter
}

extension ZoneRules {
    /// Decodes a TZif file, versions 1 to 4. From version 2 on the 64-bit data and the footer's rule are used.
    public init(tzif bytes: [UInt8], identifier: String) throws(TZifError) {
        var reader = TZifReader(bytes: bytes)
        let header = try reader.header()
        guard header.version >= 2 else {
            let block = try reader.block(header, timeSize: 4)
            table = try ZoneTable(identifier: identifier, block: block, footer: nil)
            return
        }
        try reader.skip(header.byteCount(timeSize: 4))
        let block = try reader.block(try reader.header(), timeSize: 8)
        table = try ZoneTable(identifier: identifier, block: block, footer: try reader.footer())
    }
}

extension ZoneTable {
    fileprivate convenience init(
        identifier: String, block: TZifReader.Block, footer: PosixZone?
    ) throws(TZifError) {
        var times = block.times
        var indexes = block.typeIndexes
        var types = block.types
        if let footer, footer.daylight != nil || times.isEmpty {
            guard types.count <= 253 else { throw .invalidData }
            let extended = RuleExtension(footer: footer, lastTime: times.last, types: &types)
            times += extended.times
            indexes += extended.typeIndexes
            let first = block.times.isEmpty ? extended.first : 0
            self.init(
                identifier: identifier, origin: .database, times: times, typeIndexes: indexes, types: types,
                first: first, footer: footer)
            return
        }
        self.init(
            identifier: identifier, origin: .database, times: times, typeIndexes: indexes, types: types, first: 0,
            footer: footer)
    }
}

/// The transitions that a footer's rule makes after the last listed one, up to `ZoneTable.ruleHorizonYear`.
private struct RuleExtension {
    var times: [Int64] = []
    var typeIndexes: [UInt8] = []
    /// The type that holds before any transition when the file lists none.
    var first = 0

    init(footer: PosixZone, lastTime: Int64?, types: inout [ZoneType]) {
        let standard = RuleExtension.index(of: footer.standard, in: &types)
        first = standard
        guard let daylightType = footer.daylight else { return }
        let daylight = RuleExtension.index(of: daylightType, in: &types)
        var year = 1900
        if let lastTime {
            year = max(year, CivilDate(daysSinceEpoch: Int(lastTime.flooringDivision(by: 86_400).quotient)).year - 1)
        }
        var latest = lastTime ?? .min
        while year < ZoneTable.ruleHorizonYear {
            for change in footer.changes(in: year) where change.at > latest {
                latest = change.at
                times.append(change.at)
                typeIndexes.append(UInt8(change.toDaylight ? daylight : standard))
            }
            year += 1
        }
    }

    private static func index(of type: ZoneType, in types: inout [ZoneType]) -> Int {
        if let index = types.firstIndex(of: type) { return index }
        types.append(type)
        return types.count - 1
    }
}
