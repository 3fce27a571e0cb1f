/// Cuts an object into unfolded content lines (RFC 5545 §3.1). Line ends may be CR LF or LF alone.
///
/// A fold may cut a UTF-8 sequence, so unfolding is done on octets, and UTF-8 is checked afterwards.
struct ContentLineReader {
    /// One unfolded line; `number` is that of its first line in the file.
    struct Line {
        let number: Int
        let bytes: ArraySlice<UInt8>
    }

    private let bytes: [UInt8]
    private let limit: Int
    private var position: Int
    private var number = 0

    init(_ bytes: [UInt8], maximumLineBytes: Int) {
        self.bytes = bytes
        limit = maximumLineBytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next line that is not empty; `nil` at the end.
    mutating func next() throws(CalendarParseError) -> Line? {
        var first = try physicalLine()
        while let line = first, line.bytes.isEmpty { first = try physicalLine() }
        guard let first else { return nil }
        guard !Self.isBlank(first.bytes[first.bytes.startIndex]) else {
            throw .malformedLine(line: first.number, fault: .continuesNothing)
        }
        guard position < bytes.count, Self.isBlank(bytes[position]) else { return first }
        var unfolded = Array(first.bytes)
        while position < bytes.count, Self.isBlank(bytes[position]), let more = try physicalLine() {
            unfolded.append(contentsOf: more.bytes.dropFirst())
        }
        return Line(number: first.number, bytes: unfolded[...])
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// One line as it stands in the file, without its line end.
    private mutating func physicalLine() throws(CalendarParseError) -> Line? {
        guard position < bytes.count else { return nil }
        number += 1
        let start = position
        var returns = 0
        while position < bytes.count, bytes[position] != 0x0A {
            let byte = bytes[position]
            if byte == 0x0D {
                returns += 1
            } else if returns > 0 || (byte < 0x20 && byte != 0x09) || byte == 0x7F {
                throw .controlCharacter(line: number, code: returns > 0 ? 0x0D : byte)
            }
            position += 1
            guard position - start <= limit else { throw .lineTooLong(line: number, limit: limit) }
        }
        let end = position - returns
        position += 1
        return Line(number: number, bytes: bytes[start..<end])
    }
}
