import Yams

/// A node of the file with its path, read by the type that is expected; a wrong one is an error with its place.
struct YAMLValue {
    let node: Node
    let path: String
    let line: Int

    init(_ node: Node, path: String, parentLine: Int) {
        self.node = node
        self.path = path
        line = node.mark?.line ?? parentLine
    }

    func error(_ problem: ProvisioningError.Problem) -> ProvisioningError {
        ProvisioningError(line: line, field: path, problem)
    }

    /// Text on one line, without control characters, not empty.
    func text() throws(ProvisioningError) -> String {
        guard case .scalar(let scalar) = node, !isNull, !scalar.string.isEmpty else { throw error(.expected("a text")) }
        guard !scalar.string.unicodeScalars.contains(where: { $0.value < 32 || (127..<160).contains($0.value) }) else {
            throw error(.expected("a text on one line, without control characters"))
        }
        guard scalar.string.utf8.count <= 1_000 else { throw error(.outOfRange(allowed: "at most 1,000 bytes")) }
        return scalar.string
    }

    func integer(_ allowed: ClosedRange<Int>) throws(ProvisioningError) -> Int {
        guard case .scalar(let scalar) = node, let value = Int(scalar.string), allowed.contains(value) else {
            throw error(.outOfRange(allowed: "a whole number from \(allowed.lowerBound) to \(allowed.upperBound)"))
        }
        return value
    }

    func boolean() throws(ProvisioningError) -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else {
            throw error(.expected("true or false"))
        }
        switch scalar.string {
        case "true": return true
        case "false": return false
        default: throw error(.expected("true or false"))
        }
    }

    func oneOf<Value: RawRepresentable & CaseIterable>(
        _ type: Value.Type
    ) throws(ProvisioningError) -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: try text()) else { throw error(.notOneOf(Value.allCases.map(\.rawValue))) }
        return value
    }

    /// The items of a list.
    func list() throws(ProvisioningError) -> [YAMLValue] {
        guard case .sequence(let sequence) = node else { throw error(.expected("a list")) }
        return sequence.enumerated().map { YAMLValue($1, path: "\(path)[\($0 + 1)]", parentLine: line) }
    }

    func texts() throws(ProvisioningError) -> [String] {
        var texts: [String] = []
        for item in try list() { texts.append(try item.text()) }
        return texts
    }

    func fields() throws(ProvisioningError) -> YAMLFields { try YAMLFields(self) }

    var isNull: Bool {
        guard case .scalar(let scalar) = node else { return false }
        return scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    var isMapping: Bool { node.mapping != nil }

    var isScalar: Bool { scalarText != nil }

    /// What stands there, if it is neither a list nor fields.
    var scalarText: String? {
        guard case .scalar(let scalar) = node else { return nil }
        return scalar.string
    }
}

/// The fields of a mapping, each taken once; what nobody took is unknown.
struct YAMLFields {
    let value: YAMLValue
    private(set) var entries: [(name: String, value: YAMLValue)] = []
    private var taken: Set<String> = []
    private var known: [String] = []

    init(_ value: YAMLValue) throws(ProvisioningError) {
        self.value = value
        guard case .mapping(let mapping) = value.node else {
            throw value.error(.expected("fields, each with its value"))
        }
        for (key, node) in mapping {
            let line = key.mark?.line ?? value.line
            guard case .scalar(let scalar) = key else {
                throw ProvisioningError(line: line, field: value.path, .expected("a name before the colon"))
            }
            let path = value.path.isEmpty ? scalar.string : value.path + "." + scalar.string
            entries.append((scalar.string, YAMLValue(node, path: path, parentLine: line)))
        }
    }

    /// The field's value; nil where it is not there or empty.
    mutating func take(_ name: String) -> YAMLValue? {
        known.append(name)
        taken.insert(name)
        guard let value = entries.first(where: { $0.name == name })?.value, !value.isNull else { return nil }
        return value
    }

    mutating func require(_ name: String) throws(ProvisioningError) -> YAMLValue {
        if let found = take(name) { return found }
        let path = value.path.isEmpty ? name : value.path + "." + name
        let line = entries.first { $0.name == name }?.value.line ?? value.line
        throw ProvisioningError(line: line, field: path, .missing)
    }

    /// Refuses the first field that nobody asked for.
    func finish() throws(ProvisioningError) {
        guard let unknown = entries.first(where: { !taken.contains($0.name) }) else { return }
        throw unknown.value.error(.unknownField(known: known))
    }
}
