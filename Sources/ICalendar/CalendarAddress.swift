/// A calendar user address (RFC 5545 §3.3.3): the value of ORGANIZER or ATTENDEE.
public struct CalendarAddress: Hashable, Sendable {
    /// Byte for byte as it was written, to be echoed in answers.
    public let raw: String
    /// The value alone in its comparable form: lower case, trimmed, percent-encoding resolved, `mailto:` stripped.
    public let uri: String
    /// What to compare with: ``uri`` for a mail address; else the EMAIL parameter where there is one (RFC 7986 §6.2), as
    /// Outlook's and Apple's connectors write it beside a path or a `urn:uuid:`; else ``uri``.
    public let normalized: String

    /// - Parameter email: the EMAIL parameter of the property.
    public init(_ raw: String, email: String? = nil) {
        self.raw = raw
        let value = Self.percentDecoded(raw.trimmingSpaces)
        var isMail = value.utf8.contains(UInt8(ascii: "@")) && !value.utf8.contains(UInt8(ascii: ":"))
        var bare = value.lowercased()
        if bare.hasPrefix("mailto:") {
            isMail = true
            bare = String(bare.dropFirst("mailto:".count)).trimmingSpaces
            if let query = bare.firstIndex(of: "?") { bare = String(bare[..<query]) }
        }
        uri = bare
        if !isMail, let email = email?.trimmingSpaces, email.contains("@") {
            normalized = CalendarAddress(email).uri
        } else {
            normalized = bare
        }
    }

    public init(_ property: CalendarProperty) {
        self.init(property.value, email: property[parameter: "EMAIL"])
    }

    /// Whether this is one of `addresses` (normalized ones), by either of its forms.
    public func matches(_ addresses: Set<String>) -> Bool {
        addresses.contains(normalized) || addresses.contains(uri)
    }

    /// Resolves `%xx`; a text that would hold control characters or no UTF-8 afterwards stays as it was.
    private static func percentDecoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                bytes.append(UInt8(digits[0] * 16 + digits[1]))
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return text }
        return String(validating: bytes, as: UTF8.self) ?? text
    }
}
