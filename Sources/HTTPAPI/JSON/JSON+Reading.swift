extension JSON {
    /// Nil where it is no string.
    var text: String? { if case .string(let text) = self { text } else { nil } }

    /// Empty where it is no array.
    var items: [JSON] { if case .array(let items) = self { items } else { [] } }

    /// Empty where it is no object.
    var members: [Member] { if case .object(let members) = self { members } else { [] } }

    /// The name of the schema that a reference of an API description points at.
    var reference: String? { self["$ref"]?.text?.split(separator: "/").last.map(String.init) }

    /// A string without its quotes, anything else as JSON.
    var shown: String { text ?? String(decoding: encoded(), as: UTF8.self) }

    /// The text with line breaks, as people read it.
    func indented(_ margin: String = "") -> String {
        let inner = margin + "  "
        switch self {
        case .array(let items) where items.contains { !$0.items.isEmpty || !$0.members.isEmpty }:
            return "[\n" + items.map { inner + $0.indented(inner) }.joined(separator: ",\n") + "\n" + margin + "]"
        case .object(let members) where !members.isEmpty:
            let lines = members.map { inner + JSON.string($0.name).compact + ": " + $0.value.indented(inner) }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + margin + "}"
        default: return compact
        }
    }

    private var compact: String { String(decoding: encoded(), as: UTF8.self) }
}
