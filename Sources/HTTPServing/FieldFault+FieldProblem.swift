public import Scheduling
public import Wording

extension FieldFault {
    /// What is said about a field that Scheduling refuses.
    public init(_ problem: FieldProblem) {
        switch problem {
        case .missing: self = .missing
        case .empty: self = .empty
        case .tooLong(let limit): self = .tooLong(limit: limit)
        case .endBeforeStart: self = .endBeforeStart
        case .mixedTimeForms: self = .mixedTimeForms
        case .unknownZone(let name): self = .unknownZone(name)
        case .outOfRange: self = .outOfRange
        case .notAllowed: self = .notAllowed
        case .duplicate: self = .duplicate
        case .noLength: self = .noLength
        case .noDate: self = .noDate
        case .controlCharacter: self = .controlCharacter
        case .noSuchInstance: self = .noSuchInstance
        case .taken: self = .taken
        case .wrongPassword: self = .wrongPassword
        case .unsuitablePassword: self = .unsuitablePassword
        case .unknownID(let id): self = .unknownID(String(id.prefix(100)))
        case .malformed(let text): self = .malformed(String(text.prefix(100)))
        }
    }
}
