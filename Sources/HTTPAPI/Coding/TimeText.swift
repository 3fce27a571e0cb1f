import BookingCore
import CalendarTime
import Scheduling

/// Times as the API writes them: RFC 3339 with the offset of a zone, all-day times as dates.
struct TimeText {
    let zone: ZoneRules

    /// `2026-11-24T09:00:00+01:00`. An offset with seconds, which RFC 3339 cannot write, gives UTC.
    func text(_ instant: Instant) -> String {
        let offset = zone.offset(at: instant)
        guard offset % 60 == 0, abs(offset) < 86_400 else { return instant.rfc3339 }
        let local = instant.adding(Int64(offset)).rfc3339.dropLast()
        let minutes = abs(offset) / 60
        let sign = offset < 0 ? "-" : "+"
        return local + sign + Self.two(minutes / 60) + ":" + Self.two(minutes % 60)
    }

    func range(_ range: TimeRange) -> JSON {
        ["start": .string(text(range.start)), "end": .string(text(range.end))]
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

/// Reads the times of a request.
struct TimeReader {
    let zones: ZoneDatabase
    /// For times with an offset and no `timeZone`, and for local times without both: the resource's zone.
    let defaultZone: ZoneRules?

    /// The zone named in `timeZone`, else the default.
    func zone(_ fields: inout JSONFields) throws(RequestError) -> ZoneRules? {
        guard let field = fields.take("timeZone") else { return defaultZone }
        let name = try field.text()
        guard let zone = zones.zone(named: name) else { throw field.error(.unknownZone(name)) }
        return zone
    }

    /// A date, a time with an offset, or with a zone a local time without one.
    ///
    /// A time with an offset becomes wall-clock time in `zone`, so that a series keeps its local time over changes of the
    /// offset. The second of two equal wall-clock times cannot be said so; it stays an instant.
    func time(_ field: JSONField, zone: ZoneRules?) throws(RequestError) -> EventTime {
        let time = try unchecked(field, zone: zone)
        let instant = time.instant(in: zone ?? .utc)
        guard instant >= .minDateTime, instant <= .maxDateTime else { throw field.error(.outOfRange) }
        return time
    }

    private func unchecked(_ field: JSONField, zone: ZoneRules?) throws(RequestError) -> EventTime {
        let text = try field.text()
        if let date = CivilDate(iso8601: text) { return .date(date) }
        if let instant = Instant(rfc3339: text) {
            guard let zone else { return .utc(instant) }
            let civil = zone.civil(at: instant)
            return zone.instant(of: civil) == instant ? .zoned(civil, zone) : .utc(instant)
        }
        guard let civil = Self.local(text) else { throw field.error(.malformed(text)) }
        guard let zone else { throw .invalidField(name: "timeZone", .missing) }
        return .zoned(civil, zone)
    }

    /// `2026-11-24T09:00:00`.
    private static func local(_ text: String) -> CivilDateTime? {
        let octets = Array(text.utf8)
        guard octets.count == 19, octets[4] == UInt8(ascii: "-"), octets[7] == UInt8(ascii: "-"),
            octets[10] == UInt8(ascii: "T"), octets[13] == UInt8(ascii: ":"), octets[16] == UInt8(ascii: ":")
        else { return nil }
        return CivilDateTime(icalendar: text.filter { $0 != "-" && $0 != ":" })
    }

    func times(_ field: JSONField, zone: ZoneRules?) throws(RequestError) -> [EventTime] {
        var times: [EventTime] = []
        for item in try field.list() { times.append(try time(item, zone: zone)) }
        return times
    }

    /// `FREQ=WEEKLY;COUNT=4`, or a list of such rules.
    func rules(_ field: JSONField) throws(RequestError) -> [RecurrenceRule] {
        if case .array = field.value {
            var rules: [RecurrenceRule] = []
            for item in try field.list() { rules.append(try rule(item)) }
            return rules
        }
        return [try rule(field)]
    }

    private func rule(_ field: JSONField) throws(RequestError) -> RecurrenceRule {
        let text = try field.text()
        do {
            return try RecurrenceRule(parsing: text)
        } catch {
            throw field.error(.malformed(text))
        }
    }

    /// Makes all times of one form: where one could only be said in UTC, every time is.
    static func uniform(_ times: [EventTime]) -> [EventTime] {
        let hasUTC = times.contains { if case .utc = $0 { true } else { false } }
        guard hasUTC else { return times }
        return times.map { time in
            if case .zoned(let civil, let zone) = time { .utc(zone.instant(of: civil)) } else { time }
        }
    }
}
