import BookingCore
import CalendarTime
import Scheduling

/// The `then` lines.
extension PolicyPlayer {
    func expect(_ words: inout PolicyWords) async throws -> [String] {
        if words.take("the answer") { return try expectOfAnswer(&words) }
        if words.take("the decision on") { return try await expectOfRecord(&words) }
        let subject = try words.next("who or what")
        if subject.hasSuffix("'s") { return try await expectOfCalendar(String(subject.dropLast(2)), &words) }
        if town.resources[subject] != nil { return try await expectOfRoom(subject, &words) }
        if words.take("sees") { return try await expectOfReader(subject, &words) }
        if words.take("is told of") { return try await expectOfInbox(subject, &words, isTold: true) }
        if words.take("is not told of") { return try await expectOfInbox(subject, &words, isTold: false) }
        if words.take("may decide on") { return try await expectOfApprovals(subject, &words, may: true) }
        if words.take("may not decide on") { return try await expectOfApprovals(subject, &words, may: false) }
        let event = try event(subject)
        if words.take("is decided") { return try await expectOfWindow(event, &words) }
        if words.take("is not booked") {
            let found = try await bookings(of: event)
            return found.isEmpty ? [] : ["is \(found.map(\.word))"]
        }
        if words.take("has") { return try await expectCounts(event, &words) }
        if words.take("on") {
            var dates: [CivilDate] = []
            for text in try words.list() { dates.append(try PolicyTime.date(text)) }
            try words.expect("is")
            return try await expectInstances(event, dates, &words)
        }
        try words.expect("is")
        return try await expectState(event, &words)
    }

    /// `the answer notes CODES`, `the answer counts 3 conflicts, 2 allowed`, `the answer clashes later 4 times|without end`.
    private func expectOfAnswer(_ words: inout PolicyWords) throws -> [String] {
        if words.take("notes") {
            let wanted = words.take("nothing") ? [] : Set(try words.list())
            return wanted == answer.notes ? [] : ["notes \(answer.notes.sorted())"]
        }
        if words.take("counts") {
            let count = try words.number()
            try words.expect("conflicts,")
            let limit = try words.number()
            try words.expect("allowed")
            for case .tooManyConflicts(let conflicts, _, let allowed, _) in answer.reasons {
                return (conflicts, allowed) == (count, limit) ? [] : ["counts \(conflicts), \(allowed) allowed"]
            }
            return ["does not count conflicts: \(answer.codes)"]
        }
        if words.take("offers") { return try expectOffer(&words) }
        if words.take("does not offer") {
            let room = try town.resourceID(try words.next("a room"))
            return answer.offers.contains { $0.resource == room } ? ["offers it"] : []
        }
        try words.expect("clashes later")
        if words.take("never") { return answer.laterClashes == nil ? [] : ["\(answer.laterClashes!)"] }
        if words.take("without end") { return answer.laterClashes?.isEndless == true ? [] : ["ends"] }
        let count = try words.number()
        try words.expect("times from")
        let date = try PolicyTime.date(try words.next("a date"))
        let first = answer.laterClashes?.first.first.map { PolicyTown.zone.civil(at: $0.start).date }
        return answer.laterClashes?.count == count && first == date
            ? [] : ["clashes \(answer.laterClashes?.count ?? 0) times from \(first?.iso8601 ?? "-")"]
    }

    /// `STATE [because CODES] [at TIME] [in ROOM]`, of every room of the event where none is named.
    private func expectState(_ event: PolicyEvent, _ words: inout PolicyWords) async throws -> [String] {
        let states = PolicyAnswer.words + ["checked in", "ended"]
        let state = states.first { [words] in
            var copy = words
            return copy.take($0)
        }
        guard let state, words.take(state) else { throw PolicyFault("no state is called “\(words.rest)”") }
        let codes = words.take("because") ? Set(try words.list()) : nil
        let time = words.take("at") ? try PolicyTime(&words) : nil
        let rooms = words.take("in") ? try words.list() : try await answering(event)
        var problems: [String] = []
        for room in rooms {
            guard let booking = try await town.booking(room, event) else {
                guard let refusal = refused[event.name], state == "declined" else {
                    problems.append("is not booked in \(room)")
                    continue
                }
                if let codes, codes != refusal.codes { problems.append("is refused because \(refusal.codes.sorted())") }
                continue
            }
            let found = Set(booking.reasons.map(\.code))
            if booking.word != state { problems.append("is \(booking.word) \(found.sorted()) in \(room)") }
            if let codes, codes != found { problems.append("is \(booking.word) because \(found.sorted()) in \(room)") }
            if let time, let first = booking.instances.first { problems += problem(first.range, at: time, event) }
            problems += try await disagreements(booking, room, event)
        }
        return problems
    }

    /// The rooms that an event is about: where a group of rooms was invited, that which answers for it.
    func answering(_ event: PolicyEvent) async throws -> [String] {
        var names: [String] = []
        for name in event.rooms {
            var found: [String] = []
            for room in town.rooms(of: name) where try await town.booking(room, event) != nil { found.append(room) }
            names += found.isEmpty ? [name] : found
        }
        return names
    }

    func problem(_ range: TimeRange, at time: PolicyTime, _ event: PolicyEvent) -> [String] {
        let zone = TestTown.zones.zone(named: event.zone)!
        let wanted = TimeRange(start: zone.instant(of: time.start), end: zone.instant(of: time.end))
        return range == wanted ? [] : ["is at \(range), not \(wanted)"]
    }

    /// `VERDICT [because CODES] [at TIME] [in ROOM]` of the instances that began on these dates.
    private func expectInstances(
        _ event: PolicyEvent, _ dates: [CivilDate], _ words: inout PolicyWords
    ) async throws -> [String] {
        let verdict = try words.next("a verdict")
        let codes = words.take("because") ? Set(try words.list()) : nil
        let time = words.take("at") ? try PolicyTime(&words) : nil
        let rooms = words.take("in") ? try words.list() : try await answering(event)
        var problems: [String] = []
        for room in rooms {
            let booking = try await town.booking(room, event)
            let instances = booking?.instances ?? refused[event.name]?.refusals[room]?.instances ?? []
            for date in dates {
                guard let instance = Self.instance(on: date, of: instances, event) else {
                    if verdict != "absent" { problems.append("there is no \(date) in \(room)") }
                    continue
                }
                if instance.word != verdict {
                    problems.append("\(date) is \(instance.word) \(instance.codes.sorted()) in \(room)")
                }
                if let codes, codes != instance.codes {
                    problems.append("\(date) is \(instance.word) because \(instance.codes.sorted()) in \(room)")
                }
                if let time { problems += problem(instance.range, at: time, event) }
            }
            if let booking { problems += try await disagreements(booking, room, event) }
        }
        return problems
    }

    /// `3 accepted, 1 declined [in ROOM]`.
    private func expectCounts(_ event: PolicyEvent, _ words: inout PolicyWords) async throws -> [String] {
        var wanted: [String: Int] = [:]
        while let count = words.peek.flatMap({ Int($0) }) {
            _ = try words.next()
            let word = try words.next("a verdict")
            wanted[word.hasSuffix(",") ? String(word.dropLast()) : word] = count
        }
        let rooms = words.take("in") ? try words.list() : try await answering(event)
        var problems: [String] = []
        for room in rooms {
            let instances =
                try await town.booking(room, event)?.instances ?? refused[event.name]?.refusals[room]?.instances ?? []
            let found = Dictionary(grouping: instances, by: \.word).mapValues(\.count)
            for (word, count) in wanted where found[word, default: 0] != count {
                problems.append("has \(found) in \(room)")
            }
        }
        return problems
    }

    /// `through DATE`: later instances are decided when the window reaches them. `to its end`.
    private func expectOfWindow(_ event: PolicyEvent, _ words: inout PolicyWords) async throws -> [String] {
        let wanted = words.take("to its end") ? nil : words.take("through") ? try words.next("a date") : ""
        return try await bookings(of: event).compactMap { booking in
            let date = booking.decidedThrough.map { PolicyTown.zone.civil(at: $0).date.iso8601 }
            return date == wanted ? nil : "is decided through \(date ?? "its end")"
        }
    }
}
