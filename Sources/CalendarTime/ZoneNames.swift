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

    /// The IANA name meant by `name`; nil when no scheme gives one. A well-formed name with a slash that is in no table is
    /// handed back as it is, for it may be newer than the tables.
    static func canonical(_ name: String) -> String? {
        guard name.utf8.count <= 256 else { return nil }
        let trimmed = trimming(name)
        let lower = trimmed.lowercased()
        if let iana = byLowercase[lower] { return iana }
        if isLocalFile(lower) { return copied(lower) }
        if trimmed.utf8.first == UInt8(ascii: "/") { return vendorName(trimmed) }
        if let iana = windows[lower] { return iana }
        if lower.hasPrefix("tzone://microsoft/") {
            return lower == "tzone://microsoft/utc" ? "Etc/UTC" : nil
        }
        if let iana = displayName(lower) { return iana }
        return trimmed.utf8.contains(UInt8(ascii: "/")) && isWellFormed(trimmed) ? trimmed : nil
    }

    /// Whether `name` is that of a file which systems keep beside the zones of tzdata: a zone of another name, or its copy
    /// with leap seconds, in which no calendar counts.
    static func isLocalFile(_ name: String) -> Bool {
        ["posixrules", "localtime"].contains(name) || copies.contains { name.hasPrefix($0) }
    }

    private static let copies = ["posix/", "right/"]

    /// `right/Europe/Paris`.
    private static func copied(_ lower: String) -> String? {
        copies.first(where: lower.hasPrefix).flatMap { byLowercase[String(lower.dropFirst($0.count))] }
    }

    /// `/mozilla.org/20050126_1/Europe/Paris`: the longest end that is an IANA name.
    private static func vendorName(_ name: String) -> String? {
        let parts = name.split(separator: "/")
        for count in stride(from: min(3, parts.count - 1), through: 1, by: -1) {
            let end = parts.suffix(count).joined(separator: "/")
            if let iana = byLowercase[end.lowercased()] { return iana }
        }
        return nil
    }

    /// `(UTC+01:00) Brussels, Copenhagen, Madrid, Paris`, also with GMT, as older versions wrote it.
    private static func displayName(_ lower: String) -> String? {
        guard lower.hasPrefix("(utc") || lower.hasPrefix("(gmt"), let close = lower.firstIndex(of: ")") else {
            return displays[lower]
        }
        let rest = trimming(String(lower[lower.index(after: close)...]))
        if rest.isEmpty { return close == lower.index(lower.startIndex, offsetBy: 4) ? "Etc/UTC" : nil }
        return displays[rest]
    }

    private static func trimming(_ text: String) -> String {
        let isOuter: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\"" || $0 == "'" }
        var rest = text[...].drop(while: isOuter)
        while let last = rest.last, isOuter(last) { rest.removeLast() }
        return String(rest)
    }

    // MARK: Tables, built on first use

    private static let windows = pairs(windowsTable)
    private static let displays = pairs(displayTable)

    private static let byLowercase: [String: String] = {
        var names: [String: String] = [:]
        for name in "\(ianaNames)".split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            names[name.lowercased()] = String(name)
        }
        return names
    }()

    private static func pairs(_ table: StaticString) -> [String: String] {
        var pairs: [String: String] = [:]
        for line in "\(table)".split(separator: "\n") {
            guard let separator = line.firstIndex(of: "=") else { continue }
            pairs[String(line[..<separator])] = String(line[line.index(after: separator)...])
        }
        return pairs
    }
}
