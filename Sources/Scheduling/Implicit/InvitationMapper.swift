import BookingCore
import CalendarTime
import ICalendar
import Wording

/// The only translator between calendar objects and booking requests.
struct InvitationMapper {
    let zones: ZoneDatabase
    let now: Instant

    /// What an invitation asks of the resource.
    ///
    /// - Parameter object: the invitation as the resource sees it: the instances that it is in.
    /// - Parameter names: every address by which the invitation may name the resource.
    /// - Parameter count: how the people who will be there are counted.
    func inquiry(
        from object: CalendarObject, to resource: Resource, names: Set<String>, organizer: BookingOrganizer,
        isInternal: Bool, previous: Booking?, group: String?, count: AttendeeCount
    ) throws -> ResourceDesk.Inquiry {
        let series: RecurrenceSet
        do {
            series = try object.recurrenceSet(zones: zones, defaultZone: resource.rules(in: zones))
        } catch {
            throw SchedulingError.invalidCalendarObject(error)
        }
        let shown = object.master ?? object.overrides.first
        let people = try count.people(in: object, series: series)
        return ResourceDesk.Inquiry(
            resource: resource, uid: object.uid ?? "", organizer: organizer, isInternal: isInternal,
            units: units(in: object, of: names) ?? previous?.units ?? 1,
            attendeeCount: people.whole, instanceAttendees: people.ofInstances, series: series,
            title: shown?.summary ?? "", visibility: Self.visibility(shown?.classification),
            sequence: object.sequence, group: group)
    }

    /// The answers that a booking stands for now, per instance; nil where there is nothing to answer (all in the past).
    func answers(of booking: Booking, comment: String? = nil) -> ReplyAnswers? {
        if booking.state == .declined || booking.state == .released || booking.state == .waitlisted {
            return ReplyAnswers(master: .declined, comment: comment)
        }
        let single = booking.instances.compactMap { instance -> ReplyAnswers.InstanceAnswer? in
            let status: ParticipationStatus
            switch instance.verdict {
            case .accepted: status = .accepted
            case .tentative: status = .tentative
            case .declined: status = .declined
            case .cancelled, .past: return nil
            }
            return ReplyAnswers.InstanceAnswer(recurrenceID: instance.recurrenceID, status: status)
        }
        if single.isEmpty {
            // Nothing takes time: a transparent or cancelled event is accepted, a past one is left alone.
            let isPast = booking.instances.contains { $0.verdict == .past }
            return isPast ? nil : ReplyAnswers(master: .accepted, comment: comment)
        }
        var answers = ReplyAnswers.mostFrequent(single, comment: comment)
        if booking.series.overrides.contains(where: \.thisAndFuture) {
            // Later instances stand on such an override, and not on the series: each is named.
            answers.instances = single
        }
        return answers
    }

    /// The sentences that go with a decision, in the organizer's language.
    ///
    /// - Parameter names: of related resources.
    func comment(
        on decision: BookingDecision, of resource: Resource, names: [ResourceID: LocalizedText] = [:],
        language: Language
    ) -> String {
        Wording.sentence(
            for: decision, resource: resource.names, names: names, language: language,
            zone: resource.rules(in: zones))
    }

    /// CLASS; an unknown one is private (RFC 5545 §3.8.1.3).
    static func visibility(_ classification: String?) -> BookingVisibility {
        switch classification {
        case nil, "PUBLIC": .public
        case "CONFIDENTIAL": .confidential
        default: .private
        }
    }

    /// Whether there are instances and all ended before now: nothing is asked of the resource then.
    func isWhollyPast(_ series: RecurrenceSet) -> Bool {
        var coming = series.instances(from: now)
        while let instance = coming.next() {
            if instance.range.end > now || instance.range.isEmpty { return false }
        }
        return !coming.isExhausted && !series.first(1).isEmpty
    }

    private func units(in object: CalendarObject, of names: Set<String>) -> Int? {
        let attendee = object.attendees.first { $0.address.matches(names) }
        guard let text = attendee?.property[parameter: DraftObject.unitsParameter], let units = Int(text),
            (1...10_000).contains(units)
        else { return nil }
        return units
    }
}
