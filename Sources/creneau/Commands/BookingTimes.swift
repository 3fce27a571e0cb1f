import ArgumentParser
import CalendarTime
import Wording

/// When a booking is, as commands are told it.
struct BookingTimes: ParsableArguments {
    @Option(
        help: "Begin: 2026-12-01T09:00 by the clock of the place, with an offset like +01:00, or a date for whole days."
    )
    var start: String?
    @Option(help: "End, in the same form; of whole days the day after the last.") var end: String?
    @Option(help: "How long instead of --end: 90m, 1h30, 2h, 2d.") var length: String?
    @Option(
        help: "The zone in which times without an offset are meant, and a series repeats (default: the resource's).")
    var timeZone: String?

    func validate() throws {
        if end != nil, length != nil { throw ValidationError(Terminal.text(.endOrLength)) }
        if let length, BookingLength(length) == nil { throw ValidationError(Terminal.text(.badLength, length)) }
        for text in [start, end].compactMap(\.self) where EventMoment(text) == nil {
            throw ValidationError(Terminal.text(.badStart, text))
        }
    }

    /// The members `start`, `end` and `timeZone` of a request.
    ///
    /// - Parameter current: of the booking that is moved: how long it is says when it ends where nothing else does.
    func document(current: (start: String, end: String)? = nil) throws -> APIClient.Document {
        var document: APIClient.Document = [:]
        document["timeZone"] = timeZone
        let start = start.flatMap(EventMoment.init)
        document["start"] = start?.text
        if let end = end.flatMap(EventMoment.init) {
            document["end"] = end.text
        } else if let length = length.flatMap(BookingLength.init) {
            guard let begin = start ?? current.flatMap({ EventMoment($0.start) }) else {
                throw ValidationError(Terminal.text(.endOrLength))
            }
            guard let end = begin.adding(length) else { throw ValidationError(Terminal.text(.lengthNeedsForm)) }
            document["end"] = end.text
        } else if let start, let current, let from = EventMoment(current.start), let to = EventMoment(current.end) {
            document["end"] = (start.isDate == from.isDate ? start.adding(seconds: to.distance(from: from)) : nil)?.text
        }
        return document
    }
}

/// `90m`, `1h30`, `2h`, `2d`.
struct BookingLength {
    let seconds: Int64
    let isDays: Bool

    init?(_ text: String) {
        let text = text.lowercased()
        if text.last == "d" || text.last == "j" {
            guard let days = Int64(text.dropLast()), (1...3_660).contains(days) else { return nil }
            (seconds, isDays) = (days * 86_400, true)
            return
        }
        let parts = text.split(separator: "h", omittingEmptySubsequences: false)
        guard parts.count <= 2, let last = parts.last else { return nil }
        let minutes = last.last == "m" ? last.dropLast() : last[...]
        let hours = parts.count == 2 ? Int64(parts[0]) : 0
        guard let hours, let rest = minutes.isEmpty && parts.count == 2 ? 0 : Int64(minutes),
            (0...87_840).contains(hours), (0...5_270_400).contains(rest), hours + rest > 0,
            parts.count == 2 || last.last == "m"
        else { return nil }
        (seconds, isDays) = (hours * 3_600 + rest * 60, false)
    }
}

/// A date or a wall-clock time, with or without an offset.
private struct EventMoment {
    private let civil: CivilDateTime
    let isDate: Bool
    /// `Z`, `+01:00`, or nothing.
    private let offset: String

    /// A space may stand for the `T`; the seconds may be left out.
    init?(_ text: String) {
        if let date = CivilDate(iso8601: text) {
            (civil, isDate, offset) = (CivilDateTime(startOf: date), true, "")
            return
        }
        var text = text.map { $0 == " " || $0 == "t" ? "T" : String($0) }.joined()
        let minutes = text.prefix(16)
        if text.dropFirst(16).first != ":" { text = minutes + ":00" + text.dropFirst(16) }
        let time = text.prefix(19)
        let rest = String(text.dropFirst(19))
        guard time.utf8.count == 19, time.count == 19, Instant(rfc3339: time + (rest.isEmpty ? "Z" : rest)) != nil,
            let civil = CivilDateTime(icalendar: time.filter { $0 != "-" && $0 != ":" })
        else { return nil }
        (self.civil, isDate, offset) = (civil, false, rest)
    }

    private init(_ civil: CivilDateTime, isDate: Bool, offset: String) {
        (self.civil, self.isDate, self.offset) = (civil, isDate, offset)
    }

    /// Nil: days are added to times, or hours to dates.
    func adding(_ length: BookingLength) -> EventMoment? {
        isDate && !length.isDays ? nil : adding(seconds: length.seconds)
    }

    func adding(seconds: Int64) -> EventMoment? {
        EventMoment(
            CivilDateTime(secondsSinceEpoch: civil.secondsSinceEpoch + seconds), isDate: isDate, offset: offset)
    }

    /// In seconds, by the offsets where both have one.
    func distance(from start: EventMoment) -> Int64 {
        if let one = Instant(rfc3339: start.text), let other = Instant(rfc3339: text) { return other - one }
        return civil.secondsSinceEpoch - start.civil.secondsSinceEpoch
    }

    var text: String {
        if isDate { return civil.date.iso8601 }
        return Instant(seconds: civil.secondsSinceEpoch).rfc3339.dropLast() + offset
    }
}
