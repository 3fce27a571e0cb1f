import BookingCore
import CalendarTime

/// `FIELD VALUE VALUE, FIELD VALUE` behind `with` and `now has`.
struct PolicyField {
    var name: String
    var values: [String]

    static func fields(_ words: inout PolicyWords) throws(PolicyFault) -> [PolicyField] {
        var fields: [PolicyField] = []
        var isNew = true
        while !words.isAtEnd {
            var word = try words.next()
            let endsField = word.hasSuffix(",") && !word.hasPrefix("\"")
            if endsField { word.removeLast() }
            if isNew {
                fields.append(PolicyField(name: word, values: []))
            } else if !word.isEmpty {
                fields[fields.count - 1].values.append(word)
            }
            isNew = endsField
        }
        return fields
    }

    private func one() throws(PolicyFault) -> String {
        guard values.count == 1 else { throw PolicyFault("\(name) has one value") }
        return values[0].hasPrefix("\"") ? String(values[0].dropFirst()) : values[0]
    }

    private func number() throws(PolicyFault) -> Int {
        guard let number = Int(try one()) else { throw PolicyFault("\(name) is a number") }
        return number
    }

    private func yes() throws(PolicyFault) -> Bool {
        guard let yes = Bool(try one()) else { throw PolicyFault("\(name) is true or false") }
        return yes
    }

    private func seconds() throws(PolicyFault) -> Int64 {
        guard let duration = EventDuration(icalendar: try one()) else { throw PolicyFault("\(name) is a duration") }
        return Int64(duration.days) * 86_400 + duration.seconds
    }

    private func limit() throws(PolicyFault) -> Int64? { try one() == "none" ? nil : try seconds() }

    private func word<Value: RawRepresentable>(_ type: Value.Type) throws(PolicyFault) -> Value
    where Value.RawValue == String {
        guard let value = Value(rawValue: try one()) else { throw PolicyFault("\(name) has no value \(values)") }
        return value
    }

    private func ids() throws(PolicyFault) -> [ResourceID] {
        try values.map { text throws(PolicyFault) in
            guard let id = ResourceID(validating: text) else { throw PolicyFault("“\(text)” is no id") }
            return id
        }
    }

    func apply(to resource: inout Resource) throws(PolicyFault) {
        switch name {
        case "capacity": resource.capacity = try number()
        case "units": resource.units = try number()
        case "setup": resource.setup = try seconds()
        case "teardown": resource.teardown = try seconds()
        case "parts": resource.parts = try ids()
        case "companions": resource.companions += try ids().map { Companion($0) }
        case "offers": resource.companions += try ids().map { Companion($0, isIncluded: false) }
        case "managers": resource.managers = values
        case "zone": resource.zone = try one()
        case "features": resource.features = values
        case "site": resource.site = try one()
        case "building": resource.building = try one()
        case "floor": resource.floor = try one()
        case "kind": resource.kind = try word(ResourceKind.self)
        case "aliases": resource.aliases = values
        case "disabled": resource.disabled = try yes()
        case "opens", "exceptionally": try open(&resource)
        case "closed": try close(&resource)
        case "policy": resource.policyName = try one()
        default: try apply(to: &resource.policy)
        }
    }

    private static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    /// `monday-friday 08:00-12:00 13:00-18:00`; a date instead of days is an exceptional opening, `shut` none.
    private func open(_ resource: inout Resource) throws(PolicyFault) {
        var ranges: [DailyRange] = []
        for text in values.dropFirst() where text != "shut" {
            let ends = text.split(separator: "-").map { part in
                part.split(separator: ":").compactMap { Int($0) }.reduce(0) { $0 * 60 + $1 }
            }
            guard ends.count == 2, let range = DailyRange(from: ends[0], to: ends[1]) else {
                throw PolicyFault("“\(text)” is no part of a day")
            }
            ranges.append(range)
        }
        var hours = resource.openingHours ?? OpeningHours(weekly: [:])
        if name == "exceptionally" {
            hours.exceptions[try PolicyTime.date(values.first ?? "")] = ranges
        } else {
            let ends = (values.first ?? "").split(separator: "-").map { Self.days.firstIndex(of: String($0)) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else {
                throw PolicyFault("“\(values)” begins with no weekdays")
            }
            for day in first...last { hours.weekly[Weekday(rawValue: day + 1)!] = ranges }
        }
        resource.openingHours = hours
    }

    private func close(_ resource: inout Resource) throws(PolicyFault) {
        let from = try PolicyTime.date(values.first ?? "")
        let through = values.count > 2 && values[1] == "to" ? try PolicyTime.date(values[2]) : from
        let name = values.last.flatMap { $0.hasPrefix("\"") ? String($0.dropFirst()) : nil } ?? "Fermeture"
        resource.closures.append(Closure(from: from, through: through, names: LocalizedText(name)))
    }

    func apply(to policy: inout BookingPolicy) throws(PolicyFault) {
        switch name {
        case "autoSchedule": policy.autoSchedule = try word(AutoSchedule.self)
        case "allowConflicts": policy.allowConflicts = try yes()
        case "allowRecurring": policy.allowRecurring = try yes()
        case "conflictPercentageAllowed": policy.conflictPercentageAllowed = try number()
        case "maximumConflictInstances": policy.maximumConflictInstances = try number()
        case "bookingWindow": policy.bookingWindow = try limit()
        case "enforceSchedulingHorizon": policy.enforceSchedulingHorizon = try yes()
        case "minimumNotice": policy.minimumNotice = try seconds()
        case "minimumDuration": policy.minimumDuration = try seconds()
        case "maximumDuration": policy.maximumDuration = try limit()
        case "openingHoursOnly": policy.openingHoursOnly = try yes()
        case "enforceCapacity": policy.enforceCapacity = try word(CapacityRule.self)
        case "externalOrganizers": policy.externalOrganizers = try word(ExternalOrganizers.self)
        case "waitlist": policy.waitlist = try yes()
        case "privacy": policy.privacy = try word(Privacy.self)
        default: try applyPart(to: &policy)
        }
    }

    private func applyPart(to policy: inout BookingPolicy) throws(PolicyFault) {
        switch name {
        case "bookInPolicy": policy.bookInPolicy = Audience(words: values)
        case "requestInPolicy": policy.requestInPolicy = Audience(words: values)
        case "requestOutOfPolicy": policy.requestOutOfPolicy = Audience(words: values)
        case "quotas.futureBookings": policy.quotas.futureBookings = try number()
        case "quotas.hoursPerWeek": policy.quotas.hoursPerWeek = try seconds()
        case "approval.managers": policy.approval.managers = values
        case "approval.pendingBlocks": policy.approval.pendingBlocks = try yes()
        case "approval.pendingExpiry": policy.approval.pendingExpiry = try limit()
        case "checkIn.required": policy.checkIn.required = try yes()
        case "checkIn.before": policy.checkIn.before = try seconds()
        case "checkIn.after": policy.checkIn.after = try seconds()
        case "checkIn.autoRelease": policy.checkIn.autoRelease = try yes()
        case "checkIn.exemptLongerThan": policy.checkIn.exemptLongerThan = try limit()
        case "checkIn.exemptBookedWithin": policy.checkIn.exemptBookedWithin = try limit()
        case "copy.subject": policy.copy.subject = try yes()
        case "copy.description": policy.copy.description = try yes()
        case "copy.attachments": policy.copy.attachments = try yes()
        case "copy.attendees": policy.copy.attendees = try yes()
        default: throw PolicyFault("there is no field \(name)")
        }
    }
}
