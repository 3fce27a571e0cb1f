/// One parameter of a property, for example `CN="Martin, Camille"` (RFC 5545 §3.2).
///
/// Two parameters are equal when their names and values are, however they were quoted. The spelling that was read is kept
/// beside the values, so that an object that nobody changed is written as it came.
public struct CalendarParameter: Sendable {
    /// Upper case.
    public let name: String
    /// Unquoted, with the encodings of RFC 6868 (`^n`, `^'`, `^^`) decoded.
    public var values: [String] {
        didSet { spelling = nil }
    }
    /// The text after `=` as it was read, where it differs from what the serializer would write.
    private(set) var spelling: String?

    public init(_ name: String, _ values: [String]) {
        self.name = name.uppercased()
        self.values = values
    }

    public init(_ name: String, _ value: String) {
        self.init(name, [value])
    }

    init(name: String, values: [String], spelling: String) {
        self.name = name
        self.values = values
        let written = values.map(ParameterText.quoted).joined(separator: ",")
        self.spelling = spelling.utf8.elementsEqual(written.utf8) ? nil : spelling
    }

    /// The text after `=` as the serializer writes it.
    var written: String {
        spelling ?? values.map(ParameterText.quoted).joined(separator: ",")
    }
}

extension CalendarParameter: Hashable {
    public static func == (one: CalendarParameter, other: CalendarParameter) -> Bool {
        one.name == other.name && one.values == other.values
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(values)
    }
}

/// The text forms of parameter values: quoting (RFC 5545 §3.2) and the encoding of quotes and line ends (RFC 6868).
enum ParameterText {
    /// `value` encoded and, where it holds `:`, `;` or `,`, quoted.
    static func quoted(_ value: String) -> String {
        var encoded = ""
        var needsQuotes = false
        for scalar in value.unicodeScalars {
            switch scalar {
            case "^": encoded += "^^"
            case "\n": encoded += "^n"
            case "\"": encoded += "^'"
            case ":", ";", ",":
                needsQuotes = true
                encoded.unicodeScalars.append(scalar)
            default:
                if !isControl(scalar) { encoded.unicodeScalars.append(scalar) }
            }
        }
        return needsQuotes ? "\"\(encoded)\"" : encoded
    }

    /// Decodes RFC 6868; a circumflex before any other character stays as it is (§3.2).
    static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "^")) else { return text }
        var result = String.UnicodeScalarView()
        var circumflex = false
        for scalar in text.unicodeScalars {
            if circumflex {
                circumflex = false
                switch scalar {
                case "n": result.append("\n")
                case "'": result.append("\"")
                case "^": result.append("^")
                default: result.append(contentsOf: ["^", scalar])
                }
            } else if scalar == "^" {
                circumflex = true
            } else {
                result.append(scalar)
            }
        }
        if circumflex { result.append("^") }
        return String(result)
    }

    /// Whether `scalar` may not stand in a content line (RFC 5545 §3.1, CONTROL): all of C0 but TAB, and DEL.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.value < 0x20 && scalar != "\t") || scalar.value == 0x7F
    }
}
