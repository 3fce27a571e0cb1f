import BookingCore
import CalendarTime
import Wording

extension Resource {
    /// The resource for one reader. Who manages it and its whole policy are for those who manage it.
    func json(_ language: Language, isManaged: Bool) -> JSON {
        var members: [(String, JSON)] = [
            ("id", .string(id.rawValue)), ("kind", .string(kind.rawValue)),
            ("name", .string(language == .fr ? names.fr : names.en)), ("names", names.json),
            ("address", .string(address)), ("aliases", JSON(aliases)), ("site", JSON(site)),
            ("building", JSON(building)), ("floor", JSON(floor)), ("capacity", JSON(capacity)),
            ("units", JSON(units)), ("features", JSON(features)), ("timeZone", .string(zone)),
            ("stepFree", .bool(stepFree)), ("openingHours", openingHours?.json ?? .null),
            ("closures", .array(closures.map(\.json))), ("setup", .duration(setup)), ("teardown", .duration(teardown)),
            ("parts", JSON(parts.map(\.rawValue))), ("companions", .array(companions.map(\.json))),
            ("description", description?.json ?? .null), ("calendarName", calendarName?.json ?? .null),
            ("policyName", JSON(policyName)), ("policyVersion", JSON(policyVersion.map { Int($0) })),
            ("disabled", .bool(disabled)),
        ]
        if isManaged {
            members += [("managers", JSON(managers)), ("policy", policy.json)]
            if policyName != nil { members.append(("overrides", policyOverrides.json)) }
        }
        return .object(members.map { JSON.Member(name: $0, value: $1) })
    }
}

extension JSON {
    /// Seconds as ISO 8601, with days of 24 hours: `PT15M`, `P400D`.
    static func duration(_ seconds: Int64) -> JSON {
        .string(EventDuration(days: Int(seconds / 86_400), seconds: seconds % 86_400).icalendar)
    }
}

extension LocalizedText {
    var json: JSON { ["fr": .string(fr), "en": .string(en)] }
}

extension Closure {
    var json: JSON { ["from": .string(from.iso8601), "through": .string(through.iso8601), "name": names.json] }
}

extension OpeningHours {
    static let dayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    var json: JSON {
        let days = weekly.sorted { $0.key.rawValue < $1.key.rawValue }.map { day, ranges in
            JSON.Member(name: Self.dayNames[day.rawValue - 1], value: JSON(ranges.map(\.text)))
        }
        let dates = exceptions.sorted { $0.key < $1.key }.map { date, ranges in
            JSON.Member(name: date.iso8601, value: JSON(ranges.map(\.text)))
        }
        return ["weekly": .object(days), "exceptions": .object(dates)]
    }
}

extension DailyRange {
    /// `08:00-19:30`.
    var text: String { Self.clock(from) + "-" + Self.clock(to) }

    private static func clock(_ minutes: Int) -> String {
        let (hour, minute) = (minutes / 60, minutes % 60)
        return (hour < 10 ? "0" : "") + String(hour) + ":" + (minute < 10 ? "0" : "") + String(minute)
    }
}
