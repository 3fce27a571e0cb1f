/// Texts of LDAP: values in filters, and names as they are compared.
enum LDAPText {
    /// A value inside a filter (RFC 4515 §3): what could end it, and every octet that is not plain ASCII, as `\HH`.
    static func filterValue(_ text: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var escaped: [UInt8] = []
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "*"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\"), 0..<0x20, 0x7F...:
                escaped += [UInt8(ascii: "\\"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            default: escaped.append(octet)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    /// Which of the people are in a group, in person or by a group inside it: Active Directory walks the chain (MS-ADTS
    /// §3.1.1.3.4.4.3, LDAP_MATCHING_RULE_IN_CHAIN).
    static func chainFilter(_ people: String, group dn: String) -> String {
        let filter = people.hasPrefix("(") ? people : "(" + people + ")"
        return "(&" + filter + "(memberOf:1.2.840.113556.1.4.1941:=" + filterValue(dn) + "))"
    }

    /// A DN for comparing: escapes resolved to their octets, no space around separators, without case (RFC 4514 §3, RFC 4517
    /// §4.2.15). Two texts for one name give the same, as long as both name their attributes alike.
    static func comparable(_ dn: String) -> String {
        var text = ""
        var pendingSpace = 0
        var isAtStart = true
        var octets = Array(dn.utf8)[...]
        var plain: [UInt8] = []
        func take(_ octet: UInt8) {
            plain += Array(repeating: UInt8(ascii: " "), count: isAtStart ? 0 : pendingSpace)
            (pendingSpace, isAtStart) = (0, false)
            plain.append(octet)
        }
        while let octet = octets.popFirst() {
            switch octet {
            case UInt8(ascii: "\\"):
                guard let next = octets.popFirst() else { break }
                // An escaped octet is told from a separator by a mark that no text has.
                if let high = hex(next), let low = octets.first.flatMap(hex) {
                    octets.removeFirst()
                    let value = high << 4 | low
                    if isSeparator(value) { take(0x01) }
                    take(value)
                } else {
                    if isSeparator(next) { take(0x01) }
                    take(next)
                }
            case UInt8(ascii: " "):
                pendingSpace += 1
            case UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: ";"):
                pendingSpace = 0
                isAtStart = false
                take(octet == UInt8(ascii: ";") ? UInt8(ascii: ",") : octet)
                isAtStart = true
            default:
                take(octet)
            }
        }
        text = String(decoding: plain, as: UTF8.self)
        return text.lowercased()
    }

    private static func isSeparator(_ octet: UInt8) -> Bool { ",=+;".utf8.contains(octet) }

    private static func hex(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
