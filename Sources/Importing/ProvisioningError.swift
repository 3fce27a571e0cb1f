/// Why a provisioning file cannot be used: where, which field, and what to do about it.
public struct ProvisioningError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Counted from 1.
    public let line: Int
    /// `resources[3].capacity`; empty where the file as a whole is meant.
    public let field: String
    public let problem: Problem

    public enum Problem: Hashable, Sendable {
        /// The text is no YAML.
        case notYAML(String)
        case tooLarge(limit: Int)
        case missing
        case unknownField(known: [String])
        /// Another sort of value is expected here: "a list", "true or false".
        case expected(String)
        /// The value is written well and means nothing.
        case notOneOf([String])
        /// The name is defined nowhere in the file.
        case undefined(name: String, section: String)
        /// The name or address was used before.
        case alreadyUsed(name: String, line: Int)
        case outOfRange(allowed: String)
        case unknownZone(String)
    }

    init(line: Int, field: String, _ problem: Problem) {
        self.line = line
        self.field = field
        self.problem = problem
    }

    public var description: String {
        let place = field.isEmpty ? "line \(line)" : "line \(line): \(field)"
        return place + ": " + sentence
    }

    private var sentence: String {
        switch problem {
        case .notYAML(let detail): "this is not valid YAML (\(detail)); check indentation, colons and quotes"
        case .tooLarge(let limit): "the file is larger than \(limit) bytes; split the resources into several imports"
        case .missing: "the field is missing; add it"
        case .unknownField(let known): "no such field; write one of: \(known.joined(separator: ", "))"
        case .expected(let what): "write \(what)"
        case .notOneOf(let values): "write one of: \(values.joined(separator: ", "))"
        case .undefined(let name, let section): "“\(name)” is not defined; add it under \(section) or correct the name"
        case .alreadyUsed(let name, let line): "“\(name)” is used already on line \(line); each must be unique"
        case .outOfRange(let allowed): "write \(allowed)"
        case .unknownZone(let name): "“\(name)” is not in the time zone database; write an IANA name like Europe/Paris"
        }
    }
}
