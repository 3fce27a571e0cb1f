import BookingCore

/// What the model answers to one instance; reasons as ``Reason`` is written by the proof.
enum ModelVerdict: Equatable {
    case accepted, tentative, cancelled
    case declined([String])

    var holds: Bool { self == .accepted || self == .tentative }
}

struct ModelInstance: Equatable {
    var id: Int64
    var start: Int64
    var end: Int64
    var verdict: ModelVerdict

    var takesTime: Bool { verdict.holds && end > start }
}

struct ModelDecision: Equatable {
    var verdict: String
    var instances: [ModelInstance]
    var reasons: [String] = []
    var decidedThrough: Int64?
    var laterCount = 0
    var laterFirst: [Int64] = []

    /// The engine names at most ten facts, of which several can be the same reason: the model's list is cut alike.
    func named(like other: ModelDecision) -> ModelDecision {
        guard other.reasons.count == 10 else { return self }
        var cut = self
        cut.reasons = Array(reasons.prefix(other.withoutRepetition.reasons.count))
        return cut
    }

    var withoutRepetition: ModelDecision {
        var short = self
        short.reasons = []
        for reason in reasons where !short.reasons.contains(reason) { short.reasons.append(reason) }
        return short
    }
}

/// A booking as the model remembers it.
struct ModelBooking {
    var id: Int64
    var room: Int
    var person: String
    var units: Int
    var people: Int?
    var created: Int64
    var approved: Int64?
    var state: BookingState
    var expansion: NaiveExpansion
    var instances: [ModelInstance]
    /// Instances that end later are still to be decided.
    var decidedThrough: Int64?
    /// Why the whole was refused.
    var reasons: [String] = []

    var holds: Bool { state.holdsTime }

    /// Whether some instance is still to be decided.
    var hasLaterTime: Bool {
        guard let from = decidedThrough else { return false }
        return expansion.contains(after: from) { $0.blocks && $0.end > from }
    }

    func isOlder(than other: ModelBooking) -> Bool { (created, id) < (other.created, other.id) }

    /// Whether instances that are still to be decided are held for a manager.
    var holdsLater: Bool {
        state == .tentative && instances.last(where: \.takesTime)?.verdict ?? .tentative == .tentative
    }
}
