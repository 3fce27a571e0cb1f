public import CalendarTime

/// When somebody can be reached at all: the VAVAILABILITY components of one object (RFC 7953).
///
/// Each covers a range of time, without bound where it has no start or no end. In that range nothing is free but what its
/// AVAILABLE components name.
public struct Availability: Sendable {
    /// BUSYTYPE (§3.2), the strongest first.
    public enum BusyType: String, Hashable, Sendable, CaseIterable {
        case busy = "BUSY"
        case unavailable = "BUSY-UNAVAILABLE"
        case tentative = "BUSY-TENTATIVE"
    }

    /// One VAVAILABILITY.
    public struct Cover: Sendable {
        public var type: BusyType
        /// 1 counts before 9, and any number before 0, which stands for none (§3.1).
        public var priority: Int
        /// From `distantPast`, to `distantFuture` where it has no bound.
        public var range: TimeRange
        /// Of AVAILABLE components with an end.
        var available: [RecurrenceSet]
        /// Of AVAILABLE components without one: free from then on.
        var freeFrom: [Instant]

        /// Candidates that one AVAILABLE may cost; a time that is not reached counts as not free.
        private static let budget = 20_000

        /// The free times that meet `window`, in no order.
        public func free(in window: TimeRange) -> [TimeRange] {
            guard let window = range.intersection(window) else { return [] }
            var free = freeFrom.compactMap { TimeRange(checking: $0, end: .distantFuture)?.intersection(window) }
            for set in available {
                var instances = set.instances(from: window.start, budget: Self.budget)
                while let instance = instances.next(), instance.range.start < window.end {
                    if let part = instance.range.intersection(window) { free.append(part) }
                }
            }
            return free
        }
    }

    public let covers: [Cover]

    /// Components in one object, both kinds together.
    private static let limit = 100

    /// Reads an iCalendar object that has VAVAILABILITY components and their time zones, and nothing else.
    ///
    /// UID and DTSTAMP are not asked for: clients leave them out.
    ///
    /// - Parameter defaultZone: where a time without a zone is read, which §3.1 does not allow.
    /// - Returns: nil for anything else.
    public init?(parsing text: String, zones: ZoneDatabase, defaultZone: ZoneRules) {
        guard let object = try? CalendarObject(parsing: text), !object.main.isEmpty,
            (try? object.validate(zones: zones)) != nil
        else { return nil }
        let count = object.main.reduce(object.main.count) { $0 + $1.components.count }
        guard count <= Self.limit else { return nil }
        var reader = AvailabilityReader(object, zones: zones, defaultZone: defaultZone)
        var covers: [Cover] = []
        for component in object.main {
            guard let cover = try? reader.cover(component) else { return nil }
            covers.append(cover)
        }
        self.covers = covers
    }
}

/// Reads the components of one object.
private struct AvailabilityReader {
    private let definitions: [CalendarComponent]
    private let database: ZoneDatabase
    private let defaultZone: ZoneRules
    private var zones: ObjectZones

    init(_ object: CalendarObject, zones database: ZoneDatabase, defaultZone: ZoneRules) {
        definitions = object.calendar.components(named: "VTIMEZONE")
        self.database = database
        self.defaultZone = defaultZone
        zones = ObjectZones(object, database)
    }

    mutating func cover(_ component: CalendarComponent) throws(CalendarObjectError) -> Availability.Cover {
        guard component.name == "VAVAILABILITY" else { throw .unsupportedComponent(component.name) }
        let type = component.first("BUSYTYPE").map { $0.value.trimmingSpaces.uppercased() }
        let (start, end) = try bounds(of: component)
        guard let range = TimeRange(checking: start ?? .distantPast, end: end ?? .distantFuture) else {
            throw .endBeforeStart(recurrenceID: nil)
        }
        // What is neither of the three counts as the default does (RFC 7953 §3.2).
        var cover = Availability.Cover(
            type: type.flatMap(Availability.BusyType.init) ?? .unavailable,
            priority: component.first("PRIORITY").flatMap { Int($0.value.trimmingSpaces) } ?? 0, range: range,
            available: [], freeFrom: [])
        var series: [String: [CalendarComponent]] = [:]
        for (index, inner) in component.components.enumerated() {
            guard inner.name == "AVAILABLE" else { throw .unsupportedComponent(inner.name) }
            let (start, end) = try bounds(of: inner)
            guard let start else { throw .missingStart }
            if end == nil, inner.first("RRULE") == nil, inner.first("RECURRENCE-ID") == nil {
                cover.freeFrom.append(start)
            } else {
                let event = CalendarComponent("VEVENT", properties: inner.properties)
                series[inner.uid ?? "\(index)", default: []].append(event)
            }
        }
        for events in series.values {
            let object = CalendarObject(components: definitions + events)
            cover.available.append(try object.recurrenceSet(zones: database, defaultZone: defaultZone))
        }
        return cover
    }

    /// DTSTART with DTEND or DURATION, each a time and no date (§3.1).
    private mutating func bounds(
        of component: CalendarComponent
    ) throws(CalendarObjectError) -> (start: Instant?, end: Instant?) {
        for name in ["DTSTART", "DTEND", "DURATION", "BUSYTYPE", "PRIORITY"] {
            guard component.all(name).count < 2 else { throw .invalidValue(property: name, value: "") }
        }
        let start = try instant("DTSTART", of: component)
        if let end = try instant("DTEND", of: component) {
            guard component.first("DURATION") == nil, end >= start ?? end else {
                throw .endBeforeStart(recurrenceID: nil)
            }
            return (start, end)
        }
        guard let property = component.first("DURATION") else { return (start, nil) }
        guard let start, let length = EventDuration(icalendar: property.value.trimmingSpaces),
            (0...400_000).contains(length.days),
            length.seconds >= 0
        else { throw .invalidValue(property: "DURATION", value: property.value) }
        return (start, start.adding(Int64(length.days) * 86_400 + length.seconds))
    }

    private mutating func instant(
        _ name: String, of component: CalendarComponent
    ) throws(CalendarObjectError) -> Instant? {
        guard let property = component.first(name) else { return nil }
        let time = try zones.time(property)
        guard !time.isDate else { throw .mixedValueTypes(property: name) }
        return time.instant(in: defaultZone)
    }
}
