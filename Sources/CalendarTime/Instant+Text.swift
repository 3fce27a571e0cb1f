extension Instant {
    /// Reads an RFC 3339 date-time with an offset: `2026-11-23T09:00:00+01:00`, `2026-11-23T08:00:00Z`.
    ///
    /// A fraction is accepted only when it is zero, because instants are whole seconds. Second 60 is read as 59.
    public init?(rfc3339 text: some StringProtocol) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2),
            reader.skip("-"), let day = reader.number(digits: 2),
            reader.skip("T") || reader.skip("t") || reader.skip(" "),
            let hour = reader.number(digits: 2), reader.skip(":"), let minute = reader.number(digits: 2),
            reader.skip(":"), let second = reader.number(digits: 2),
            let date = CivilDate(year: year, month: month, day: day),
            let civil = CivilDateTime(date: date, hour: hour, minute: minute, second: second)
        else { return nil }
        if reader.skip(".") {
            guard reader.skip("0") else { return nil }
            while reader.skip("0") {}
        }
        var offset = 0
        if !(reader.skip("Z") || reader.skip("z")) {
            let sign: Int
            if reader.skip("+") { sign = 1 } else if reader.skip("-") { sign = -1 } else { return nil }
            guard let hours = reader.number(digits: 2), reader.skip(":"), let minutes = reader.number(digits: 2),
                hours < 24, minutes < 60
            else { return nil }
            offset = sign * (hours * 3600 + minutes * 60)
        }
        guard reader.isAtEnd else { return nil }
        self.init(seconds: civil.secondsSinceEpoch - Int64(offset))
    }

    /// `2026-11-23T08:00:00Z`.
    public var rfc3339: String {
        let civil = CivilDateTime(secondsSinceEpoch: seconds)
        var text = civil.date.iso8601
        text.append("T")
        text.appendPadded(civil.hour, width: 2)
        text.append(":")
        text.appendPadded(civil.minute, width: 2)
        text.append(":")
        text.appendPadded(civil.second, width: 2)
        text.append("Z")
        return text
    }

    /// Reads the UTC form of RFC 5545 §3.3.5: `20261123T080000Z`.
    public init?(icalendarUTC text: some StringProtocol) {
        guard text.last == "Z", let civil = CivilDateTime(icalendar: text.dropLast()) else { return nil }
        self.init(seconds: civil.secondsSinceEpoch)
    }

    /// `20261123T080000Z`.
    public var icalendarUTC: String { CivilDateTime(secondsSinceEpoch: seconds).icalendar + "Z" }
}
