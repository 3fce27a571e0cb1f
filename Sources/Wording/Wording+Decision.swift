public import BookingCore
public import CalendarTime

extension Wording {
    /// The whole answer in a few sentences: the verdict, its reasons or the refused dates, until when a long series is
    /// booked, and what clashes later.
    ///
    /// - Parameters:
    ///   - resource: the name of what was asked for.
    ///   - names: of related resources.
    public static func sentence(
        for decision: BookingDecision, resource: LocalizedText? = nil, names: [ResourceID: LocalizedText] = [:],
        language: Language, zone: ZoneRules
    ) -> String {
        let catalogue = catalogue(language)
        let name = resource.map { $0[language] }
        func all(_ reasons: [Reason]) -> [String] {
            reasons.map { sentence(for: $0, names: names, language: language, zone: zone) }
        }
        var sentences: [String]
        switch decision.verdict {
        case .accepted: sentences = [catalogue.accepted(name)]
        case .partiallyAccepted: sentences = [partial(decision, name, language, zone)]
        case .declined: sentences = [catalogue.declined(name)]
        case .pending: sentences = [catalogue.pending(name)]
        case .waitlisted: sentences = [catalogue.waitlisted(name)]
        case .ignored: sentences = [catalogue.ignored(name)]
        }
        sentences += all(decision.reasons)
        if decision.isAccepted {
            sentences += all(decision.notes)
            if let through = decision.decidedThrough {
                sentences.append(catalogue.bookedUntil(catalogue.day(zone.civil(at: through).date)))
            }
        }
        if let clashes = decision.laterClashes {
            let dates = clashes.first.prefix(namedDates).map { range($0, language: language, zone: zone) }
            sentences.append(
                catalogue.laterClashes(clashes.isEndless ? nil : clashes.count, dates: catalogue.list(dates)))
        }
        return sentences.joined(separator: " ")
    }

    private static func partial(
        _ decision: BookingDecision, _ name: String?, _ language: Language, _ zone: ZoneRules
    ) -> String {
        let declined = decision.declinedInstances
        let dates = declined.prefix(namedDates).map { range($0.range, language: language, zone: zone) }
        let catalogue = catalogue(language)
        return catalogue.partiallyAccepted(
            name, declined: declined.count, dates: catalogue.list(dates), more: max(0, declined.count - namedDates))
    }
}
