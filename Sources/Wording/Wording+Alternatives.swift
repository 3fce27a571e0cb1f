public import BookingCore
public import CalendarTime

extension Wording {
    /// What could be had instead, one sentence for each offer, in their order; empty where there is none.
    ///
    /// - Parameters:
    ///   - names: of the resources that are offered; their identifiers stand where a name is missing.
    ///   - zone: of the resource that was refused.
    public static func alternatives(
        _ alternatives: [Alternative], names: [ResourceID: LocalizedText] = [:], language: Language, zone: ZoneRules
    ) -> String {
        sentences(for: alternatives, names: names, language: language, zone: zone).joined(separator: " ")
    }

    /// The same as a list, such as for the lines of a page.
    public static func sentences(
        for alternatives: [Alternative], names: [ResourceID: LocalizedText] = [:], language: Language, zone: ZoneRules
    ) -> [String] {
        alternatives.map { alternative in
            let words = AlternativeWords(
                alternative, name: names[alternative.resource].map { $0[language] } ?? alternative.resource.rawValue,
                language, zone)
            return switch language {
            case .fr: FrenchAlternativeWords.sentence(for: alternative, words)
            case .en: EnglishAlternativeWords.sentence(for: alternative, words)
            }
        }
    }
}

/// The facts of an alternative, in words already.
struct AlternativeWords {
    let name: String
    /// The time that is offered, or the first few of them.
    let times: [String]
    /// How many times more are not named.
    let more: Int
    /// The day of the refused instance that another time is offered for.
    let refusedDay: String

    init(_ alternative: Alternative, name: String, _ language: Language, _ zone: ZoneRules) {
        self.name = name
        var ranges: [TimeRange] = []
        var refusedDay = ""
        switch alternative.offer {
        case .otherTime(let range), .otherResource(let range): ranges = [range]
        case .otherTimeOfInstance(let time):
            ranges = [time.range]
            refusedDay = Wording.day(zone.civil(at: time.recurrenceID).date, language: language)
        case .otherResourceForSeries: break
        case .otherResourceForInstances(let instances): ranges = instances.map(\.range)
        }
        times = ranges.prefix(Wording.namedDates).map { Wording.range($0, language: language, zone: zone) }
        more = max(0, ranges.count - Wording.namedDates)
        self.refusedDay = refusedDay
    }
}
