public import BookingCore
public import CalendarTime
import FoundationEssentials

/// What a decision record keeps of a decision besides its verdict: what it rested on, what was noted, and what was
/// offered instead. Never a title, never a name.
public struct DecisionBasis: Hashable, Codable, Sendable {
    /// How it came to the decision.
    public enum Kind: String, Hashable, Codable, Sendable {
        /// Somebody asked, or asked again.
        case request
        /// A human's refusal of before was still standing.
        case standing
        /// A manager accepted what waited for them.
        case approval
        /// A manager said no, or took the time back.
        case manager
        /// The booking window reached later dates of a series.
        case windowExtension
        /// Time was freed for a request that waited.
        case promotion
        /// The server itself: nobody answered, or nobody came.
        case server
    }

    public var kind: Kind
    /// Nil where nothing was looked at but a human's word.
    public var facts: DecisionFacts?
    /// Of an approval or an extension: the booking as it stood before.
    public var before: DecisionFacts?
    /// Of an extension: a manager had let the series in, so that rules which can be waived were not asked.
    public var wasApproved = false
    public var notes: [Reason]
    public var laterClashes: LaterClashes?
    public var decidedThrough: Instant?
    public var alternatives: [Alternative]
    /// The first of the refused instances, with their reasons.
    public var declinedInstances: [BookedInstance]
    /// How many instances are refused.
    public var declinedCount: Int

    init(
        _ kind: Kind, facts: DecisionFacts? = nil, before: DecisionFacts? = nil, decision: BookingDecision,
        alternatives: [Alternative] = []
    ) {
        self.kind = kind
        self.facts = facts
        self.before = before
        self.alternatives = alternatives
        notes = decision.notes
        laterClashes = decision.laterClashes
        decidedThrough = decision.decidedThrough
        let declined = decision.declinedInstances
        declinedInstances = Array(declined.prefix(Self.keptInstances))
        declinedCount = declined.count
    }

    private static let keptInstances = 20

    // What is empty takes no room: most decisions have nothing in their way.

    private enum CodingKeys: String, CodingKey {
        case kind = "k"
        case facts = "f"
        case before = "b"
        case wasApproved = "w"
        case notes = "n"
        case laterClashes = "l"
        case decidedThrough = "t"
        case alternatives = "a"
        case declinedInstances = "d"
        case declinedCount = "c"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kind = try container.decode(Kind.self, forKey: .kind)
        facts = try container.decodeIfPresent(DecisionFacts.self, forKey: .facts)
        before = try container.decodeIfPresent(DecisionFacts.self, forKey: .before)
        wasApproved = try container.decodeIfPresent(Bool.self, forKey: .wasApproved) ?? false
        notes = try container.decodeIfPresent([Reason].self, forKey: .notes) ?? []
        laterClashes = try container.decodeIfPresent(LaterClashes.self, forKey: .laterClashes)
        decidedThrough = try container.decodeIfPresent(Instant.self, forKey: .decidedThrough)
        alternatives = try container.decodeIfPresent([Alternative].self, forKey: .alternatives) ?? []
        declinedInstances = try container.decodeIfPresent([BookedInstance].self, forKey: .declinedInstances) ?? []
        declinedCount =
            try container.decodeIfPresent(Int.self, forKey: .declinedCount) ?? declinedInstances.count
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encodeIfPresent(facts, forKey: .facts)
        try container.encodeIfPresent(before, forKey: .before)
        if wasApproved { try container.encode(true, forKey: .wasApproved) }
        if !notes.isEmpty { try container.encode(notes, forKey: .notes) }
        try container.encodeIfPresent(laterClashes, forKey: .laterClashes)
        try container.encodeIfPresent(decidedThrough, forKey: .decidedThrough)
        if !alternatives.isEmpty { try container.encode(alternatives, forKey: .alternatives) }
        if !declinedInstances.isEmpty { try container.encode(declinedInstances, forKey: .declinedInstances) }
        if declinedCount > declinedInstances.count { try container.encode(declinedCount, forKey: .declinedCount) }
    }
}

extension DecisionBasis {
    /// As ``DecisionRecord/facts`` keeps it.
    func encoded() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }

    /// Nil where nothing was kept, or by a version that is not read any more.
    init?(encoded bytes: [UInt8]) {
        guard !bytes.isEmpty, let basis = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        self = basis
    }
}

extension DecisionRecord {
    /// What the decision rested on; nil where it was not kept.
    public var basis: DecisionBasis? { DecisionBasis(encoded: facts) }
}
