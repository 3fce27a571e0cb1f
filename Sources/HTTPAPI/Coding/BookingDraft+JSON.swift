import BookingCore
import CalendarTime
import Scheduling

/// A request for a booking, before its times can be read: those need the zone of the resource.
struct DraftBody {
    let resources: [ResourceID]
    private var fields: JSONFields

    init(_ body: [UInt8]) throws(RequestError) {
        fields = try JSONFields(body: body)
        let one = fields.take("resource")
        let several = fields.take("resources")
        switch (one, several) {
        case (let field?, nil): resources = [try Self.id(field)]
        case (nil, let field?):
            var ids: [ResourceID] = []
            for item in try field.list() { ids.append(try Self.id(item)) }
            resources = ids
        case (nil, nil): throw .invalidField(name: "resource", .missing)
        case (_?, _?): throw .invalidField(name: "resources", .notAllowed)
        }
    }

    static func id(_ field: JSONField) throws(RequestError) -> ResourceID {
        let text = try field.text()
        guard let id = ResourceID(validating: text) else { throw field.error(.malformed(text)) }
        return id
    }

    func draft(_ times: TimeReader) throws(RequestError) -> BookingDraft {
        var fields = fields
        let zone = try times.zone(&fields)
        let start = try fields.require("start")
        let title = try fields.take("title")?.text() ?? ""
        let range = try EventRange(
            start: start, end: fields.take("end"), allDay: fields.take("allDay"), times, zone: zone)
        let rules = try fields.take("recurrence").map { field throws(RequestError) in try times.rules(field) } ?? []
        let dates =
            try fields.take("dates").map { field throws(RequestError) in try times.times(field, zone: zone) } ?? []
        let excluded =
            try fields.take("excluded").map { field throws(RequestError) in
                try times.times(field, zone: zone)
            } ?? []
        if !rules.isEmpty, case .utc = range.start, zone != nil, zone != .utc { throw start.error(.notAllowed) }
        let uniform = TimeReader.uniform([range.start, range.end] + dates + excluded)
        var draft = BookingDraft(
            resources: resources, title: title, start: uniform[0], end: uniform[1], recurrence: rules,
            dates: Array(uniform[2..<(2 + dates.count)]), excluded: Array(uniform[(2 + dates.count)...]))
        draft.description = try fields.take("description")?.text()
        draft.location = try fields.take("location")?.text()
        draft.units = try fields.take("units")?.integer(1...10_000) ?? 1
        draft.attendees = try fields.take("attendees")?.texts().map { $0.lowercased() } ?? []
        draft.visibility = try fields.take("visibility")?.oneOf(BookingVisibility.self) ?? .public
        draft.organizer = try fields.take("organizer")?.text()
        draft.uid = try fields.take("uid")?.text()
        try fields.finish()
        return draft
    }
}

/// Start and end of one form. A date without an end is one day.
struct EventRange {
    var start: EventTime
    var end: EventTime

    init(
        start: JSONField, end: JSONField?, allDay: JSONField?, _ times: TimeReader, zone: ZoneRules?
    ) throws(RequestError) {
        self.start = try times.time(start, zone: zone)
        if let allDay, try allDay.boolean() != self.start.isDate { throw allDay.error(.mixedTimeForms) }
        if let end {
            self.end = try times.time(end, zone: zone)
            guard self.end.isDate == self.start.isDate else { throw end.error(.mixedTimeForms) }
        } else if case .date(let date) = self.start {
            self.end = .date(date.adding(days: 1))
        } else {
            throw .invalidField(name: "end", .missing)
        }
    }
}

extension BookingChange {
    /// A merge patch (RFC 7396) of a booking: with `null` a field has again what a new booking has without it; what every
    /// booking has cannot be taken away.
    ///
    /// - Parameter isAllDay: whether the booking is one of whole days before the change.
    init(body: [UInt8], times: TimeReader, isAllDay: Bool) throws(RequestError) {
        self.init()
        var fields = try JSONFields(body: body)
        for name in ["resource", "start", "end", "allDay", "timeZone"] where fields.isNull(name) {
            throw .invalidField(name: name, .missing)
        }
        let zone = try times.zone(&fields)
        title = fields.isNull("title") ? "" : try fields.take("title")?.text()
        description = fields.isNull("description") ? "" : try fields.take("description")?.text()
        location = fields.isNull("location") ? "" : try fields.take("location")?.text()
        try readTimes(&fields, times, zone: zone, isAllDay: isAllDay)
        units = fields.isNull("units") ? 1 : try fields.take("units")?.integer(1...10_000)
        attendees =
            fields.isNull("attendees") ? [] : try fields.take("attendees")?.texts().map { $0.lowercased() }
        visibility =
            fields.isNull("visibility") ? .public : try fields.take("visibility")?.oneOf(BookingVisibility.self)
        if let field = fields.take("resource") { resource = try DraftBody.id(field) }
        try fields.finish()
    }

    private mutating func readTimes(
        _ fields: inout JSONFields, _ times: TimeReader, zone: ZoneRules?, isAllDay: Bool
    ) throws(RequestError) {
        if let field = fields.take("start") { start = try times.time(field, zone: zone) }
        if let field = fields.take("end") { end = try times.time(field, zone: zone) }
        if let field = fields.take("allDay") {
            let form = try field.boolean()
            guard (start?.isDate ?? isAllDay) == form, (end?.isDate ?? form) == form else {
                throw field.error(.mixedTimeForms)
            }
        }
        if let start, let end {
            let uniform = TimeReader.uniform([start, end])
            (self.start, self.end) = (uniform[0], uniform[1])
        }
        if fields.isNull("recurrence") {
            recurrence = []
        } else if let field = fields.take("recurrence") {
            recurrence = try times.rules(field)
        }
        dates = fields.isNull("dates") ? [] : nil
        if let field = fields.take("dates") { dates = try times.times(field, zone: zone) }
        excluded = fields.isNull("excluded") ? [] : nil
        if let field = fields.take("excluded") { excluded = try times.times(field, zone: zone) }
    }
}
