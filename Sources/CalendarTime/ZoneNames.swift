/// What the names of time zones stand for.
enum ZoneNames {
    /// Whether `name` could be an IANA name, and is safe as a part of a path.
    static func isWellFormed(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= 64 else { return false }
        for part in name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let first = part.first, isLetter(first) else { return false }
            for byte in part {
                let isDigit = byte >= 0x30 && byte <= 0x39
                guard isLetter(byte) || isDigit || byte == 0x5F || byte == 0x2B || byte == 0x2D else { return false }
            }
        }
        return true
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }

    static func canonical(_ name: String) -> String? { name }
}
