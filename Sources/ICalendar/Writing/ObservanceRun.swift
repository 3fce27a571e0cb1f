import CalendarTime

/// Which day of each year a zone changes on, in forms that a yearly RRULE can say.
enum YearlyDay: Hashable {
    /// The last such weekday of the month.
    case last(month: Int, weekday: Weekday)
    /// The nth such weekday of the month, 1 to 4.
    case nth(month: Int, ordinal: Int, weekday: Weekday)
    case fixed(month: Int, day: Int)
    /// The first such weekday on or after a day of the month, the week within one month.
    case onOrAfter(month: Int, day: Int, weekday: Weekday)
    /// The one such weekday in seven days counted from the end of the year, where that week runs over a month's end
    /// (Egypt's last Thursday of October at 24:00). The day is the first of them, 1 being 31 December.
    case fromYearEnd(day: Int, weekday: Weekday)

    /// Every form that names `date` in its year, the plainest first.
    static func candidates(_ date: CivilDate) -> [YearlyDay] {
        let weekday = date.weekday
        let length = lastDay(of: date)
        var forms: [YearlyDay] = []
        if date.day > length - 7 { forms.append(.last(month: date.month, weekday: weekday)) }
        let ordinal = (date.day + 6) / 7
        if ordinal <= 4 { forms.append(.nth(month: date.month, ordinal: ordinal, weekday: weekday)) }
        forms.append(.fixed(month: date.month, day: date.day))
        for day in max(1, date.day - 6)...date.day where day + 6 <= length {
            forms.append(.onOrAfter(month: date.month, day: day, weekday: weekday))
        }
        let yearEnd = CivilDate(year: date.year, month: 12, day: 31)?.daysSinceEpoch ?? date.daysSinceEpoch
        let fromEnd = yearEnd - date.daysSinceEpoch + 1
        // Counted from the end, days before March move with leap years.
        if date.month > 2, fromEnd >= 7 {
            for day in fromEnd...(fromEnd + 6) { forms.append(.fromYearEnd(day: day, weekday: weekday)) }
        }
        return forms
    }

    private static func lastDay(of date: CivilDate) -> Int {
        let next = date.month == 12 ? (date.year + 1, 1) : (date.year, date.month + 1)
        guard let first = CivilDate(year: next.0, month: next.1, day: 1) else { return 31 }
        return first.adding(days: -1).day
    }

    func rule(until: Instant?) -> RecurrenceRule {
        var rule = RecurrenceRule(frequency: .yearly, end: until.map { .until(.utc($0)) } ?? .never)
        switch self {
        case .last(let month, let weekday):
            rule.byMonth = [month]
            rule.byDay = [.init(ordinal: -1, weekday: weekday)]
        case .nth(let month, let ordinal, let weekday):
            rule.byMonth = [month]
            rule.byDay = [.init(ordinal: ordinal, weekday: weekday)]
        case .fixed(let month, let day):
            rule.byMonth = [month]
            rule.byMonthDay = [day]
        case .onOrAfter(let month, let day, let weekday):
            rule.byMonth = [month]
            rule.byMonthDay = Array(day...(day + 6))
            rule.byDay = [.init(weekday: weekday)]
        case .fromYearEnd(let day, let weekday):
            rule.byYearDay = Array(-day...(6 - day))
            rule.byDay = [.init(weekday: weekday)]
        }
        return rule
    }
}

/// Changes of one kind in consecutive years that one yearly rule names.
struct ObservanceRun {
    /// What the changes of a run have in common.
    struct Kind: Hashable {
        let offsetFrom: Int
        let offsetTo: Int
        let isDaylight: Bool
        let name: String
        let secondOfDay: Int
    }

    let kind: Kind
    private(set) var transitions: [ZoneTransition]
    /// The forms that name the day of every change so far; the first is written.
    private(set) var days: [YearlyDay]

    init(_ transition: ZoneTransition) {
        kind = Kind(transition)
        transitions = [transition]
        days = YearlyDay.candidates(transition.wallClock.date)
    }

    var first: ZoneTransition { transitions[0] }
    var last: ZoneTransition { transitions[transitions.count - 1] }

    /// Takes the change of the following year, if the same rule names it.
    mutating func extend(_ transition: ZoneTransition) -> Bool {
        let date = transition.wallClock.date
        guard kind == Kind(transition), date.year == last.wallClock.date.year + 1 else { return false }
        let forms = Set(YearlyDay.candidates(date))
        let common = days.filter(forms.contains)
        guard !common.isEmpty else { return false }
        transitions.append(transition)
        days = common
        return true
    }

    /// Drops the changes before `year`; nothing where there would be none left.
    mutating func drop(before year: Int) {
        let kept = transitions.filter { $0.wallClock.date.year >= year }
        if !kept.isEmpty { transitions = kept }
    }
}

extension ObservanceRun.Kind {
    init(_ transition: ZoneTransition) {
        let wall = transition.wallClock
        self.init(
            offsetFrom: transition.offsetBefore, offsetTo: transition.offsetAfter, isDaylight: transition.isDaylight,
            name: transition.abbreviation, secondOfDay: wall.hour * 3600 + wall.minute * 60 + wall.second)
    }
}

extension ZoneTransition {
    /// The onset as VTIMEZONE writes it: on the clock before the change (RFC 5545 §3.6.5).
    var wallClock: CivilDateTime {
        CivilDateTime(secondsSinceEpoch: at.seconds + Int64(offsetBefore))
    }
}
