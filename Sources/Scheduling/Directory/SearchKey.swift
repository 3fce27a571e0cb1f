/// A text as searches compare it: without case, accents and ligatures, so that "salle jaures" is "Salle Jaurès".
///
/// RFC 3744 §9.4 leaves the comparison to the server.
public struct SearchKey: Hashable, Sendable {
    public let octets: [UInt8]

    public init(_ text: some StringProtocol) {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { Self.append(scalar, to: &octets) }
        self.octets = octets
    }

    /// Whether `part` is somewhere in the text. The empty one is.
    public func contains(_ part: SearchKey) -> Bool {
        let part = part.octets
        guard let first = part.first else { return true }
        guard octets.count >= part.count else { return false }
        for start in 0...(octets.count - part.count) where octets[start] == first {
            if octets[start..<(start + part.count)].elementsEqual(part) { return true }
        }
        return false
    }

    public func hasPrefix(_ part: SearchKey) -> Bool { octets.starts(with: part.octets) }

    public func hasSuffix(_ part: SearchKey) -> Bool { octets.reversed().starts(with: part.octets.reversed()) }

    // MARK: Folding

    private static func append(_ scalar: Unicode.Scalar, to octets: inout [UInt8]) {
        switch scalar.value {
        case 0x41...0x5A: octets.append(UInt8(scalar.value) + 0x20)
        case 0..<0x80: octets.append(UInt8(scalar.value))
        case 0xA0, 0x202F: octets.append(0x20)
        // Combining marks: a text may be decomposed.
        case 0x300...0x36F: break
        case 0x2018, 0x2019: octets.append(UInt8(ascii: "'"))
        case latin.lowerBound..<latin.upperBound:
            octets += latinLetters[Int(scalar.value - latin.lowerBound)]
        case latinAdditional.lowerBound..<latinAdditional.upperBound:
            octets += additionalLetters[Int(scalar.value - latinAdditional.lowerBound)]
        default: octets += Array(scalar.properties.lowercaseMapping.utf8)
        }
    }

    /// Latin-1 Supplement and Latin Extended-A and -B; Latin Extended Additional.
    private static let latin: Range<UInt32> = 0xC0..<0x250
    private static let latinAdditional: Range<UInt32> = 0x1E00..<0x1F00
    private static let latinLetters = latin.map(plain)
    private static let additionalLetters = latinAdditional.map(plain)

    /// The letters that a Latin one is made of, told by its name: LATIN SMALL LETTER E WITH GRAVE, LATIN SMALL LIGATURE OE.
    private static func plain(_ value: UInt32) -> [UInt8] {
        guard let scalar = Unicode.Scalar(value) else { return [] }
        if value == 0xDF { return Array("ss".utf8) }
        let words = (scalar.properties.name ?? "").split(separator: " ")
        if words.count > 3, words[0] == "LATIN", words[1] == "SMALL" || words[1] == "CAPITAL",
            words[2] == "LETTER" || words[2] == "LIGATURE", words[3].utf8.count <= 2,
            words.count == 4 || words[4] == "WITH"
        {
            return Array(words[3].lowercased().utf8)
        }
        return Array(scalar.properties.lowercaseMapping.utf8)
    }
}
