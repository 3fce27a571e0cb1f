public import BookingCore
public import CalendarTime

extension Wording {
    /// The whole answer in a few sentences: the verdict, its reasons or the refused dates with theirs, until when a long
    /// series is booked, and what clashes later.
    ///
    /// - Parameters:
    ///   - resource: the name of what was asked for.
    ///   - names: of related resources.
    ///   - declined: how many dates are refused, where the decision keeps only the first of them.
    public static func sentence(
        for decision: BookingDecision, resource: LocalizedText? = nil, names: [ResourceID: LocalizedText] = [:],
        declined: Int? = nil, language: Language, zone: ZoneRules
    ) -> String {
        let words = DecisionWords(decision, names: names, declined: declined, language: language, zone: zone)
        return words.sentences(resource.map { $0[language] }).joined(separator: " ")
    }
}

/// One decision on its way into sentences.
private struct DecisionWords {
    let decision: BookingDecision
    let names: [ResourceID: LocalizedText]
    /// The refused instances that are known, and how many there are.
    let refused: [BookedInstance]
    let refusedCount: Int
    let language: Language
    let zone: ZoneRules
    private var catalogue: any SentenceCatalogue { Wording.catalogue(language) }

    init(
        _ decision: BookingDecision, names: [ResourceID: LocalizedText], declined: Int?, language: Language,
        zone: ZoneRules
    ) {
        self.decision = decision
        self.names = names
        refused = decision.declinedInstances
        refusedCount = max(declined ?? 0, refused.count)
        self.language = language
        self.zone = zone
    }

    func sentences(_ name: String?) -> [String] {
        var sentences: [String]
        switch decision.verdict {
        case .accepted: sentences = [catalogue.accepted(name)]
        case .partiallyAccepted where refusedCount > 0: sentences = [partial(name)] + refusedDates()
        case .partiallyAccepted: sentences = [catalogue.accepted(name)]
        case .declined: sentences = [catalogue.declined(name)]
        case .pending where refusedCount > 0:
            sentences = [catalogue.partiallyPending(name, declined: refusedCount)] + refusedDates()
        case .pending: sentences = [catalogue.pending(name)]
        case .waitlisted: sentences = [catalogue.waitlisted(name)]
        case .ignored: sentences = [catalogue.ignored(name)]
        }
        sentences += all(decision.reasons, asked: refused.map(\.range))
        if decision.isAccepted {
            sentences += all(decision.notes, asked: [])
            if let through = decision.decidedThrough {
                sentences.append(catalogue.bookedUntil(catalogue.day(zone.civil(at: through).date)))
            }
        }
        if let clashes = decision.laterClashes, !isTold(clashes) {
            let dates = Wording.list(clashes.first, of: 0, language, zone)
            sentences.append(catalogue.laterClashes(clashes.isEndless ? nil : clashes.count, dates: dates))
        }
        return sentences
    }

    /// Each once; ranges that are taken for the same reason in one sentence.
    private func all(_ reasons: [Reason], asked: [TimeRange]) -> [String] {
        var sentences: [String] = []
        for reason in reasons.merged where sentences.count < Wording.namedDates {
            let sentence = Wording.sentence(for: reason, names: names, asked: asked, language: language, zone: zone)
            if !sentences.contains(sentence) { sentences.append(sentence) }
        }
        return sentences
    }

    /// The reasons have named the same dates already.
    private func isTold(_ clashes: LaterClashes) -> Bool {
        decision.reasons.contains { reason in
            guard case .tooManyConflicts(_, _, _, let first) = reason else { return false }
            return Set(clashes.first).isSubset(of: first)
        }
    }

    private func partial(_ name: String?) -> String {
        let given = decision.instances.filter { $0.verdict == .accepted }
        // Only where all are there to be counted; a series that goes on is accepted all the same.
        guard !given.isEmpty, given.count <= refused.count, decision.decidedThrough == nil else {
            return catalogue.partiallyAccepted(name, declined: refusedCount)
        }
        return catalogue.mostlyDeclined(
            name, accepted: given.count, of: given.count + refused.count,
            dates: Wording.list(given.map(\.range), of: given.count, language, zone))
    }

    /// The refused dates by why they are refused, the first ones by name.
    private func refusedDates() -> [String] {
        var groups: [(key: String, label: (Int) -> String, ranges: [TimeRange])] = []
        for instance in refused {
            let label = label(of: instance)
            if let index = groups.firstIndex(where: { $0.key == label(1) }) {
                groups[index].ranges.append(instance.range)
            } else {
                groups.append((label(1), label, [instance.range]))
            }
        }
        var left = Wording.namedDates
        var sentences = groups.prefix(Wording.namedDates).enumerated().map { index, group in
            // At least one of every group that follows.
            let others = min(groups.count, Wording.namedDates) - index - 1
            let named = group.ranges.prefix(max(1, left - others))
            left -= named.count
            return catalogue.refusedDates(
                group.label(group.ranges.count), count: group.ranges.count,
                dates: Wording.list(named, of: group.ranges.count, language, zone))
        }
        let told = groups.prefix(Wording.namedDates).reduce(0) { $0 + $1.ranges.count }
        if refusedCount > told { sentences.append(catalogue.otherRefusedDates(refusedCount - told)) }
        return sentences
    }

    private func label(of instance: BookedInstance) -> (Int) -> String {
        guard case .declined(let reasons) = instance.verdict else { return { _ in "" } }
        let (names, language, zone) = (names, language, zone)
        return { count in
            var labels: [String] = []
            for reason in reasons {
                let words = Wording.words(for: reason, names: names, asked: [instance.range], language, zone)
                let label = Wording.catalogue(language).label(reason, words, count: count)
                if !labels.contains(label) { labels.append(label) }
            }
            return labels.joined(separator: ", ")
        }
    }
}

extension [Reason] {
    /// What is taken by several bookings is one reason to a reader.
    fileprivate var merged: [Reason] {
        var merged: [Reason] = []
        for reason in self {
            switch reason {
            case .conflict(let more):
                let known = merged.firstIndex { if case .conflict = $0 { true } else { false } }
                guard let known, case .conflict(let conflicts) = merged[known] else { fallthrough }
                merged[known] = .conflict(conflicts + more)
            default:
                if !merged.contains(reason) { merged.append(reason) }
            }
        }
        return merged
    }
}
