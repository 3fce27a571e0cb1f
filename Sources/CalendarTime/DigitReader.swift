/// Reads fixed-width numbers and single ASCII characters from text, without allocating.
struct DigitReader {
    private var bytes: ArraySlice<UInt8>

    init(_ text: some StringProtocol) { bytes = ArraySlice(text.utf8) }
    init(bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { bytes.isEmpty }
    var peek: UInt8? { bytes.first }

    /// Takes `character` if it comes next.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = bytes.first, UInt32(first) == character.value else { return false }
        bytes.removeFirst()
        return true
    }

    /// Takes exactly `digits` ASCII digits.
    mutating func number(digits: Int) -> Int? {
        guard bytes.count >= digits else { return nil }
        var value = 0
        for byte in bytes.prefix(digits) {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        bytes.removeFirst(digits)
        return value
    }

    /// Takes one or more ASCII digits, at most nine, so that the value always fits.
    mutating func number() -> Int? {
        var value = 0
        var count = 0
        while let byte = bytes.first, byte >= 0x30, byte <= 0x39 {
            count += 1
            guard count <= 9 else { return nil }
            value = value * 10 + Int(byte - 0x30)
            bytes.removeFirst()
        }
        return count > 0 ? value : nil
    }
}

extension String {
    /// Appends a non-negative number with leading zeros.
    mutating func appendPadded(_ value: Int, width: Int) {
        let digits = String(value)
        for _ in 0..<max(0, width - digits.utf8.count) { append("0") }
        append(digits)
    }
}
