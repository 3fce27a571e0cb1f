import BookingCore
import CalendarTime
import Scheduling
import Wording

extension BookingView {
    /// The booking for one reader; hidden titles and people are null, and `busy` is what to show instead. A UID is as
    /// good as a person: many calendar programs write a name or a machine into it.
    func json(_ language: Language) -> JSON {
        // Whose clock the organizer reads says something of them: others get the resource's.
        let form = SeriesForm(booking.series, resourceZone: zone, hidesZone: !showsOrganizer)
        let times = form.times
        var members: [(String, JSON)] = [
            ("id", .string(booking.id.description)), ("uid", JSON(showsOrganizer ? booking.uid : nil)),
            ("resource", .string(booking.resource.rawValue)),
            ("organizer", showsOrganizer ? organizer : .null),
            ("title", showsTitle ? .string(booking.title) : .null),
        ]
        if !showsTitle { members.append(("busy", .string(Wording.busy(language)))) }
        members += [
            ("description", JSON(description)), ("location", JSON(location)),
            ("attendees", attendees.map { JSON($0) } ?? .null),
            ("visibility", JSON(showsTitle ? booking.visibility.rawValue : nil)),
            ("start", .string(form.start)), ("end", .string(form.end)),
            ("timeZone", .string(times.zone.identifier)), ("allDay", .bool(booking.series.start.isDate)),
            ("recurrence", form.recurrence), ("dates", JSON(dates.map(form.text))),
            ("excluded", JSON(excluded.map(form.text))),
            ("instances", .array(instances(times, language))),
            ("state", .string(booking.state.rawValue)), ("units", JSON(booking.units)),
            ("decidedThrough", booking.decidedThrough.map { .string(times.text($0)) } ?? .null),
            ("laterClashes", laterClashes(times)),
            ("notes", .array((decision?.notes ?? []).map { $0.json(language, times, names: names) })),
            ("alternatives", .array(alternatives.map { $0.json(language, times, names: names) })),
            ("reasons", .array(booking.reasons.map { $0.json(language, times, names: names) })),
            ("group", JSON(showsOrganizer ? booking.group : nil)),
            ("requestedAs", JSON(showsOrganizer ? booking.requestedAs : nil)),
            ("companionOf", JSON(showsOrganizer ? booking.companionOf?.description : nil)),
            ("comment", JSON(mayChange ? booking.managerComment : nil)),
            ("waitingSince", booking.waitingSince.map { .string(times.text($0)) } ?? .null),
            ("pendingUntil", pendingUntil.map { .string(times.text($0)) } ?? .null),
            ("mayChange", .bool(mayChange)),
            ("etag", .string(etag)),
            ("createdAt", .string(booking.createdAt.rfc3339)), ("updatedAt", .string(booking.updatedAt.rfc3339)),
        ]
        return .object(members.map { JSON.Member(name: $0, value: $1) })
    }

    /// When a request without an answer is declined.
    private var pendingUntil: Instant? { booking.state == .tentative ? booking.deadline : nil }

    private var organizer: JSON {
        [
            "id": JSON(booking.organizer.personID), "address": .string(booking.organizer.address),
            "name": JSON(booking.organizer.name),
        ]
    }

    private func instances(_ times: TimeText, _ language: Language) -> [JSON] {
        booking.instances.map { instance in
            let answer = instance.verdict.answer
            var members: [(String, JSON)] = [
                ("recurrenceId", .string(times.text(instance.recurrenceID))),
                ("start", .string(times.text(instance.range.start))),
                ("end", .string(times.text(instance.range.end))), ("status", .string(answer.status)),
                (
                    "reasons",
                    .array(
                        answer.reasons.map { $0.json(language, times, names: names, asked: [instance.range]) })
                ),
            ]
            if let checkedIn = instance.checkedInAt { members.append(("checkedInAt", .string(times.text(checkedIn)))) }
            if let ended = instance.endedAt { members.append(("endedAt", .string(times.text(ended)))) }
            return .object(members.map { JSON.Member(name: $0, value: $1) })
        }
    }

    private func laterClashes(_ times: TimeText) -> JSON {
        guard let clashes = decision?.laterClashes else { return .null }
        return [
            "count": clashes.isEndless ? .null : JSON(clashes.count), "endless": .bool(clashes.isEndless),
            "first": .array(clashes.first.map(times.range)),
        ]
    }
}

extension InstanceVerdict {
    var answer: (status: String, reasons: [Reason]) {
        switch self {
        case .accepted: ("accepted", [])
        case .tentative: ("tentative", [])
        case .declined(let reasons): ("declined", reasons)
        case .cancelled: ("cancelled", [])
        case .past: ("past", [])
        }
    }
}

/// How a series reads: its first start and end in the zone whose wall clock it follows.
struct SeriesForm {
    let times: TimeText
    let start: String
    let end: String
    let recurrence: JSON
    /// The clock of floating times.
    private let own: ZoneRules

    init(_ series: RecurrenceSet, resourceZone: ZoneRules, hidesZone: Bool = false) {
        // An event in UTC that does not repeat has no wall clock of its own: the resource's says more.
        let isPlainUTC = if case .utc = series.start { series.rules.isEmpty } else { false }
        let own = isPlainUTC ? resourceZone : series.start.zone(default: resourceZone)
        let zone = hidesZone ? resourceZone : own
        let times = TimeText(zone: zone)
        (self.own, self.times) = (own, times)
        switch series.rules.count {
        case 0: recurrence = .null
        case 1: recurrence = .string(series.rules[0].icalendar)
        default: recurrence = JSON(series.rules.map(\.icalendar))
        }
        if case .date(let first) = series.start {
            start = first.iso8601
            end = Self.endDate(of: series.length, from: first).iso8601
        } else {
            start = times.text(series.start.instant(in: own))
            end = times.text(Self.end(of: series.length, from: series.start, zone: own))
        }
    }

    /// A further start, or one that is left out, in the form of the first.
    func text(_ time: EventTime) -> String {
        if case .date(let date) = time { return date.iso8601 }
        return times.text(time.instant(in: own))
    }

    private static func endDate(of length: EventLength, from start: CivilDate) -> CivilDate {
        switch length {
        case .end(.date(let date)): date
        case .end(let time): time.civil.date
        case .duration(let duration): start.adding(days: max(1, min(duration.days, 36_600)))
        }
    }

    private static func end(of length: EventLength, from start: EventTime, zone: ZoneRules) -> Instant {
        switch length {
        case .end(let time): time.instant(in: zone)
        case .duration(let duration):
            zone.instant(
                of: CivilDateTime(secondsSinceEpoch: start.civil.secondsSinceEpoch + Int64(duration.days) * 86_400)
            )
            .adding(duration.seconds)
        }
    }
}
