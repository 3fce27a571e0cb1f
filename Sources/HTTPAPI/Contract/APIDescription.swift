import Schema
import Yams

/// `Schema/openapi.yaml`, embedded: as it was written, and as JSON.
enum APIDescription {
    static let yaml: [UInt8] = octets(schema_openapi())
    static let stylesheet: [UInt8] = octets(schema_docs_css())

    /// Empty where the file is no YAML, which a test rules out.
    static let document: JSON = {
        guard let text = String(validating: yaml, as: UTF8.self), let node = try? Yams.compose(yaml: text) else {
            return .object([])
        }
        return JSON(node)
    }()

    static let json: [UInt8] = document.encoded()

    private static func octets(_ file: schema_file) -> [UInt8] {
        Array(UnsafeBufferPointer(start: file.bytes, count: file.length))
    }
}

extension JSON {
    /// By YAML's core schema (YAML 1.2.2 §10.3.2); members keep their order.
    fileprivate init(_ node: Node) {
        switch node {
        case .mapping(let mapping):
            self = .object(mapping.map { Member(name: $0.key.string ?? "", value: JSON($0.value)) })
        case .sequence(let sequence): self = .array(sequence.map { JSON($0) })
        case .scalar(let scalar) where scalar.style != .plain: self = .string(scalar.string)
        case .scalar(let scalar): self = Self.plain(scalar.string)
        case .alias: self = .null
        }
    }

    private static func plain(_ text: String) -> JSON {
        switch text {
        case "", "~", "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default:
            if let number = Int64(text) { return .integer(number) }
            if text.first.map({ $0.isNumber || $0 == "-" }) == true, let number = Double(text) {
                return .number(number)
            }
            return .string(text)
        }
    }
}
