import BookingCore
import CalendarTime
import Foundation

/// A resource as `PUT /resources/{id}` takes it.
extension Resource {
    var document: APIClient.Document {
        var document: APIClient.Document = [
            "kind": kind.rawValue, "names": names.document, "address": address, "aliases": aliases,
            "units": units, "features": features, "timeZone": zone, "stepFree": stepFree,
            "closures": closures.map {
                ["from": $0.from.iso8601, "through": $0.through.iso8601, "name": $0.names.document]
                    as APIClient.Document
            },
            "setup": Self.duration(setup), "teardown": Self.duration(teardown), "parts": parts.map(\.rawValue),
            "companions": companions.map(\.resource.rawValue), "managers": managers, "policy": policy.document,
            "disabled": disabled,
        ]
        document["site"] = site
        document["building"] = building
        document["floor"] = floor
        document["capacity"] = capacity
        document["openingHours"] = openingHours?.document
        document["description"] = description?.document
        document["calendarName"] = calendarName?.document
        document["policyName"] = policyName
        return document
    }

    fileprivate static func duration(_ seconds: Int64) -> String {
        EventDuration(days: Int(seconds / 86_400), seconds: seconds % 86_400).icalendar
    }
}

extension LocalizedText {
    fileprivate var document: APIClient.Document { ["fr": fr, "en": en] }
}

extension OpeningHours {
    fileprivate var document: APIClient.Document {
        let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        var days: APIClient.Document = [:]
        for (day, ranges) in weekly { days[names[day.rawValue - 1]] = ranges.map(Self.text) }
        var dates: APIClient.Document = [:]
        for (date, ranges) in exceptions { dates[date.iso8601] = ranges.map(Self.text) }
        return ["weekly": days, "exceptions": dates]
    }

    private static func text(_ range: DailyRange) -> String {
        func clock(_ minutes: Int) -> String {
            (minutes < 600 ? "0" : "") + "\(minutes / 60):" + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60)"
        }
        return clock(range.from) + "-" + clock(range.to)
    }
}

extension BookingPolicy {
    fileprivate var document: APIClient.Document {
        [
            "autoSchedule": autoSchedule.rawValue, "allowConflicts": allowConflicts, "allowRecurring": allowRecurring,
            "conflictPercentageAllowed": conflictPercentageAllowed,
            "maximumConflictInstances": maximumConflictInstances,
            "bookingWindow": bookingWindow.map(Resource.duration) ?? NSNull() as Any,
            "enforceSchedulingHorizon": enforceSchedulingHorizon, "minimumNotice": Resource.duration(minimumNotice),
            "minimumDuration": Resource.duration(minimumDuration),
            "maximumDuration": maximumDuration.map(Resource.duration) ?? NSNull() as Any,
            "openingHoursOnly": openingHoursOnly, "enforceCapacity": enforceCapacity.rawValue,
            "externalOrganizers": externalOrganizers.rawValue, "privacy": privacy.rawValue,
            "copy": [
                "subject": copy.subject, "description": copy.description, "attachments": copy.attachments,
                "attendees": copy.attendees,
            ],
        ]
    }
}
