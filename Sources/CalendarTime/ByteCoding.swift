/// Writes the storage form: numbers in groups of seven bits, lowest first, signed ones zigzag.
struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func write(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func write(_ value: Int64) { write(UInt64(bitPattern: value << 1 ^ value >> 63)) }
    mutating func write(_ value: Int) { write(Int64(value)) }
    mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func write(_ text: String) {
        write(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write<Element>(list: [Element], _ body: (inout ByteWriter, Element) -> Void) {
        write(UInt64(list.count))
        for element in list { body(&self, element) }
    }
}

/// Reads it back; every length is checked against the bytes left before anything is reserved.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func byte() throws(RecurrenceCodingError) -> UInt8 {
        guard position < bytes.count else { throw .truncated }
        position += 1
        return bytes[position - 1]
    }

    mutating func unsigned() throws(RecurrenceCodingError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            let byte = try byte()
            if shift == 63, byte > 1 { throw .invalidData }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw .invalidData
    }

    mutating func signed() throws(RecurrenceCodingError) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func int() throws(RecurrenceCodingError) -> Int { Int(try signed()) }

    mutating func bool() throws(RecurrenceCodingError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw .invalidData
        }
    }

    mutating func count() throws(RecurrenceCodingError) -> Int {
        let count = try unsigned()
        guard count <= UInt64(bytes.count - position) else { throw .truncated }
        return Int(count)
    }

    mutating func text() throws(RecurrenceCodingError) -> String {
        let count = try count()
        guard let text = String(validating: bytes[position..<position + count], as: UTF8.self) else {
            throw .invalidData
        }
        position += count
        return text
    }

    mutating func list<Element>(
        _ body: (inout ByteReader) throws(RecurrenceCodingError) -> Element
    ) throws(RecurrenceCodingError) -> [Element] {
        let count = try count()
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try body(&self)) }
        return elements
    }
}
