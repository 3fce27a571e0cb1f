/// The escapes of TEXT values (RFC 5545 §3.3.11).
public enum CalendarText {
    /// Escapes `\`, `;`, `,` and line ends (CR LF and CR count as one line end); other control characters are dropped.
    public static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": result.append(contentsOf: ["\\", scalar])
            case "\n" where afterReturn: break
            case "\n", "\r": result.append(contentsOf: ["\\", "n"])
            default: if !ParameterText.isControl(scalar) { result.append(scalar) }
            }
            afterReturn = scalar == "\r"
        }
        return String(result)
    }

    /// Resolves the escapes. A backslash before a character that needs none stays, except before `:` and `"`, which
    /// older programs escape too.
    public static func unescaped(_ value: String) -> String {
        guard value.utf8.contains(UInt8(ascii: "\\")) else { return value }
        var result = String.UnicodeScalarView()
        var backslash = false
        for scalar in value.unicodeScalars {
            if backslash {
                backslash = false
                switch scalar {
                case "n", "N": result.append("\n")
                case "\\", ";", ",", ":", "\"": result.append(scalar)
                default: result.append(contentsOf: ["\\", scalar])
                }
            } else if scalar == "\\" {
                backslash = true
            } else {
                result.append(scalar)
            }
        }
        if backslash { result.append("\\") }
        return String(result)
    }

    /// Splits a raw value at `separator` where no backslash stands before it. An empty value has one empty part.
    public static func split(_ value: String, at separator: Unicode.Scalar) -> [String] {
        var parts: [String] = []
        var part = String.UnicodeScalarView()
        var backslash = false
        for scalar in value.unicodeScalars {
            if scalar == separator, !backslash {
                parts.append(String(part))
                part = String.UnicodeScalarView()
                continue
            }
            backslash = scalar == "\\" && !backslash
            part.append(scalar)
        }
        parts.append(String(part))
        return parts
    }
}
