import BookingCore
import CalendarTime
import ICalendar

/// Events that are over for longer than bookings keep their names: their organizers may change and remove them, and the rooms
/// in them have said their last word.
extension OrganizerRound {
    /// The addresses of the resources and groups of rooms that decide nothing more about the event, as it writes them.
    func settledAddresses(from old: CalendarObject?, to new: CalendarObject?) throws -> Set<String> {
        guard let past = PastRetention(environment, now: now), let uid = (new ?? old)?.uid else { return [] }
        let objects = [old, new].compactMap(\.self)
        let zone = try transaction.site().flatMap { environment.zones.zone(named: $0.zone) } ?? .utc
        for object in objects {
            guard object.componentName == "VEVENT",
                let series = try? object.recurrenceSet(zones: environment.zones, defaultZone: zone),
                past.covers(series)
            else { return [] }
        }
        var settled: Set<String> = []
        for attendee in objects.flatMap(\.attendees) where !settled.contains(attendee.address.normalized) {
            let booking: Booking?
            switch try CalendarUser.find(attendee.address, in: transaction) {
            case .resource(let resource): booking = try transaction.booking(resource: resource.id, uid: uid)
            case .roomGroup(let group): booking = try chosen(of: group, uid: uid)
            case .person, .group, .nobody, .outside: continue
            }
            // What is asked for the first time is refused as everything that is past.
            let isSettled = booking.map(past.covers) ?? (old != nil)
            if isSettled { settled.insert(attendee.address.normalized) }
        }
        return settled
    }

    /// Puts the answers of these attendees back as they stood before.
    func restoreAnswers(of settled: Set<String>, from old: CalendarObject?, in outcome: inout Outcome) {
        outcome.object?.updateMain { component in
            let id = component.first("RECURRENCE-ID")
            let former = old?.main.first { $0.first("RECURRENCE-ID") == id } ?? old?.master
            for address in settled {
                let standing = former?.attendee([address])?.property
                component.updateAttendee([address]) { attendee in
                    attendee[parameter: "PARTSTAT"] =
                        standing.map { $0[parameter: "PARTSTAT"] } ?? ParticipationStatus.needsAction.text
                    attendee[parameter: "SCHEDULE-STATUS"] = standing?[parameter: "SCHEDULE-STATUS"]
                }
            }
        }
    }
}
