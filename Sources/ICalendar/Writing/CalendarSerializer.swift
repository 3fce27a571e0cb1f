/// Writes components as text: CR LF, lines of at most 75 octets, no control characters (RFC 5545 §3.1).
struct CalendarSerializer {
    private static let lineLimit = 75
    private(set) var bytes: [UInt8] = []

    mutating func write(_ component: CalendarComponent) {
        writeLine("BEGIN:\(component.name)")
        for property in component.properties { write(property) }
        for inner in component.components { write(inner) }
        writeLine("END:\(component.name)")
    }

    mutating func write(_ property: CalendarProperty) {
        var line = property.name
        for parameter in property.parameters {
            line += ";"
            line += parameter.name
            line += "="
            line += parameter.written
        }
        line += ":"
        line += property.value
        writeLine(line)
    }

    /// Folds before the UTF-8 sequence that would pass the limit; the space that begins a continuation counts.
    private mutating func writeLine(_ line: String) {
        var length = 0
        for byte in line.utf8 {
            switch byte {
            case 0x0A:
                // A line end that was put into a raw value would end the line; it means the escaped one.
                fold(before: 2, &length)
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(UInt8(ascii: "n"))
            case 0x09, 0x20..<0x7F:
                fold(before: 1, &length)
                bytes.append(byte)
            case 0..<0x20, 0x7F: break
            case 0x80..<0xC0: bytes.append(byte)
            default:
                fold(before: byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4, &length)
                bytes.append(byte)
            }
        }
        bytes.append(0x0D)
        bytes.append(0x0A)
    }

    private mutating func fold(before count: Int, _ length: inout Int) {
        if length + count > Self.lineLimit {
            bytes.append(contentsOf: [0x0D, 0x0A, 0x20])
            length = 1
        }
        length += count
    }
}

extension CalendarObject {
    /// The object as it is stored and sent.
    public func serialized() -> String {
        String(decoding: serializedBytes(), as: UTF8.self)
    }

    public func serializedBytes() -> [UInt8] {
        var serializer = CalendarSerializer()
        serializer.write(calendar)
        return serializer.bytes
    }
}
