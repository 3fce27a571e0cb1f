/// PARTSTAT (RFC 5545 §3.2.12). A missing one means NEEDS-ACTION.
public enum ParticipationStatus: Hashable, Sendable {
    case needsAction
    case accepted
    case declined
    case tentative
    case delegated
    /// Anything else, as it was written (COMPLETED and IN-PROCESS of VTODO, X-names).
    case other(String)

    public init(_ text: String) {
        switch text.uppercased() {
        case "NEEDS-ACTION": self = .needsAction
        case "ACCEPTED": self = .accepted
        case "DECLINED": self = .declined
        case "TENTATIVE": self = .tentative
        case "DELEGATED": self = .delegated
        default: self = .other(text)
        }
    }

    /// As it stands in the parameter.
    public var text: String {
        switch self {
        case .needsAction: "NEEDS-ACTION"
        case .accepted: "ACCEPTED"
        case .declined: "DECLINED"
        case .tentative: "TENTATIVE"
        case .delegated: "DELEGATED"
        case .other(let text): text
        }
    }
}
