/// How the letters of a table are written.
public enum TableEncoding: String, Sendable, CaseIterable {
    case utf8 = "UTF-8"
    /// What spreadsheets in French offices save without being asked (WHATWG Encoding §9.1, without its invisible controls).
    case windows1252 = "Windows-1252"

    /// Stands before UTF-8.
    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// UTF-8 where that is possible: a text in Windows-1252 with any accent in it hardly ever is.
    public init(guessing octets: [UInt8]) {
        self = String(validating: octets, as: UTF8.self) == nil ? .windows1252 : .utf8
    }

    /// Nil where there are octets that mean nothing.
    func text(_ octets: [UInt8]) -> String? {
        guard self == .windows1252 else { return String(validating: octets, as: UTF8.self) }
        var text = ""
        for octet in octets {
            guard octet & 0xE0 == 0x80 else {
                text.unicodeScalars.append(Unicode.Scalar(octet))
                continue
            }
            guard let scalar = Self.letters[Int(octet & 0x1F)] else { return nil }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    /// 0x80 to 0x9F.
    private static let letters: [Unicode.Scalar?] = [
        "€", nil, "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", nil, "Ž", nil,
        nil, "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", nil, "ž", "Ÿ",
    ]
}

extension TableEncoding {
    /// The octets in UTF-8 where they begin with the mark of UTF-16, as spreadsheets save "Unicode text"; else as they are.
    static func withoutUTF16(_ octets: [UInt8]) -> [UInt8] {
        guard octets.count >= 2, octets.count.isMultiple(of: 2) else { return octets }
        let isLittle = octets[0] == 0xFF && octets[1] == 0xFE
        guard isLittle || (octets[0] == 0xFE && octets[1] == 0xFF) else { return octets }
        let units = stride(from: 2, to: octets.count, by: 2).map { place -> UInt16 in
            let (first, second) = (UInt16(octets[place]), UInt16(octets[place + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        return String(validating: units, as: UTF16.self).map { Array($0.utf8) } ?? octets
    }
}
