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

    /// Such as "mardi 5 janvier 2027".
    public static func day(_ date: CivilDate, language: Language) -> String { catalogue(language).day(date) }

    /// One sentence for a reason.
    ///
    /// - Parameter names: of related resources; their identifiers stand where a name is missing.
    public static func sentence(
        for reason: Reason, names: [ResourceID: LocalizedText] = [:], language: Language, zone: ZoneRules
    ) -> String {
        let catalogue = catalogue(language)
        func ranges(_ ranges: some Collection<TimeRange>) -> String {
            catalogue.list(ranges.prefix(namedDates).map { Self.range($0, language: language, zone: zone) })
        }
        var words = ReasonWords()
        switch reason {
        case .conflict(let conflicts):
            words.ranges = ranges(distinct(conflicts))
        case .partInUse(let resource, let conflicts):
            words.ranges = ranges(distinct(conflicts))
            words.name = names[resource].map { $0[language] } ?? resource.rawValue
        case .tooManyConflicts(_, _, _, let first):
            words.ranges = ranges(first)
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
        return catalogue.reason(reason, words)
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

extension LocalizedText {
    /// The text in `language`, or in the other where it is missing.
    public subscript(language: Language) -> String {
        switch language {
        case .fr: fr.isEmpty ? en : fr
        case .en: en.isEmpty ? fr : en
        }
    }
}
