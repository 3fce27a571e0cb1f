public import CalendarTime

/// What is wrong with calendar data that somebody sent. Values stand in it as they were sent.
public enum CalendarFault: Hashable, Sendable {
    // Limits.
    case lineTooLong(limit: Int)
    case nestedTooDeep(limit: Int)
    case tooMany(CountedPart, limit: Int)
    // Form.
    case notUTF8
    case controlCharacter(code: UInt8)
    case notACalendar
    case malformedLine(ContentLineFault)
    /// An END that closes nothing, or not what is open.
    case unbalanced(found: String, open: String?)
    case notClosed(component: String)
    case contentAfterEnd
    // Values.
    case invalidValue(property: String, value: String)
    case noSuchTime(property: String, value: String)
    case beforeMinimumDate(property: String, value: String)
    case afterMaximumDate(property: String, value: String)
    case missing(property: String, component: String)
    case repeated(property: String, component: String)
    /// The property that ends the component.
    case beforeStart(property: String)
    /// The original start of the instance as it stands in the object; nil for the series or a single event.
    case endBeforeStart(instance: String?)
    case endAndDuration
    case mixedValueTypes(property: String)
    /// `why`: what is wrong with the rule; nil where that is not known.
    case invalidRule(value: String, why: RecurrenceRuleError?)
    case exceptionRule
    case unknownZone(String)
    // The object as a whole.
    case methodPresent(String)
    case noComponent
    case mixedComponents([String])
    case mixedUIDs([String])
    case severalMasters(uid: String)
    case duplicateInstance(String)
    case differentOrganizers
    case unsupportedComponent(String)

    /// What there is too much of.
    public enum CountedPart: Hashable, Sendable, CaseIterable {
        case properties, alarms, attendees, zones
    }

    /// What is wrong with the form of a line (RFC 5545 §3.1).
    public enum ContentLineFault: Hashable, Sendable {
        case continuesNothing, noName, noColon, parameterWithoutName
        case parameterWithoutValue(String), openQuote(String), textAfterQuote(String)
    }
}

extension Wording {
    /// One sentence: what is wrong with the data, where, and what to do where that is not plain.
    ///
    /// - Parameter line: counted from 1; nil where the fault is in no particular line.
    public static func sentence(for fault: CalendarFault, line: Int? = nil, language: Language) -> String {
        switch language {
        case .fr:
            "Les données du calendrier ne sont pas valides" + (line.map { ", ligne \($0)" } ?? "")
                + " : \(FrenchCalendarWords.clause(fault))."
        case .en:
            "The calendar data is not valid" + (line.map { ", line \($0)" } ?? "")
                + ": \(EnglishCalendarWords.clause(fault))."
        }
    }

    /// The start of a value that may be long, on one line.
    static func short(_ value: String) -> String {
        let text = value.prefix(60).map { $0.isNewline ? " " : String($0) }.joined()
        return value.count > 60 ? text + "…" : text
    }

    /// The first few of a list.
    static func few(_ values: [String]) -> String {
        values.prefix(3).map(short).joined(separator: ", ") + (values.count > 3 ? ", …" : "")
    }

    /// A detail that stands in parentheses: without its full stop.
    static func detail(_ text: String) -> String {
        String(text.hasSuffix(".") ? text.dropLast() : text[...])
    }
}
