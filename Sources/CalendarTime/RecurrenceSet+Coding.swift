extension RecurrenceSet {
    /// The version of the storage form, its first byte.
    private static let formatVersion: UInt8 = 1

    /// The storage form. It stands alone: zones of the database go by name, those of a VTIMEZONE with their observances.
    public func encoded() -> [UInt8] {
        var zones = ZoneList()
        var body = ByteWriter()
        body.write(zones.index(of: zone))
        body.write(start, &zones)
        body.write(length, &zones)
        body.write(blocks)
        body.write(hasMaster)
        body.write(list: rules) { $0.write($1.icalendar) }
        body.write(list: dates) { $0.write($1, &zones) }
        body.write(list: excluded) { $0.write($1, &zones) }
        body.write(list: overrides) { $0.write($1, &zones) }
        var writer = ByteWriter(bytes: [RecurrenceSet.formatVersion])
        writer.write(list: zones.zones) { $0.write($1) }
        return writer.bytes + body.bytes
    }

    /// Reads the storage form back; any other bytes are an error.
    ///
    /// - Parameter zones: where zones stored by name are found. A newer database gives the series its newer rules.
    public init(encoded bytes: [UInt8], zones database: ZoneDatabase) throws(RecurrenceCodingError) {
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        guard version == RecurrenceSet.formatVersion else { throw .unsupportedVersion(version) }
        let zones = try reader.list { (reader) throws(RecurrenceCodingError) in try reader.zone(in: database) }
        let zone = try reader.zone(of: zones)
        let start = try reader.eventTime(zones)
        let length = try reader.eventLength(zones)
        let blocks = try reader.bool()
        let hasMaster = try reader.bool()
        let rules = try reader.list { (reader) throws(RecurrenceCodingError) in try reader.rule() }
        let dates = try reader.list { (reader) throws(RecurrenceCodingError) in try reader.recurrenceDate(zones) }
        let excluded = try reader.list { (reader) throws(RecurrenceCodingError) in try reader.eventTime(zones) }
        let overrides = try reader.list { (reader) throws(RecurrenceCodingError) in try reader.override(zones) }
        guard reader.isAtEnd else { throw .invalidData }
        self.init(
            start: start, length: length, rules: rules, dates: dates, excluded: excluded, overrides: overrides,
            blocks: blocks, zone: zone, hasMaster: hasMaster)
    }
}

/// The zones of a set, each once.
private struct ZoneList {
    var zones: [ZoneRules] = []

    mutating func index(of zone: ZoneRules) -> Int {
        if let index = zones.firstIndex(of: zone) { return index }
        zones.append(zone)
        return zones.count - 1
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ zone: ZoneRules) {
        switch zone.table.origin {
        case .utc:
            write(UInt64(0))
        case .fixed:
            write(UInt64(1))
            write(zone.identifier)
            write(zone.offset(at: Instant(seconds: 0)))
        case .database:
            write(UInt64(2))
            write(zone.identifier)
        case .observances(let observances):
            write(UInt64(3))
            write(zone.identifier)
            write(list: observances) { $0.write($1) }
        }
    }

    private mutating func write(_ observance: ZoneObservance) {
        write(observance.isDaylight)
        write(observance.start.secondsSinceEpoch)
        write(observance.offsetFrom)
        write(observance.offsetTo)
        write(observance.rule?.icalendar ?? "")
        write(list: observance.recurrenceDates) { $0.write($1.secondsSinceEpoch) }
        write(observance.name != nil)
        if let name = observance.name { write(name) }
    }

    fileprivate mutating func write(_ time: EventTime, _ zones: inout ZoneList) {
        switch time {
        case .date(let date):
            write(UInt64(0))
            write(date.daysSinceEpoch)
        case .floating(let civil):
            write(UInt64(1))
            write(civil.secondsSinceEpoch)
        case .utc(let instant):
            write(UInt64(2))
            write(instant.seconds)
        case .zoned(let civil, let zone):
            write(UInt64(3))
            write(civil.secondsSinceEpoch)
            write(zones.index(of: zone))
        }
    }

    fileprivate mutating func write(_ duration: EventDuration) {
        write(duration.days)
        write(duration.seconds)
    }

    fileprivate mutating func write(_ length: EventLength, _ zones: inout ZoneList) {
        switch length {
        case .duration(let duration):
            write(UInt64(0))
            write(duration)
        case .end(let end):
            write(UInt64(1))
            write(end, &zones)
        }
    }

    fileprivate mutating func write(_ date: RecurrenceDate, _ zones: inout ZoneList) {
        switch date {
        case .time(let time):
            write(UInt64(0))
            write(time, &zones)
        case .period(let start, let end):
            write(UInt64(1))
            write(start, &zones)
            write(end, &zones)
        case .periodDuration(let start, let duration):
            write(UInt64(2))
            write(start, &zones)
            write(duration)
        }
    }

    fileprivate mutating func write(_ override: RecurrenceOverride, _ zones: inout ZoneList) {
        write(override.recurrenceID, &zones)
        write(override.thisAndFuture)
        write(override.start, &zones)
        write(override.length, &zones)
        write(override.blocks)
        write(override.tag)
    }
}
