import BookingCore
import CalendarTime
import Scheduling

/// What a step led to, in the words of the scenarios.
struct PolicyAnswer {
    var verdict: String
    var codes: Set<String> = []
    var notes: Set<String> = []
    var laterClashes: LaterClashes?
    var reasons: [Reason] = []
    /// Of a refused request of the JSON door, by room.
    var refusals: [String: BookingDecision] = [:]
    var offers: [Alternative] = []

    init(verdict: String) { self.verdict = verdict }

    /// Of the bookings of one request.
    init(_ bookings: [Booking]) {
        let words = Set(bookings.map(\.word))
        verdict = words.count == 1 ? words.first ?? "" : words.isEmpty ? "ignored" : "mixed"
        reasons = bookings.flatMap(\.reasons)
        codes = Set(reasons.map(\.code))
    }

    init(_ answer: BookingAnswer) {
        switch answer {
        case .booked(let views), .pending(let views), .waitlisted(let views):
            // A booking that moved to another room leaves a cancelled one.
            let standing = views.map(\.booking).filter { $0.state != .cancelled }
            self.init(standing.isEmpty ? views.map(\.booking) : standing)
            notes = Set(views.flatMap { $0.decision?.notes ?? [] }.map(\.code))
            laterClashes = views.compactMap { $0.decision?.laterClashes }.first
        case .refused(let refusal):
            self.init(verdict: "declined")
            for item in refusal.items { refusals[item.resource.id.rawValue] = item.decision }
            offers = refusal.items.flatMap(\.alternatives)
            reasons = refusal.items.flatMap(\.decision.reasons)
            codes = Set(reasons.map(\.code))
        }
    }

    init(_ error: SchedulingError) {
        switch error {
        case .forbidden: self.init(verdict: "forbidden")
        case .notFound: self.init(verdict: "not found")
        case .invalidField, .tooManyInstances: self.init(verdict: "not allowed")
        case .wrongState, .outsideCheckIn: self.init(verdict: "not now")
        default: self.init(verdict: "\(error)")
        }
    }

    static let words = [
        "partly accepted", "accepted", "pending", "declined", "waitlisted", "ignored", "mixed", "cancelled", "released",
        "refused", "forbidden", "not now", "not found", "not allowed", "done",
    ]

    /// What differs from `accepted`, `declined because conflict, tooLong`, `answered` (whatever).
    func problems(with expected: inout PolicyWords) throws(PolicyFault) -> [String] {
        if expected.take("answered") {
            try expected.finish()
            return []
        }
        var problems: [String] = []
        let word = Self.words.first { [expected] in
            var copy = expected
            return copy.take($0)
        }
        guard let word, expected.take(word) else { throw PolicyFault("no answer is called “\(expected.rest)”") }
        if word != verdict { problems.append("is \(verdict) \(codes.sorted()), not \(word)") }
        if expected.take("because") {
            let wanted = Set(try expected.list())
            if wanted != codes { problems.append("is \(verdict) because \(codes.sorted()), not \(wanted.sorted())") }
        }
        try expected.finish()
        return problems
    }
}

extension Booking {
    /// The state as scenarios say it.
    var word: String {
        switch state {
        case .tentative: "pending"
        case .confirmed: instances.contains { $0.word == "declined" } ? "partly accepted" : "accepted"
        case .checkedIn: "checked in"
        case .ended: "ended"
        case .declined: "declined"
        case .cancelled: "cancelled"
        case .released: "released"
        case .waitlisted: "waitlisted"
        }
    }
}

extension BookedInstance {
    var word: String {
        switch verdict {
        case .accepted: "accepted"
        case .tentative: "tentative"
        case .declined: "declined"
        case .cancelled: "cancelled"
        case .past: "past"
        }
    }

    var codes: Set<String> {
        if case .declined(let reasons) = verdict { Set(reasons.map(\.code)) } else { [] }
    }
}
