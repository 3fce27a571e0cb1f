import BookingCore
import CalendarTime
import Wording

extension Reason {
    /// The code, the sentence for a person, and the facts behind it.
    ///
    /// - Parameters:
    ///   - names: of other resources that the reason names.
    ///   - asked: the times that were refused for it, where they are known.
    func json(
        _ language: Language, _ times: TimeText, names: [ResourceID: LocalizedText] = [:], asked: [TimeRange] = []
    ) -> JSON {
        let members: [JSON.Member] = [
            .init(name: "code", value: .string(code)),
            .init(
                name: "sentence",
                value: .string(
                    Wording.sentence(for: self, names: names, asked: asked, language: language, zone: times.zone))),
        ]
        return .object(members + facts(language, times))
    }

    private func facts(_ language: Language, _ times: TimeText) -> [JSON.Member] {
        func member(_ name: String, _ value: JSON) -> JSON.Member { .init(name: name, value: value) }
        func seconds(_ name: String, _ value: Int64) -> [JSON.Member] {
            [member(name, .duration(value))]
        }
        switch self {
        case .conflict(let conflicts): return [member("conflicts", .array(conflicts.map { $0.json(times) }))]
        case .beyondBookingWindow(let limit): return [member("limit", .string(times.text(limit)))]
        case .tooShort(let minimum): return seconds("minimum", minimum)
        case .tooLong(let maximum): return seconds("maximum", maximum)
        case .insufficientNotice(let minimum): return seconds("minimum", minimum)
        case .overCapacity(let people, let capacity):
            return [member("people", JSON(people)), member("capacity", JSON(capacity))]
        case .tooManyConflicts(let conflicts, let instances, let allowed, let first):
            return [
                member("conflictCount", conflicts == .max ? .null : JSON(conflicts)),
                member("instanceCount", JSON(instances)), member("allowed", JSON(allowed)),
                member("conflicts", .array(first.map(times.range))),
            ]
        case .resourceClosed(let date, let name):
            return [
                member("date", JSON(date?.iso8601)),
                member("name", JSON(name.map { language == .fr ? $0.fr : $0.en })),
            ]
        case .unitsExhausted(let available, let requested, let range):
            return [
                member("available", JSON(available)), member("requested", JSON(requested)),
                member("conflicts", [times.range(range)]),
            ]
        case .partInUse(let part, let conflicts):
            return [
                member("resource", .string(part.rawValue)),
                member("conflicts", .array(conflicts.map { $0.json(times) })),
            ]
        case .beyondLimits(let limit): return [member("limit", .string(limit.rawValue))]
        case .quotaExceeded(.futureBookings(let limit)):
            return [member("quota", "futureBookings"), member("limit", JSON(limit))]
        case .quotaExceeded(.hoursPerWeek(let limit, let week)):
            return [
                member("quota", "hoursPerWeek"), member("limitSeconds", .integer(limit)),
                member("week", .string(week.iso8601)),
            ]
        case .outsideOpeningHours, .recurrenceNotAllowed, .notPermitted, .externalOrganizer, .approvalExpired,
            .notApproved, .released, .inThePast:
            return []
        }
    }
}

extension Conflict {
    func json(_ times: TimeText) -> JSON {
        [
            "start": .string(times.text(range.start)), "end": .string(times.text(range.end)),
            "resource": .string(resource.rawValue), "booking": JSON(booking?.description),
        ]
    }
}
