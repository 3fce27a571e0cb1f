import BookingCore
import CalendarTime

/// Makes a failing history smaller as long as it fails: fewer steps, then simpler series, then a simpler room.
enum ProofShrinking {
    static func smallest(_ proof: ProofCase) -> ProofCase {
        var best = proof
        var triesLeft = 600
        var hasChanged = true
        while hasChanged, triesLeft > 0 {
            hasChanged = false
            for candidate in candidates(best) where triesLeft > 0 {
                triesLeft -= 1
                if ProofRun.difference(in: candidate).text != nil {
                    best = candidate
                    hasChanged = true
                    break
                }
            }
        }
        return best
    }

    private static func candidates(_ proof: ProofCase) -> [ProofCase] {
        var found: [ProofCase] = []
        for position in proof.steps.indices.reversed() {
            var smaller = proof
            smaller.steps.remove(at: position)
            found.append(smaller)
        }
        for position in proof.steps.indices {
            guard case .ask(let ask) = proof.steps[position] else { continue }
            for simpler in simpler(ask) {
                var smaller = proof
                smaller.steps[position] = .ask(simpler)
                found.append(smaller)
            }
        }
        return found + simplerRooms(proof)
    }

    private static func simpler(_ ask: ProofAsk) -> [ProofAsk] {
        var found: [ProofAsk] = []
        func add(_ change: (inout ProofAsk) -> Void) {
            var copy = ask
            change(&copy)
            found.append(copy)
        }
        for position in ask.series.overrides.indices { add { $0.series.overrides.remove(at: position) } }
        for position in ask.series.dates.indices { add { $0.series.dates.remove(at: position) } }
        for position in ask.series.excluded.indices { add { $0.series.excluded.remove(at: position) } }
        for position in ask.series.rules.indices { add { $0.series.rules.remove(at: position) } }
        if ask.units > 1 { add { $0.units = 1 } }
        if ask.people != nil { add { $0.people = nil } }
        return found
    }

    private static func simplerRooms(_ proof: ProofCase) -> [ProofCase] {
        var found: [ProofCase] = []
        for position in proof.rooms.indices {
            func add(_ change: (inout ProofCase) -> Void) {
                var copy = proof
                change(&copy)
                if copy.rooms != proof.rooms { found.append(copy) }
            }
            add { $0.rooms[position].setup = 0 }
            add { $0.rooms[position].teardown = 0 }
            add { $0.rooms[position].units = 1 }
            add { $0.rooms[position].closures = [] }
            add { $0.rooms[position].openingHours = nil }
            add { $0.rooms[position].capacity = nil }
            add { $0.rooms[position].policy.minimumNotice = 0 }
            add { $0.rooms[position].policy.minimumDuration = 0 }
            add { $0.rooms[position].policy.enforceSchedulingHorizon = false }
        }
        return found
    }
}
