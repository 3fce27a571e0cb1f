/// Reads the parts of a TZif file (RFC 9636 §3); every access is checked against the bytes there are.
struct TZifReader {
    struct Header {
        var version: Int
        var utcIndicators: Int
        var standardIndicators: Int
        var leapSeconds: Int
        var transitions: Int
        var types: Int
        var characters: Int

        func byteCount(timeSize: Int) -> Int {
            transitions * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4)
                + standardIndicators + utcIndicators
        }
    }

    struct Block {
        var times: [Int64] = []
        var typeIndexes: [UInt8] = []
        var types: [ZoneType] = []
    }

    private let bytes: [UInt8]
    private var position = 0
    /// No zone comes near this; it bounds what a hostile file can make us hold.
    private static let countLimit = 100_000

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func skip(_ count: Int) throws(TZifError) {
        guard count <= bytes.count - position else { throw .truncated }
        position += count
    }

    private mutating func integer(size: Int) throws(TZifError) -> Int64 {
        guard size <= bytes.count - position else { throw .truncated }
        var value = Int64(Int8(bitPattern: bytes[position]))
        for index in 1..<size { value = value << 8 | Int64(bytes[position + index]) }
        position += size
        return value
    }

    private mutating func count() throws(TZifError) -> Int {
        let value = try integer(size: 4)
        guard value >= 0, value <= TZifReader.countLimit else { throw .invalidData }
        return Int(value)
    }

    mutating func header() throws(TZifError) -> Header {
        guard bytes.count - position >= 44 else { throw bytes.count < 4 ? .notTZif : .truncated }
        guard bytes[position..<position + 4].elementsEqual("TZif".utf8) else { throw .notTZif }
        let version = bytes[position + 4]
        guard version == 0 || (0x32...0x34).contains(version) else { throw .unsupportedVersion(version) }
        position += 20
        let header = Header(
            version: version == 0 ? 1 : Int(version - 0x30), utcIndicators: try count(),
            standardIndicators: try count(), leapSeconds: try count(), transitions: try count(), types: try count(),
            characters: try count())
        guard header.types >= 1, header.types <= 256 || header.version >= 2 else { throw .invalidData }
        return header
    }

    mutating func block(_ header: Header, timeSize: Int) throws(TZifError) -> Block {
        guard header.types <= 256, header.byteCount(timeSize: timeSize) <= bytes.count - position else {
            throw header.types <= 256 ? .truncated : .invalidData
        }
        var block = Block()
        for _ in 0..<header.transitions {
            let time = try integer(size: timeSize)
            guard time > block.times.last ?? .min else { throw .invalidData }
            // −2^59 is the "big bang" that some files begin with; anything further out means nothing.
            block.times.append(min(max(time, -(1 << 59)), 1 << 59))
        }
        for _ in 0..<header.transitions {
            let index = bytes[position]
            guard Int(index) < header.types else { throw .invalidData }
            block.typeIndexes.append(index)
            position += 1
        }
        var names: [Int] = []
        for _ in 0..<header.types {
            let offset = try integer(size: 4)
            guard abs(offset) < ZoneTable.offsetLimit else { throw .invalidData }
            let daylight = try integer(size: 1)
            names.append(Int(UInt8(truncatingIfNeeded: try integer(size: 1))))
            block.types.append(ZoneType(offset: Int32(offset), isDaylight: daylight != 0, abbreviation: ""))
        }
        let characters = bytes[position..<position + header.characters]
        position += header.characters
        for (index, name) in names.enumerated() {
            guard name < characters.count else { throw .invalidData }
            let text = characters.dropFirst(name).prefix { $0 != 0 }
            block.types[index].abbreviation = String(decoding: text.prefix(32), as: UTF8.self)
        }
        try skip(header.leapSeconds * (timeSize + 4) + header.standardIndicators + header.utcIndicators)
        return block
    }

    /// The TZ string between the two line feeds; nil when it is empty, which says nothing about later times.
    mutating func footer() throws(TZifError) -> PosixZone? {
        guard position < bytes.count, bytes[position] == 0x0A else { throw .invalidFooter }
        let text = bytes[(position + 1)...].prefix { $0 != 0x0A }
        guard text.endIndex < bytes.count else { throw .invalidFooter }
        if text.isEmpty { return nil }
        guard let zone = PosixZone(String(decoding: text, as: UTF8.self)) else { throw .invalidFooter }
        return zone
    }
}
