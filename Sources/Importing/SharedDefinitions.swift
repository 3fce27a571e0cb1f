import BookingCore
import CalendarTime

/// The sections that resources refer to by name.
struct SharedDefinitions {
    var policies: [String: BookingPolicy] = [:]
    var openingHours: [String: OpeningHours] = [:]
    var closures: [String: [Closure]] = [:]

    init(from fields: inout YAMLFields, names: inout DefinedNames) throws(ProvisioningError) {
        if let section = fields.take("policies") {
            for (name, value) in try section.fields().entries {
                var policy = BookingPolicy()
                try value.apply(to: &policy)
                try value.referToPeople(&names)
                policies[name] = policy
            }
        }
        if let section = fields.take("openingHours") {
            for (name, value) in try section.fields().entries { openingHours[name] = try value.openingHours() }
        }
        if let section = fields.take("closures") {
            for (name, value) in try section.fields().entries { closures[name] = try value.closures() }
        }
    }
}

extension YAMLValue {
    private enum Day: String, CaseIterable {
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday
    }

    func openingHours() throws(ProvisioningError) -> OpeningHours {
        var fields = try fields()
        var hours = OpeningHours(weekly: [:])
        let weekly = try fields.require("weekly")
        for (name, value) in try weekly.fields().entries {
            guard let day = Day(rawValue: name), let index = Day.allCases.firstIndex(of: day),
                let weekday = Weekday(rawValue: index + 1)
            else { throw value.error(.unknownField(known: Day.allCases.map(\.rawValue))) }
            hours.weekly[weekday] = try value.dailyRanges()
        }
        if let exceptions = fields.take("exceptions") {
            for (name, value) in try exceptions.fields().entries {
                guard let date = CivilDate(iso8601: name) else {
                    throw value.error(.expected("a date like 2026-12-24 before the colon"))
                }
                hours.exceptions[date] = try value.dailyRanges()
            }
        }
        try fields.finish()
        return hours
    }

    /// A list of closed days, each a `date` or a time `from` … `through`, with its name.
    func closures() throws(ProvisioningError) -> [Closure] {
        var closures: [Closure] = []
        for item in try list() { closures.append(try item.closure()) }
        return closures
    }

    func closure() throws(ProvisioningError) -> Closure {
        var fields = try fields()
        let names = try fields.require("name").localizedText()
        let closure: Closure
        if let date = try fields.take("date")?.date() {
            closure = Closure(from: date, through: date, names: names)
        } else {
            let from = try fields.require("from").date()
            let throughValue = try fields.require("through")
            let through = try throughValue.date()
            guard from <= through else {
                throw throughValue.error(.outOfRange(allowed: "a date that is not before from"))
            }
            closure = Closure(from: from, through: through, names: names)
        }
        try fields.finish()
        return closure
    }
}
