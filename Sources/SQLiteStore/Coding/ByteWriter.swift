/// Writes the compact forms that bookings are stored in.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(byte: UInt8) {
        bytes.append(byte)
    }

    /// Seven bits a byte, the lowest first.
    mutating func write(unsigned value: UInt64) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: value))
    }

    /// Small numbers of either sign are short.
    mutating func write(_ value: Int64) {
        write(unsigned: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    mutating func write(_ block: some Collection<UInt8>) {
        write(unsigned: UInt64(block.count))
        bytes.append(contentsOf: block)
    }

    mutating func write(_ text: String) {
        write(text.utf8)
    }

    mutating func write(_ text: String?) {
        write(byte: text == nil ? 0 : 1)
        if let text { write(text) }
    }
}

/// Reads what ``ByteWriter`` wrote; damaged bytes throw and never trap.
struct ByteReader {
    struct Damaged: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func readByte() throws -> UInt8 {
        guard let byte = rest.popFirst() else { throw Damaged() }
        return byte
    }

    mutating func readUnsigned() throws -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64 {
            let byte = try readByte()
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw Damaged()
    }

    mutating func readInteger() throws -> Int64 {
        let value = try readUnsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func readBlock() throws -> ArraySlice<UInt8> {
        guard let count = Int(exactly: try readUnsigned()), count <= rest.count else { throw Damaged() }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func readText() throws -> String {
        String(decoding: try readBlock(), as: UTF8.self)
    }

    mutating func readOptionalText() throws -> String? {
        try readByte() == 0 ? nil : try readText()
    }
}
