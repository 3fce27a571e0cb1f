/// The parts of the storage form, each the inverse of what `RecurrenceSet.encoded()` writes.
extension ByteReader {
    mutating func zone(in database: ZoneDatabase) throws(RecurrenceCodingError) -> ZoneRules {
        switch try unsigned() {
        case 0: return .utc
        case 1:
            let name = try text()
            return ZoneRules(fixedOffset: try int(), identifier: name)
        case 2:
            let name = try text()
            guard let zone = database.exactZone(named: name) else { throw .unknownZone(name) }
            return zone
        case 3:
            let name = try text()
            let observances = try list { (reader) throws(RecurrenceCodingError) in try reader.observance() }
            do {
                return try ZoneRules(identifier: name, observances: observances)
            } catch {
                throw .invalidData
            }
        default: throw .invalidData
        }
    }

    private mutating func observance() throws(RecurrenceCodingError) -> ZoneObservance {
        let isDaylight = try bool()
        let start = CivilDateTime(secondsSinceEpoch: try signed())
        let offsetFrom = try int()
        let offsetTo = try int()
        let ruleText = try text()
        let rule = ruleText.isEmpty ? nil : try parsedRule(ruleText)
        let dates = try list { (reader) throws(RecurrenceCodingError) in
            CivilDateTime(secondsSinceEpoch: try reader.signed())
        }
        let name = try bool() ? try text() : nil
        return ZoneObservance(
            isDaylight: isDaylight, start: start, offsetFrom: offsetFrom, offsetTo: offsetTo, rule: rule,
            recurrenceDates: dates, name: name)
    }

    private func parsedRule(_ text: String) throws(RecurrenceCodingError) -> RecurrenceRule {
        do {
            return try RecurrenceRule(parsing: text)
        } catch {
            throw .invalidData
        }
    }

    mutating func rule() throws(RecurrenceCodingError) -> RecurrenceRule { try parsedRule(try text()) }

    /// A zone by its index in the set's list.
    mutating func zone(of zones: [ZoneRules]) throws(RecurrenceCodingError) -> ZoneRules {
        let index = try int()
        guard zones.indices.contains(index) else { throw .invalidData }
        return zones[index]
    }

    mutating func eventTime(_ zones: [ZoneRules]) throws(RecurrenceCodingError) -> EventTime {
        switch try unsigned() {
        case 0: return .date(CivilDate(daysSinceEpoch: try int()))
        case 1: return .floating(CivilDateTime(secondsSinceEpoch: try signed()))
        case 2: return .utc(Instant(seconds: try signed()))
        case 3:
            let civil = CivilDateTime(secondsSinceEpoch: try signed())
            return .zoned(civil, try zone(of: zones))
        default: throw .invalidData
        }
    }

    private mutating func duration() throws(RecurrenceCodingError) -> EventDuration {
        let days = try int()
        return EventDuration(days: days, seconds: try signed())
    }

    mutating func eventLength(_ zones: [ZoneRules]) throws(RecurrenceCodingError) -> EventLength {
        switch try unsigned() {
        case 0: return .duration(try duration())
        case 1: return .end(try eventTime(zones))
        default: throw .invalidData
        }
    }

    mutating func recurrenceDate(_ zones: [ZoneRules]) throws(RecurrenceCodingError) -> RecurrenceDate {
        switch try unsigned() {
        case 0: return .time(try eventTime(zones))
        case 1:
            let start = try eventTime(zones)
            return .period(start: start, end: try eventTime(zones))
        case 2:
            let start = try eventTime(zones)
            return .periodDuration(start: start, try duration())
        default: throw .invalidData
        }
    }

    mutating func override(_ zones: [ZoneRules]) throws(RecurrenceCodingError) -> RecurrenceOverride {
        let recurrenceID = try eventTime(zones)
        let thisAndFuture = try bool()
        let start = try eventTime(zones)
        let length = try eventLength(zones)
        let blocks = try bool()
        return RecurrenceOverride(
            recurrenceID: recurrenceID, thisAndFuture: thisAndFuture, start: start, length: length, blocks: blocks,
            tag: try int())
    }
}
