import BookingCore
import CalendarTime
import ICalendar
import Wording

/// Writes bookings as an iCalendar feed. Pure: the same bookings, options and code give the same octets.
struct FeedRenderer {
    /// Part of every feed's entity tag: raised when the same bookings come out differently.
    static let version = 4

    var name: String
    var language: Language
    var privacy: Privacy
    /// The resource's zone.
    var zone: ZoneRules
    /// True: every instance by itself, in UTC, for displays that read no RRULE and no VTIMEZONE.
    var expandsUTC: Bool
    var window: TimeRange
    /// What the resources are called.
    var places: [ResourceID: String] = [:]

    func render(_ bookings: [Booking]) -> String {
        var events: [CalendarComponent] = []
        var zones: [String: ZoneRules] = [:]
        for booking in bookings {
            if expandsUTC {
                events += instances(of: booking)
            } else {
                events += series(of: booking, zones: &zones)
            }
        }
        if expandsUTC {
            events.sort {
                ($0.first("DTSTART")?.value ?? "", $0.uid ?? "") < ($1.first("DTSTART")?.value ?? "", $1.uid ?? "")
            }
        }
        let definitions = zones.sorted { $0.key < $1.key }.map {
            CalendarObject.vtimezone(for: $0.value, covering: window)
        }
        var object = CalendarObject(components: definitions + events, method: nil)
        object.calendar.set("CALSCALE", value: "GREGORIAN")
        object.calendar.setText("NAME", name)
        object.calendar.setText("X-WR-CALNAME", name)
        object.calendar.set("X-WR-TIMEZONE", value: zone.identifier)
        object.calendar.set(
            "REFRESH-INTERVAL", value: "PT5M", parameters: [CalendarParameter("VALUE", "DURATION")])
        object.calendar.set("X-PUBLISHED-TTL", value: "PT5M")
        return object.serialized()
    }

    /// Every instance that takes time, as an event of its own with a UID that stays the same.
    private func instances(of booking: Booking) -> [CalendarComponent] {
        guard booking.state.holdsTime else { return [] }
        return booking.instances.filter { $0.takesTime && $0.takenRange.overlaps(window) }.map { instance in
            var event = event(for: booking, instance: instance.verdict)
            event.uid = "\(booking.id)-\(instance.recurrenceID.icalendarUTC)@creneau"
            event.set("DTSTART", time: .utc(instance.takenRange.start))
            event.set("DTEND", time: .utc(instance.takenRange.end))
            return event
        }
    }

    /// The series with its rules, without the instances that take no time, and with the ones that were moved.
    private func series(of booking: Booking, zones: inout [String: ZoneRules]) -> [CalendarComponent] {
        guard booking.state.holdsTime else { return [] }
        let set = booking.series
        let taking = booking.instances.filter(\.takesTime)
        guard booking.decidedThrough != nil || taking.contains(where: { $0.takenRange.overlaps(window) }) else {
            return []
        }
        guard set.hasMaster, set.isRecurring, !isNameTaken(by: set, zones),
            set.overrides.allSatisfy({ !$0.thisAndFuture })
        else {
            return detached(taking, of: booking, zones: &zones)
        }
        let overridden = Set(set.overrides.map { $0.recurrenceID.instant(in: set.zone) })
        let isHeld = taking.isEmpty ? booking.state == .tentative : taking.allSatisfy { $0.verdict == .tentative }
        var master = event(for: booking, instance: isHeld ? .tentative : .accepted)
        setTimes(of: &master, start: set.start, length: set.length, zones: &zones, set: set)
        for rule in set.rules { master.append(CalendarProperty("RRULE", value: rule.ending(as: set).icalendar)) }
        for date in set.dates { master.append(property(date, zones: &zones, set: set)) }
        let dropped = booking.instances.filter { !$0.takesTime && !overridden.contains($0.recurrenceID) }
        let excluded = Set(set.excluded.map { $0.instant(in: set.zone) } + dropped.map(\.recurrenceID))
            .union(overridden.filter { id in !taking.contains { $0.recurrenceID == id } })
        for id in excluded.sorted() {
            master.append(CalendarProperty("EXDATE", time: time(id, like: set.start, zones: &zones, set: set)))
        }
        var events = [master]
        for instance in taking {
            let differs = instance.takenRange != instance.range || (instance.verdict == .tentative) != isHeld
            guard differs || overridden.contains(instance.recurrenceID) else { continue }
            var event = event(for: booking, instance: instance.verdict)
            event.set("RECURRENCE-ID", time: time(instance.recurrenceID, like: set.start, zones: &zones, set: set))
            setTimes(of: &event, to: instance.takenRange, zones: &zones, set: set)
            events.append(event)
        }
        return events
    }

    /// Single bookings, and series that only their instances can show.
    private func detached(
        _ taking: [BookedInstance], of booking: Booking, zones: inout [String: ZoneRules]
    ) -> [CalendarComponent] {
        let set = booking.series
        let isSingle = !set.isRecurring
        return taking.filter { $0.takenRange.overlaps(window) }.map { instance in
            var event = event(for: booking, instance: instance.verdict)
            if !isSingle { event.uid = "\(booking.id)-\(instance.recurrenceID.icalendarUTC)@creneau" }
            setTimes(of: &event, to: instance.takenRange, zones: &zones, set: set)
            return event
        }
    }

    private func event(for booking: Booking, instance verdict: InstanceVerdict) -> CalendarComponent {
        var event = CalendarComponent("VEVENT")
        event.uid = "\(booking.id)@creneau"
        event.stamp = booking.stamp
        event.set("LAST-MODIFIED", value: booking.updatedAt.icalendarUTC)
        event.sequence = booking.sequence
        event.summary = title(of: booking)
        if let place = places[booking.resource] { event.setText("LOCATION", place) }
        event.status = verdict == .tentative ? "TENTATIVE" : "CONFIRMED"
        event.transparent = false
        return event
    }

    /// What the feed's privacy and the booking's own leave to be seen.
    private func title(of booking: Booking) -> String {
        let busy = Wording.busy(language)
        guard booking.visibility == .public else { return busy }
        switch privacy {
        case .full: return booking.title.isEmpty ? busy : booking.title
        case .organizer: return booking.organizer.name ?? busy
        case .busy: return busy
        }
    }

    private func setTimes(
        of event: inout CalendarComponent, start: EventTime, length: EventLength, zones: inout [String: ZoneRules],
        set: RecurrenceSet
    ) {
        event.set("DTSTART", time: anchored(start, zones: &zones, set: set))
        switch length {
        case .end(let end): event.set("DTEND", time: anchored(end, zones: &zones, set: set))
        case .duration(let duration): event.set("DURATION", value: duration.icalendar)
        }
    }

    /// DTSTART and DTEND of one instance, in the form of the series: dates where both ends are midnights of an all-day
    /// series.
    private func setTimes(
        of event: inout CalendarComponent, to range: TimeRange, zones: inout [String: ZoneRules], set: RecurrenceSet
    ) {
        var form = set.start
        if form.isDate, ![range.start, range.end].allSatisfy({ set.zone.civil(at: $0).isMidnight }) {
            form = .floating(set.zone.civil(at: range.start))
        }
        event.set("DTSTART", time: time(range.start, like: form, zones: &zones, set: set))
        event.set("DTEND", time: time(range.end, like: form, zones: &zones, set: set))
    }

    private func property(
        _ date: RecurrenceDate, zones: inout [String: ZoneRules], set: RecurrenceSet
    ) -> CalendarProperty {
        switch date {
        case .time(let time):
            return CalendarProperty("RDATE", time: anchored(time, zones: &zones, set: set))
        case .period(let start, let end):
            let value = start.instant(in: set.zone).icalendarUTC + "/" + end.instant(in: set.zone).icalendarUTC
            return CalendarProperty("RDATE", value: value, parameters: [CalendarParameter("VALUE", "PERIOD")])
        case .periodDuration(let start, let duration):
            let value = start.instant(in: set.zone).icalendarUTC + "/" + duration.icalendar
            return CalendarProperty("RDATE", value: value, parameters: [CalendarParameter("VALUE", "PERIOD")])
        }
    }

    /// Floating times get the zone in which they were decided.
    private func anchored(
        _ time: EventTime, zones: inout [String: ZoneRules], set: RecurrenceSet
    ) -> EventTime {
        switch time {
        case .date, .utc: return time
        case .floating(let civil): return note(civil, set.zone, &zones)
        case .zoned(let civil, let zone): return note(civil, zone, &zones)
        }
    }

    /// An instant in the same form as the series' start.
    private func time(
        _ instant: Instant, like start: EventTime, zones: inout [String: ZoneRules], set: RecurrenceSet
    ) -> EventTime {
        switch start {
        case .utc: return .utc(instant)
        case .date: return .date(set.zone.civil(at: instant).date)
        case .floating: return note(set.zone.civil(at: instant), set.zone, &zones)
        case .zoned(_, let zone): return note(zone.civil(at: instant), zone, &zones)
        }
    }

    /// Whether a zone of the set has the name of another one that is in the feed: such times are written in UTC, and
    /// their series instance by instance.
    private func isNameTaken(by set: RecurrenceSet, _ zones: [String: ZoneRules]) -> Bool {
        guard case .zoned(_, let zone) = set.start, let known = zones[zone.identifier] else { return false }
        return known != zone
    }

    private func note(_ civil: CivilDateTime, _ zone: ZoneRules, _ zones: inout [String: ZoneRules]) -> EventTime {
        if zone == .utc { return .utc(zone.instant(of: civil)) }
        if let known = zones[zone.identifier], known != zone { return .utc(zone.instant(of: civil)) }
        zones[zone.identifier] = zone
        return .zoned(civil, zone)
    }
}

extension CivilDateTime {
    var isMidnight: Bool { hour == 0 && minute == 0 && second == 0 }
}

extension RecurrenceRule {
    /// The rule with an UNTIL in the form that RFC 5545 §3.3.10 wants beside a DTSTART with a zone: UTC. Many readers
    /// take a date there as its midnight and lose the last day.
    func ending(as set: RecurrenceSet) -> RecurrenceRule {
        guard case .until(let until) = end, !set.start.isDate else { return self }
        var zone = set.zone
        switch set.start {
        case .zoned(_, let own): zone = own
        case .utc: zone = .utc
        case .floating, .date: break
        }
        var rule = self
        switch until {
        case .utc: break
        case .local(let civil): rule.end = .until(.utc(zone.instant(of: civil)))
        case .date(let date):
            rule.end = .until(.utc(zone.instant(of: CivilDateTime(startOf: date.adding(days: 1))).adding(-1)))
        }
        return rule
    }
}
