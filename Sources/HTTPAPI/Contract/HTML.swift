/// A piece of HTML whose text is escaped.
struct HTML {
    private(set) var source = ""

    /// What a text is in HTML, also inside an attribute's quotes.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    /// - Parameter attributes: as they are written: `class="x"`.
    mutating func element(_ name: String, _ attributes: String = "", _ content: (inout HTML) -> Void) {
        source += "<" + name + (attributes.isEmpty ? "" : " " + attributes) + ">"
        content(&self)
        source += "</" + name + ">\n"
    }

    mutating func element(_ name: String, _ attributes: String = "", text: String) {
        element(name, attributes) { $0.write(text) }
    }

    /// An element without content.
    mutating func void(_ name: String, _ attributes: String) { source += "<" + name + " " + attributes + ">\n" }

    mutating func text(_ text: String) { source += Self.escaped(text) }

    /// Text in which `` `code` `` is code.
    mutating func write(_ text: String) {
        for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
            let piece = Self.escaped(String(part))
            source += index.isMultiple(of: 2) ? piece : "<code>" + piece + "</code>"
        }
    }

    /// Paragraphs of a text that are apart by an empty line.
    mutating func paragraphs(_ text: String) {
        for part in text.split(separator: "\n\n") {
            element("p", text: part.split(separator: "\n").joined(separator: " "))
        }
    }
}
