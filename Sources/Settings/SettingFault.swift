/// What is wrong with one option, where it stands, and what to do about it.
public struct SettingFault: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Place: Hashable, Sendable {
        /// A line of the file, counted from 1.
        case line(Int, file: String)
        /// A variable of the environment.
        case variable(String)
        case commandLine
    }

    public enum Problem: Hashable, Sendable {
        case notYAML(String)
        /// The nearest known name, where one is near.
        case unknown(nearest: String?)
        /// The option cannot have this value; what it can have.
        case expected(String)
        /// A section has fields, each with its value.
        case notASection
        /// The option is worth something only together with these.
        case needs([String])
        /// What is written cannot be used, and why.
        case unusable(String)
    }

    public var place: Place
    /// `log.level`; empty where the file as a whole is meant.
    public var field: String
    public var problem: Problem

    public init(place: Place, field: String, problem: Problem) {
        self.place = place
        self.field = field
        self.problem = problem
    }

    public var description: String {
        let start =
            switch place {
            case .line(let line, let file): "\(file):\(line)"
            case .variable(let name): "$\(name)"
            case .commandLine: "command line"
            }
        return ([start] + (field.isEmpty ? [] : [field]) + [sentence]).joined(separator: ": ")
    }

    /// What is wrong and what to do.
    public var sentence: String {
        switch problem {
        case .notYAML(let detail): "this is not valid YAML (\(detail)); check indentation, colons and quotes"
        case .unknown(let nearest?): "there is no such option; did you mean \(nearest)?"
        case .unknown(nil): "there is no such option; `creneau config reference` lists them all"
        case .expected(let what): "write \(what)"
        case .needs(let names): "this needs \(names.joined(separator: ", ")) too"
        case .unusable(let why): why
        case .notASection: "this is a section; write its options below it, indented, each with its value"
        }
    }
}

/// Everything that is wrong with a configuration.
public struct SettingFaults: Error, Hashable, Sendable, CustomStringConvertible {
    public let faults: [SettingFault]

    public init(faults: [SettingFault]) {
        self.faults = faults
    }

    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
