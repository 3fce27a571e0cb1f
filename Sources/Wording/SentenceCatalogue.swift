import BookingCore
import CalendarTime

/// Every sentence in one language.
protocol SentenceCatalogue: Sendable {
    /// What is shown of a booking whose title may not be seen.
    var busy: String { get }
    /// A series shown through its last booked date, several dates and so on are put together by ``Wording``.
    func day(_ date: CivilDate) -> String
    func moment(_ civil: CivilDateTime) -> String
    /// A range by the wall clock, `end` not before `start`.
    func range(_ start: CivilDateTime, _ end: CivilDateTime) -> String
    /// `more`: how many are not named.
    func list(_ items: [String], more: Int) -> String
    func duration(_ seconds: Int64) -> String
    func reason(_ reason: Reason, _ words: ReasonWords) -> String
    func accepted(_ resource: String?) -> String
    /// The refused dates follow.
    func partiallyAccepted(_ resource: String?, declined count: Int) -> String
    /// Where no more dates are given than refused: those that are given are named.
    func mostlyDeclined(_ resource: String?, accepted count: Int, of all: Int, dates: String) -> String
    func partiallyPending(_ resource: String?, declined count: Int) -> String
    /// Why `count` dates are refused, in a few words before the dates.
    func label(_ reason: Reason, _ words: ReasonWords, count: Int) -> String
    /// Refused dates with what they have in common; an empty label: nobody said why.
    func refusedDates(_ label: String, count: Int, dates: String) -> String
    /// Refused dates that are neither named nor explained.
    func otherRefusedDates(_ count: Int) -> String
    func declined(_ resource: String?) -> String
    func pending(_ resource: String?) -> String
    func waitlisted(_ resource: String?) -> String
    func ignored(_ resource: String?) -> String
    func bookedUntil(_ day: String) -> String
    func laterClashes(_ count: Int?, dates: String) -> String
}

/// The facts of a reason, in words already.
struct ReasonWords {
    /// Conflicting ranges; empty where none is known.
    var ranges = ""
    /// A limit, a closed day or the time of a shortage.
    var moment = ""
    /// How long something must or may be.
    var duration = ""
    /// The name of a closure or of a related resource.
    var name = ""
    /// The conflicting ranges leave the time free that was asked for, but not the time that is needed around it.
    var isBeside = false
}
