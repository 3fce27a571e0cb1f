/// The rule in a TZif footer: a POSIX TZ string with the hours of RFC 9636 §3.3.1 (−167 to 167).
struct PosixZone: Hashable, Sendable {
    /// The day of a change in each year.
    enum Day: Hashable, Sendable {
        /// 1...365, 29 February never counted.
        case julian(Int)
        /// 0...365, 29 February counted.
        case ordinal(Int)
        /// The `week`-th `weekday` (0 is Sunday) of `month`; week 5 is the last.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    struct Change: Hashable, Sendable {
        var day: Day
        /// Seconds from midnight of that day on the wall clock before the change.
        var time: Int64
    }

    var standard: ZoneType
    var daylight: ZoneType?
    var daylightStart = Change(day: .weekday(month: 3, week: 2, weekday: 0), time: 7200)
    var daylightEnd = Change(day: .weekday(month: 11, week: 1, weekday: 0), time: 7200)

    /// The changes of `year`, in order of time: when, and whether daylight time begins.
    func changes(in year: Int) -> [(at: Int64, toDaylight: Bool)] {
        guard let daylight else { return [] }
        let start = daylightStart.localSeconds(in: year) - Int64(standard.offset)
        let end = daylightEnd.localSeconds(in: year) - Int64(daylight.offset)
        return start <= end ? [(start, true), (end, false)] : [(end, false), (start, true)]
    }
}

extension PosixZone.Change {
    func localSeconds(in year: Int) -> Int64 {
        let newYear = CivilDate.dayNumber(year: year, month: 1, day: 1)
        let dayNumber: Int
        switch day {
        case .julian(let day):
            dayNumber = newYear + day - 1 + (day >= 60 && CivilDate.isLeap(year) ? 1 : 0)
        case .ordinal(let day):
            dayNumber = newYear + day
        case .weekday(let month, let week, let weekday):
            let first = CivilDate.dayNumber(year: year, month: month, day: 1)
            let skip = (weekday - CivilDate.weekdayNumber(ofDay: first) % 7 + 7) % 7
            var offset = skip + (week - 1) * 7
            if offset >= CivilDate.daysInMonth(month, year: year) { offset -= 7 }
            dayNumber = first + offset
        }
        return Int64(dayNumber) * 86_400 + time
    }
}

// MARK: Parsing

extension PosixZone {
    /// Reads a TZ string such as `CET-1CEST,M3.5.0,M10.5.0/3` or `<-03>3`. Nil when it is malformed.
    init?(_ text: some StringProtocol) {
        var reader = DigitReader(text)
        guard let name = reader.zoneName(), let offset = reader.clock(maximumHours: 24) else { return nil }
        standard = ZoneType(offset: Int32(-offset), abbreviation: name)
        if reader.isAtEnd { return }
        guard let daylightName = reader.zoneName() else { return nil }
        var daylightOffset = standard.offset + 3600
        if !reader.isAtEnd, !reader.isNext(",") {
            guard let offset = reader.clock(maximumHours: 24) else { return nil }
            daylightOffset = Int32(-offset)
        }
        daylight = ZoneType(offset: daylightOffset, isDaylight: true, abbreviation: daylightName)
        if reader.isAtEnd { return }
        guard reader.skip(","), let start = reader.change(), reader.skip(","), let end = reader.change(), reader.isAtEnd
        else { return nil }
        daylightStart = start
        daylightEnd = end
    }
}

extension DigitReader {
    func isNext(_ character: Unicode.Scalar) -> Bool {
        var copy = self
        return copy.skip(character)
    }

    fileprivate mutating func zoneName() -> String? {
        let quoted = skip("<")
        var name = ""
        while let letter = letter(quoted: quoted) { name.unicodeScalars.append(letter) }
        if quoted, !skip(">") { return nil }
        return name.utf8.count >= 3 && name.utf8.count <= 32 ? name : nil
    }

    private mutating func letter(quoted: Bool) -> Unicode.Scalar? {
        guard let byte = peek else { return nil }
        let isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
        let isOther = (byte >= 0x30 && byte <= 0x39) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
        guard isLetter || (quoted && isOther) else { return nil }
        let scalar = Unicode.Scalar(byte)
        _ = skip(scalar)
        return scalar
    }

    /// Takes `[+-]h[h[h]][:mm[:ss]]` and gives its seconds.
    fileprivate mutating func clock(maximumHours: Int) -> Int64? {
        let negative = skip("-")
        if !negative { _ = skip("+") }
        guard let hours = number(), hours <= maximumHours else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where skip(":") {
            guard let amount = number(digits: 2), amount < 60 else { return nil }
            seconds += amount * unit
        }
        return Int64(negative ? -seconds : seconds)
    }

    fileprivate mutating func change() -> PosixZone.Change? {
        let day: PosixZone.Day
        if skip("M") {
            guard let month = number(), (1...12).contains(month), skip("."), let week = number(),
                (1...5).contains(week), skip("."), let weekday = number(), weekday <= 6
            else { return nil }
            day = .weekday(month: month, week: week, weekday: weekday)
        } else if skip("J") {
            guard let number = number(), (1...365).contains(number) else { return nil }
            day = .julian(number)
        } else {
            guard let number = number(), number <= 365 else { return nil }
            day = .ordinal(number)
        }
        var time: Int64 = 7200
        if skip("/") {
            guard let given = clock(maximumHours: 167) else { return nil }
            time = given
        }
        return PosixZone.Change(day: day, time: time)
    }
}
