import CalendarTime

/// The instances of a request that an alternative must serve: those that take time, end after now and, in a series, lie
/// inside the booking window.
struct SeriesWindow {
    var instances: [Instance] = []
    /// Some instance lies past the window.
    var goesOn = false

    /// More are refused by the engine as well.
    static let greatestCount = 3_000

    /// Nil where there are too many to look at.
    init?(_ series: RecurrenceSet, policy: BookingPolicy, now: Instant) {
        let horizon = min(now.adding(policy.bookingWindow ?? BookingPolicy.defaultBookingWindow), .maxDateTime)
        var iterator = series.instances(from: now)
        while let instance = iterator.next() {
            if instance.range.end <= now { continue }
            if series.isRecurring, instance.range.end > horizon {
                goesOn = true
                if instance.range.start >= horizon { break }
                continue
            }
            if instance.blocks { instances.append(instance) }
            if instances.count > Self.greatestCount { return nil }
        }
        if iterator.isExhausted { return nil }
    }
}

extension BookingDecision {
    /// True where there is something to offer an alternative to.
    var refuses: Bool {
        switch verdict {
        case .declined, .waitlisted: !isBeyondLimits
        case .partiallyAccepted, .pending: !declinedInstances.isEmpty
        case .accepted, .ignored: false
        }
    }

    var isRefusedWhole: Bool { verdict == .declined || verdict == .waitlisted }

    private var isBeyondLimits: Bool {
        reasons.contains { if case .beyondLimits = $0 { true } else { false } }
    }

    /// The instances that could not be had for a reason of their own and not because the whole is refused.
    func failedInstances(after now: Instant) -> [Instance] {
        instances.compactMap { instance in
            guard case .declined(let reasons) = instance.verdict, instance.range.end > now,
                reasons.contains(where: \.isOfInstance)
            else { return nil }
            return Instance(recurrenceID: instance.recurrenceID, range: instance.range)
        }
    }
}

extension Reason {
    /// True where another instance of the same series may be accepted.
    fileprivate var isOfInstance: Bool {
        switch self {
        case .conflict, .unitsExhausted, .partInUse, .outsideOpeningHours, .insufficientNotice, .resourceClosed(_?, _),
            .tooShort, .tooLong, .quotaExceeded(.hoursPerWeek), .released, .notApproved:
            true
        case .beyondBookingWindow, .overCapacity, .recurrenceNotAllowed, .tooManyConflicts, .notPermitted,
            .externalOrganizer, .quotaExceeded(.futureBookings), .resourceClosed(nil, _), .approvalExpired, .inThePast,
            .beyondLimits:
            false
        }
    }
}
