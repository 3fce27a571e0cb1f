public import BookingCore
public import CalendarTime

/// Turns decisions, reasons and problems into sentences. Nobody else writes what people read.
///
/// Never given a title, so that none can be told.
public enum Wording {
    /// How many dates a sentence names.
    public static let namedDates = 10

    /// "Occupé", "Busy".
    public static func busy(_ language: Language) -> String { catalogue(language).busy }

    /// Such as "mardi 5 janvier 2027 de 9 h 00 à 10 h 00", by the wall clock of `zone`.
    public static func range(_ range: TimeRange, language: Language, zone: ZoneRules) -> String {
        catalogue(language).range(zone.civil(at: range.start), zone.civil(at: range.end))
    }

    /// Several, the first of them by name.
    public static func ranges(_ ranges: [TimeRange], language: Language, zone: ZoneRules) -> String {
        list(ranges, of: ranges.count, language, zone)
    }

    /// Such as "mardi 5 janvier 2027".
    public static func day(_ date: CivilDate, language: Language) -> String { catalogue(language).day(date) }

    /// One sentence for a reason.
    ///
    /// - Parameters:
    ///   - names: of related resources; their identifiers stand where a name is missing.
    ///   - asked: the times that were refused for it, where they are known: a booking beside them is told as such.
    public static func sentence(
        for reason: Reason, names: [ResourceID: LocalizedText] = [:], asked: [TimeRange] = [], language: Language,
        zone: ZoneRules
    ) -> String {
        let words = words(for: reason, names: names, asked: asked, language, zone)
        return catalogue(language).reason(reason, words)
    }

    static func words(
        for reason: Reason, names: [ResourceID: LocalizedText], asked: [TimeRange], _ language: Language,
        _ zone: ZoneRules
    ) -> ReasonWords {
        let catalogue = catalogue(language)
        func ranges(_ ranges: some Collection<TimeRange>, of count: Int) -> String {
            list(ranges, of: count, language, zone)
        }
        var words = ReasonWords()
        switch reason {
        case .conflict(let conflicts):
            let taken = distinct(conflicts)
            words.ranges = ranges(taken, of: taken.count)
            words.isBeside = !asked.isEmpty && !taken.isEmpty && !taken.contains { $0.overlaps(anyOf: asked) }
        case .partInUse(let resource, let conflicts):
            let taken = distinct(conflicts)
            words.ranges = ranges(taken, of: taken.count)
            words.name = names[resource].map { $0[language] } ?? resource.rawValue
        case .tooManyConflicts(let count, _, _, let first):
            words.ranges = ranges(first, of: count == .max || first.isEmpty ? 0 : count)
        case .unitsExhausted(_, _, let at):
            words.moment = range(at, language: language, zone: zone)
        case .beyondBookingWindow(let limit):
            words.moment = catalogue.moment(zone.civil(at: limit))
        case .tooShort(let seconds), .tooLong(let seconds), .insufficientNotice(let seconds):
            words.duration = catalogue.duration(seconds)
        case .resourceClosed(let date, let name):
            words.moment = date.map(catalogue.day) ?? ""
            words.name = name.map { $0[language] } ?? ""
        case .outsideOpeningHours, .overCapacity, .recurrenceNotAllowed, .notPermitted, .externalOrganizer,
            .approvalExpired, .notApproved, .released, .inThePast, .beyondLimits:
            break
        case .quotaExceeded(.futureBookings): break
        case .quotaExceeded(.hoursPerWeek(let limit, let week)):
            words.duration = catalogue.duration(limit)
            words.moment = catalogue.day(week)
        }
        return words
    }

    /// The first of the ranges, and how many of `count` are not named.
    static func list(
        _ ranges: some Collection<TimeRange>, of count: Int, _ language: Language, _ zone: ZoneRules
    ) -> String {
        let named = ranges.prefix(namedDates).map { range($0, language: language, zone: zone) }
        return catalogue(language).list(named, more: max(0, count - named.count))
    }

    static func catalogue(_ language: Language) -> any SentenceCatalogue {
        switch language {
        case .fr: French()
        case .en: English()
        }
    }

    /// The ranges without repetitions: two bookings of the same time are one date to a reader.
    private static func distinct(_ conflicts: [Conflict]) -> [TimeRange] {
        var seen: Set<TimeRange> = []
        return conflicts.map(\.range).filter { seen.insert($0).inserted }
    }
}

extension TimeRange {
    fileprivate func overlaps(anyOf ranges: [TimeRange]) -> Bool { ranges.contains(where: overlaps) }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension LocalizedText {
    /// The text in `language`, or in the other where it is missing.
    public subscript(language: Language) -> String {
        switch language {
        case .fr: fr.isEmpty ? en : fr
        case .en: en.isEmpty ? fr : en
        }
    }
}
