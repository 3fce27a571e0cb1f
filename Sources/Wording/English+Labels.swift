import BookingCore

extension English {
    func label(_ reason: Reason, _ words: ReasonWords, count: Int) -> String {
        let name = words.name.isEmpty ? "" : " (\(words.name))"
        return switch reason {
        case .conflict: words.isBeside ? "too close to another booking" : "already booked"
        case .outsideOpeningHours: "outside the opening hours"
        case .beyondBookingWindow: "after \(words.moment), the last that can be booked"
        case .tooShort: "shorter than \(words.duration)"
        case .tooLong: "longer than \(words.duration)"
        case .insufficientNotice: "less than \(words.duration) ahead"
        case .overCapacity(let people, let capacity): "too many people (\(people) for \(capacity))"
        case .recurrenceNotAllowed: "repeated bookings are not accepted"
        case .tooManyConflicts: "declined with the rest of the series"
        case .notPermitted: "not allowed"
        case .externalOrganizer: "requests from outside are not accepted"
        case .quotaExceeded(.futureBookings(let limit)): "more than \(limit) booking\(limit == 1 ? "" : "s") to come"
        case .quotaExceeded(.hoursPerWeek): "more than \(words.duration) a week"
        case .resourceClosed(let date, _): (date == nil ? "out of service" : "closed") + name
        case .unitsExhausted: "not enough units free"
        case .partInUse: "\(words.name) is not free"
        case .approvalExpired: "not answered in time"
        case .notApproved: "not approved"
        case .released: "released"
        case .inThePast: "already past"
        case .beyondLimits: "beyond the limits"
        }
    }
}
