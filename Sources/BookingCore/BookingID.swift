/// The identifier of a booking: 64 bits, written as 13 lower-case characters of Crockford's base 32.
///
/// Reading accepts upper case and the letters that Crockford maps to digits (`o` is 0, `i` and `l` are 1).
public struct BookingID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// Nil unless `text` is 13 characters of the alphabet that fit 64 bits.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count == 13 else { return nil }
        var value: UInt64 = 0
        for (position, byte) in bytes.enumerated() {
            guard let digit = Self.digit(of: byte), position > 0 || digit < 16 else { return nil }
            value = value << 5 | digit
        }
        rawValue = Int64(bitPattern: value)
    }

    public var description: String {
        var value = UInt64(bitPattern: rawValue)
        var characters = [UInt8](repeating: 0, count: 13)
        for position in characters.indices.reversed() {
            characters[position] = Self.alphabet[Int(value & 31)]
            value >>= 5
        }
        return String(decoding: characters, as: UTF8.self)
    }

    public static func < (a: BookingID, b: BookingID) -> Bool { a.rawValue < b.rawValue }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    private static func digit(of byte: UInt8) -> UInt64? {
        let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        switch isUpper ? byte + 32 : byte {
        case UInt8(ascii: "o"): return 0
        case UInt8(ascii: "i"), UInt8(ascii: "l"): return 1
        case let lower: return alphabet.firstIndex(of: lower).map(UInt64.init)
        }
    }
}

extension BookingID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = BookingID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a booking id")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
