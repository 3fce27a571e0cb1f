import CalendarTime

/// Writes ZoneRules as a compact VTIMEZONE: yearly rules instead of lists, nothing older than needed, no local mean time.
struct TimezoneWriter {
    /// Changes before this have no meaning for anything that is booked, and are not looked at unless the window is older.
    private static let earliest = Instant(seconds: 0)
    /// A rule is written without an end when it still holds that much later: in 28 years every date has every weekday.
    private static let proofSeconds: Int64 = 29 * 366 * 86_400
    /// UNTIL lies a day after the last change: programs that compare it with the local onset lose that change otherwise.
    private static let untilSlack: Int64 = 86_400
    /// Where the zones' own tables end.
    private static let tableEnd = Instant(seconds: 4_196_102_400)

    private let zone: ZoneRules
    private let window: TimeRange
    private let horizon: Instant
    private let transitions: [ZoneTransition]

    init(_ zone: ZoneRules, covering range: TimeRange) {
        self.zone = zone
        let start = max(range.start, .minDateTime)
        window = TimeRange(start: start, end: max(start, min(range.end, .maxDateTime)))
        horizon = min(window.end.adding(Self.proofSeconds), Self.tableEnd)
        let from = min(window.start.adding(-366 * 86_400), Self.earliest)
        transitions = Self.forwardDaylight(zone.transitions(in: TimeRange(start: from, end: max(from, horizon))))
    }

    func component() -> CalendarComponent {
        var component = CalendarComponent("VTIMEZONE")
        component.setText("TZID", zone.identifier)
        var runs = keptRuns()
        // Before the window only its own rules are of interest: let them begin together.
        let year = runs.filter { $0.first.at <= window.start }.map(\.first.wallClock.date.year).max()
        if let year { for index in runs.indices { runs[index].drop(before: year) } }
        if !runs.contains(where: { $0.first.at <= window.start }) { component.components.append(initial()) }
        component.components += merged(runs)
        return component
    }

    /// Names the observances by their effect. tzdata has daylight time that sets the clock back (Ireland's winter, Ramadan
    /// in Morocco); many clients expect DAYLIGHT to be ahead. The offsets stay.
    private static func forwardDaylight(_ transitions: [ZoneTransition]) -> [ZoneTransition] {
        let backward = Set(transitions.filter { $0.isDaylight && $0.offsetAfter < $0.offsetBefore }.map(\.offsets))
        return transitions.map { transition in
            var transition = transition
            let reverse = [transition.offsetAfter, transition.offsetBefore]
            if transition.isDaylight, backward.contains(transition.offsets) {
                transition.isDaylight = false
            } else if !transition.isDaylight, backward.contains(reverse) {
                transition.isDaylight = true
            }
            return transition
        }
    }

    /// The runs that shape the window: those inside it, and those that made the offset with which it begins.
    private func keptRuns() -> [ObservanceRun] {
        let first = transitions.last { $0.at <= window.start }?.at ?? window.start
        return allRuns().filter { $0.last.at >= first && $0.first.at <= window.end }
    }

    private func allRuns() -> [ObservanceRun] {
        var runs: [ObservanceRun] = []
        for transition in transitions {
            var taken = false
            for index in runs.indices.reversed() where !taken { taken = runs[index].extend(transition) }
            if !taken { runs.append(ObservanceRun(transition)) }
        }
        return runs
    }

    /// Single changes of one kind share an observance, with RDATE for the later ones (Morocco's Ramadan).
    private func merged(_ runs: [ObservanceRun]) -> [CalendarComponent] {
        var components: [CalendarComponent] = []
        var singles: [ObservanceRun.Kind: Int] = [:]
        for run in runs {
            if run.transitions.count > 1 {
                components.append(observance(run))
            } else if let place = singles[run.kind] {
                components[place].append(CalendarProperty("RDATE", value: run.first.wallClock.icalendar))
            } else {
                singles[run.kind] = components.count
                components.append(observance(run))
            }
        }
        return components
    }

    private func observance(_ run: ObservanceRun) -> CalendarComponent {
        var component = CalendarComponent(run.kind.isDaylight ? "DAYLIGHT" : "STANDARD")
        component.set("DTSTART", value: run.first.wallClock.icalendar)
        component.set("TZOFFSETFROM", value: OffsetText.text(run.kind.offsetFrom))
        component.set("TZOFFSETTO", value: OffsetText.text(run.kind.offsetTo))
        if !run.kind.name.isEmpty { component.setText("TZNAME", run.kind.name) }
        if run.transitions.count > 1, let day = run.days.first {
            let isOpen = run.last.at > horizon.adding(-366 * 86_400)
            component.set("RRULE", value: day.rule(until: isOpen ? nil : run.last.at.adding(Self.untilSlack)).icalendar)
        }
        return component
    }

    /// The offset with which the window begins, where no change of the window's rules made it.
    private func initial() -> CalendarComponent {
        let offset = OffsetText.text(zone.offset(at: window.start))
        let start = min(window.start, Self.earliest)
        var component = CalendarComponent("STANDARD")
        component.set("DTSTART", value: CivilDateTime(secondsSinceEpoch: start.seconds).icalendar)
        component.set("TZOFFSETFROM", value: offset)
        component.set("TZOFFSETTO", value: offset)
        return component
    }
}

extension ZoneTransition {
    fileprivate var offsets: [Int] { [offsetBefore, offsetAfter] }
}
