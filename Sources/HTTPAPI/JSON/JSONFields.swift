import Scheduling

/// A value in a request with its path, read by the type that is expected.
struct JSONField {
    let name: String
    let value: JSON

    func error(_ problem: FieldProblem) -> RequestError { .invalidField(name: name, problem) }

    func wrongType(_ expected: String) -> RequestError {
        .wrongType(name: name, expected: expected, found: value.typeName)
    }

    func text() throws(RequestError) -> String {
        guard case .string(let text) = value else { throw wrongType("string") }
        return text
    }

    /// `2.0` is an integer as well (JSON Schema 2020-12, Core §4.2.3).
    func integer(_ allowed: ClosedRange<Int64>) throws(RequestError) -> Int {
        let number: Int64
        switch value {
        case .integer(let value): number = value
        case .number(let value) where value == value.rounded():
            guard let exact = Int64(exactly: value) else { throw error(.outOfRange) }
            number = exact
        default: throw wrongType("integer")
        }
        guard allowed.contains(number) else { throw error(.outOfRange) }
        return Int(number)
    }

    func boolean() throws(RequestError) -> Bool {
        guard case .bool(let flag) = value else { throw wrongType("boolean") }
        return flag
    }

    func list() throws(RequestError) -> [JSONField] {
        guard case .array(let values) = value else { throw wrongType("array") }
        return values.enumerated().map { JSONField(name: "\(name)[\($0)]", value: $1) }
    }

    func texts() throws(RequestError) -> [String] {
        var texts: [String] = []
        for item in try list() { texts.append(try item.text()) }
        return texts
    }

    func oneOf<Value: RawRepresentable>(_ type: Value.Type) throws(RequestError) -> Value
    where Value.RawValue == String {
        let text = try text()
        guard let value = Value(rawValue: text) else { throw error(.malformed(text)) }
        return value
    }

    func fields() throws(RequestError) -> JSONFields { try JSONFields(self) }
}

/// The members of an object, each taken once; what nobody took is unknown.
struct JSONFields {
    let prefix: String
    private let members: [JSON.Member]
    private var taken: Set<String> = []

    init(_ field: JSONField) throws(RequestError) {
        guard case .object(let members) = field.value else { throw field.wrongType("object") }
        self.members = members
        prefix = field.name.isEmpty ? "" : field.name + "."
    }

    /// The body of a request.
    init(body: [UInt8]) throws(RequestError) {
        try self.init(JSONField(name: "", value: try JSON(body: body)))
    }

    var names: [String] { members.map(\.name) }

    /// Nil where the member is missing or null.
    mutating func take(_ name: String) -> JSONField? {
        taken.insert(name)
        guard let value = members.first(where: { $0.name == name })?.value, value != .null else { return nil }
        return JSONField(name: prefix + name, value: value)
    }

    mutating func require(_ name: String) throws(RequestError) -> JSONField {
        guard let field = take(name) else { throw .invalidField(name: prefix + name, .missing) }
        return field
    }

    /// True where the member is there and null.
    mutating func isNull(_ name: String) -> Bool {
        taken.insert(name)
        return members.first { $0.name == name }?.value == .null
    }

    func finish() throws(RequestError) {
        guard let unknown = members.first(where: { !taken.contains($0.name) }) else { return }
        throw .unknownField(name: prefix + unknown.name)
    }
}

extension JSON {
    /// The body of a request.
    init(body: [UInt8]) throws(RequestError) {
        do {
            self = try JSONParser.parse(body)
        } catch {
            throw .notJSON(error)
        }
    }
}
