/// A JSON value (RFC 8259). Members keep their order.
enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    struct Member: Hashable, Sendable {
        var name: String
        var value: JSON
    }

    /// What a person would call the value's type.
    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    subscript(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral
{
    init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member(name: $0, value: $1) })
    }

    init(arrayLiteral elements: JSON...) { self = .array(elements) }

    init(stringLiteral value: String) { self = .string(value) }

    init(booleanLiteral value: Bool) { self = .bool(value) }

    init(integerLiteral value: Int64) { self = .integer(value) }

    init(nilLiteral: ()) { self = .null }

    init(_ text: String?) { self = text.map(JSON.string) ?? .null }

    init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }

    init(_ texts: some Sequence<String>) { self = .array(texts.map(JSON.string)) }
}

extension JSON {
    /// The text in UTF-8, without white space between tokens.
    func encoded() -> [UInt8] {
        var octets: [UInt8] = []
        write(to: &octets)
        return octets
    }

    private func write(to octets: inout [UInt8]) {
        switch self {
        case .null: octets += "null".utf8
        case .bool(let value): octets += (value ? "true" : "false").utf8
        case .integer(let value): octets += String(value).utf8
        case .number(let value): octets += (value.isFinite ? String(value) : "null").utf8
        case .string(let value): Self.write(value, to: &octets)
        case .array(let values):
            octets.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { octets.append(UInt8(ascii: ",")) }
                value.write(to: &octets)
            }
            octets.append(UInt8(ascii: "]"))
        case .object(let members):
            octets.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { octets.append(UInt8(ascii: ",")) }
                Self.write(member.name, to: &octets)
                octets.append(UInt8(ascii: ":"))
                member.value.write(to: &octets)
            }
            octets.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to octets: inout [UInt8]) {
        octets.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): octets += "\\\"".utf8
            case UInt8(ascii: "\\"): octets += "\\\\".utf8
            case 0x0A: octets += "\\n".utf8
            case 0x0D: octets += "\\r".utf8
            case 0x09: octets += "\\t".utf8
            case 0..<0x20: octets += ("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8
            default: octets.append(byte)
            }
        }
        octets.append(UInt8(ascii: "\""))
    }
}
