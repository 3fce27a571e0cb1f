/// The resources as LDIF (RFC 2849), for directories and address books that read no other form.
public struct ResourceLDIF: Sendable {
    /// Which object classes the entries have.
    public enum Schema: String, Hashable, Sendable, CaseIterable {
        /// `inetOrgPerson` with Mozilla's extension: Thunderbird and other address books import it.
        case person
        /// `kolabSharedFolder`: what KOrganizer and Kolab look for as resources.
        case kolab
        /// `CalendarResource` (draft-cal-resource-schema): what SOGo looks for as resources.
        case sogo
    }

    private let schema: Schema
    private let base: String
    private let organization: String?

    /// - Parameters:
    ///   - base: the distinguished name under which the entries stand, as text (RFC 4514).
    ///   - organization: nil where its name is not known.
    public init(schema: Schema, base: String, organization: String? = nil) {
        self.schema = schema
        self.base = base
        self.organization = organization
    }

    public func text(_ entries: [RoomEntry]) -> String {
        var octets = Array("version: 1\n".utf8)
        var taken: Set<String> = []
        for entry in entries {
            // A name that another entry has already is told apart by the id.
            let isFirst = taken.insert(entry.name.lowercased()).inserted
            let name = isFirst ? entry.name : "\(entry.name) (\(entry.id))"
            octets.append(UInt8(ascii: "\n"))
            append("dn", "cn=\(Self.escaped(name)),\(base)", to: &octets)
            for (attribute, value) in attributes(of: entry, name: name) where !value.isEmpty {
                append(attribute, value, to: &octets)
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }

    private func attributes(of entry: RoomEntry, name: String) -> [(String, String)] {
        let aliases = entry.aliases.map { (schema == .person ? "mozillaSecondEmail" : "alias", $0) }
        let common =
            [("cn", name), ("mail", entry.address)] + (schema == .person ? Array(aliases.prefix(1)) : [])
            + [("description", entry.note)]
        switch schema {
        case .person:
            return Self.classes(["top", "person", "organizationalPerson", "inetOrgPerson", "mozillaAbPersonAlpha"])
                + common + [
                    ("sn", entry.name), ("displayName", entry.name), ("o", organization ?? ""),
                    ("ou", entry.site ?? ""), ("physicalDeliveryOfficeName", entry.place),
                    ("roomNumber", entry.isPlace ? entry.name : ""), ("employeeType", entry.categories.first ?? ""),
                ]
        case .kolab:
            return Self.classes(["top", "kolabSharedFolder", "mailRecipient"]) + common + aliases + [
                ("kolabFolderType", "event")
            ] + entry.categories.map { ("kolabDescAttribute", $0) }
        case .sogo:
            return Self.classes([
                "top", "person", "organizationalPerson", "inetOrgPerson", "calEntry", "CalendarResource",
            ])
                + common + [
                    ("sn", entry.name), ("o", organization ?? ""), ("ou", entry.site ?? ""),
                    ("physicalDeliveryOfficeName", entry.place), ("kind", entry.isPlace ? "location" : "thing"),
                    ("multipleBookings", String(entry.units)), ("capacity", entry.capacity.map { String($0) } ?? ""),
                    ("calCalAdrURI", "mailto:" + entry.address),
                ]
        }
    }

    private static func classes(_ names: [String]) -> [(String, String)] { names.map { ("objectClass", $0) } }

    /// A value inside a distinguished name (RFC 4514 §2.4).
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "+", ",", ";", "<", ">", "\\", "=": result += "\\" + String(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                result += "\\" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        if result.hasPrefix(" ") || result.hasPrefix("#") { result = "\\" + result }
        if result.hasSuffix(" ") { result = result.dropLast() + "\\ " }
        return result
    }

    /// One line, folded at 76 octets; in base64 what is no safe string (RFC 2849, notes 2, 4 and 8).
    private func append(_ attribute: String, _ value: String, to octets: inout [UInt8]) {
        let line = attribute + (Self.isSafe(value) ? ": " + value : ":: " + Self.base64(Array(value.utf8)))
        for (index, octet) in line.utf8.enumerated() {
            // The first line has 76 octets, the others a space and 75.
            if index >= 76, (index - 76) % 75 == 0 { octets += Array("\n ".utf8) }
            octets.append(octet)
        }
        octets.append(UInt8(ascii: "\n"))
    }

    private static func isSafe(_ value: String) -> Bool {
        guard let first = value.utf8.first, ![UInt8(ascii: " "), UInt8(ascii: ":"), UInt8(ascii: "<")].contains(first),
            value.utf8.last != UInt8(ascii: " ")
        else { return value.isEmpty }
        return value.utf8.allSatisfy { $0 < 0x80 && $0 >= 0x20 && $0 != 0x7F }
    }

    /// RFC 4648 §4.
    private static func base64(_ octets: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: octets.count, by: 3) {
            let part = octets[start..<min(start + 3, octets.count)]
            let word = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
            for place in 0..<4 {
                result.append(place <= part.count ? digits[word >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
