public import CalendarTime

/// What an event of our own making says: bookings made in JSON, feeds, the rooms' copies.
public struct EventContent: Hashable, Sendable {
    public var uid: String
    /// DTSTAMP.
    public var stamp: Instant
    public var start: EventTime
    /// ``EventLength/end(_:)`` is written as DTEND, a duration as DURATION.
    public var length: EventLength
    public var recurrenceID: EventTime?
    public var rules: [RecurrenceRule] = []
    public var excluded: [EventTime] = []
    public var summary: String?
    public var location: String?
    public var description: String?
    /// CONFIRMED, TENTATIVE or CANCELLED.
    public var status: String?
    /// CLASS.
    public var classification: String?
    /// TRANSP is written only where this is true: OPAQUE is the default.
    public var transparent = false
    public var sequence = 0
    public var created: Instant?
    public var lastModified: Instant?
    public var url: String?
    /// See ``CalendarProperty/init(_:address:commonName:parameters:)``; so for ``attendees``.
    public var organizer: CalendarProperty?
    public var attendees: [CalendarProperty] = []
    /// Written last, in this order.
    public var more: [CalendarProperty] = []

    public init(uid: String, stamp: Instant, start: EventTime, length: EventLength) {
        self.uid = uid
        self.stamp = stamp
        self.start = start
        self.length = length
    }
}

extension CalendarProperty {
    /// ORGANIZER or ATTENDEE; a bare mail address gets its `mailto:`.
    public init(
        _ name: String, address: String, commonName: String? = nil, parameters: [CalendarParameter] = []
    ) {
        let isBareMail = address.contains("@") && !address.contains(":")
        let named = commonName.map { [CalendarParameter("CN", $0)] } ?? []
        self.init(name, value: isBareMail ? "mailto:\(address)" : address, parameters: named + parameters)
    }
}

extension CalendarComponent {
    /// A VEVENT.
    public static func event(_ content: EventContent) -> CalendarComponent {
        var event = CalendarComponent("VEVENT")
        event.setText("UID", content.uid)
        event.stamp = content.stamp
        event.set("RECURRENCE-ID", time: content.recurrenceID)
        event.set("DTSTART", time: content.start)
        switch content.length {
        case .end(let end): event.set("DTEND", time: end)
        case .duration(let duration): event.set("DURATION", value: duration.icalendar)
        }
        for rule in content.rules { event.append(CalendarProperty("RRULE", value: rule.icalendar)) }
        for time in content.excluded { event.append(CalendarProperty("EXDATE", time: time)) }
        event.setText("SUMMARY", content.summary)
        event.setText("LOCATION", content.location)
        event.setText("DESCRIPTION", content.description)
        event.status = content.status
        event.classification = content.classification
        if content.transparent { event.transparent = true }
        event.sequence = content.sequence
        event.set("CREATED", value: content.created?.icalendarUTC)
        event.set("LAST-MODIFIED", value: content.lastModified?.icalendarUTC)
        event.set("URL", value: content.url)
        event.properties += (content.organizer.map { [$0] } ?? []) + content.attendees + content.more
        return event
    }
}

extension CalendarObject {
    /// One event of our own as an object, with a VTIMEZONE for each zone that it uses.
    ///
    /// - Parameter range: the time that the definitions have to cover.
    public static func event(
        _ content: EventContent, zones: ZoneDatabase, covering range: TimeRange
    ) -> CalendarObject {
        var object = CalendarObject(components: [.event(content)])
        object.addTimezones(zones: zones, covering: range)
        return object
    }
}
