import CalendarTime

/// What is wrong with a recurrence rule, in French: clauses that stand in parentheses.
enum FrenchRuleWords {
    static func clause(_ error: RecurrenceRuleError) -> String {
        switch error {
        case .missingFrequency: "FREQ manque"
        case .malformedPart(let part): "« \(Wording.short(part)) » n’est pas de la forme NOM=valeur"
        case .unknownPart(let part): "la partie \(Wording.short(part)) est inconnue"
        case .duplicatePart(let part): "la partie \(Wording.short(part)) figure deux fois"
        case .invalidValue(let part, let value): "\(part) ne peut pas valoir « \(Wording.short(value)) »"
        case .countAndUntil: "COUNT et UNTIL s’excluent ; gardez l’un des deux"
        case .unsupportedCalendarScale(let part):
            "\(part) (RFC 7529) n’est pas accepté ; utilisez une règle sans cette partie"
        case .notAllowed(let part, let reason): "\(part) : \(clause(reason))"
        }
    }

    private static func clause(_ reason: RecurrenceRuleError.NotAllowed) -> String {
        switch reason {
        case .withThisFrequency: "n’est pas permis avec ce FREQ"
        case .ordinalWithThisFrequency:
            "un nombre devant le jour n’est permis qu’avec FREQ=MONTHLY et FREQ=YEARLY"
        case .ordinalWithWeekNumbers: "un nombre devant le jour n’est pas permis avec BYWEEKNO"
        case .withoutOtherParts: "demande une autre partie BY parmi laquelle choisir"
        }
    }
}

/// The same in English.
enum EnglishRuleWords {
    static func clause(_ error: RecurrenceRuleError) -> String {
        switch error {
        case .missingFrequency: "it has no FREQ"
        case .malformedPart(let part): "“\(Wording.short(part))” is not of the form NAME=value"
        case .unknownPart(let part): "the part \(Wording.short(part)) is not known"
        case .duplicatePart(let part): "the part \(Wording.short(part)) occurs twice"
        case .invalidValue(let part, let value): "\(part) cannot be “\(Wording.short(value))”"
        case .countAndUntil: "COUNT and UNTIL exclude each other; keep one"
        case .unsupportedCalendarScale(let part): "\(part) (RFC 7529) is not supported; use a rule without it"
        case .notAllowed(let part, let reason): "\(part): \(clause(reason))"
        }
    }

    private static func clause(_ reason: RecurrenceRuleError.NotAllowed) -> String {
        switch reason {
        case .withThisFrequency: "not allowed with this FREQ"
        case .ordinalWithThisFrequency:
            "a number before the weekday is allowed with FREQ=MONTHLY and FREQ=YEARLY only"
        case .ordinalWithWeekNumbers: "a number before the weekday is not allowed together with BYWEEKNO"
        case .withoutOtherParts: "needs another BY part to choose from"
        }
    }
}
