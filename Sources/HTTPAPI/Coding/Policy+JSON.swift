import BookingCore
import CalendarTime

extension BookingPolicy {
    /// Every field, as `PUT` takes it.
    var json: JSON { PolicyOverrides(all: self).json }
}

extension PolicyOverrides {
    /// Every field of `policy`.
    init(all policy: BookingPolicy) {
        self.init()
        autoSchedule = policy.autoSchedule
        allowConflicts = policy.allowConflicts
        allowRecurring = policy.allowRecurring
        conflictPercentageAllowed = policy.conflictPercentageAllowed
        maximumConflictInstances = policy.maximumConflictInstances
        bookingWindow = .some(policy.bookingWindow)
        enforceSchedulingHorizon = policy.enforceSchedulingHorizon
        minimumNotice = policy.minimumNotice
        minimumDuration = policy.minimumDuration
        maximumDuration = .some(policy.maximumDuration)
        openingHoursOnly = policy.openingHoursOnly
        enforceCapacity = policy.enforceCapacity
        bookInPolicy = policy.bookInPolicy
        requestInPolicy = policy.requestInPolicy
        requestOutOfPolicy = policy.requestOutOfPolicy
        externalOrganizers = policy.externalOrganizers
        quotas = policy.quotas
        approval = policy.approval
        checkIn = policy.checkIn
        waitlist = policy.waitlist
        privacy = policy.privacy
        copy = policy.copy
    }

    /// The fields that are set.
    var json: JSON {
        var members: [JSON.Member] = []
        func add(_ name: String, _ value: JSON?) {
            if let value { members.append(JSON.Member(name: name, value: value)) }
        }
        func limit(_ value: Int64??) -> JSON? { value.map { $0.map(JSON.duration) ?? .null } }
        add("autoSchedule", autoSchedule.map { .string($0.rawValue) })
        add("allowConflicts", allowConflicts.map(JSON.bool))
        add("allowRecurring", allowRecurring.map(JSON.bool))
        add("conflictPercentageAllowed", conflictPercentageAllowed.map { JSON($0) })
        add("maximumConflictInstances", maximumConflictInstances.map { JSON($0) })
        add("bookingWindow", limit(bookingWindow))
        add("enforceSchedulingHorizon", enforceSchedulingHorizon.map(JSON.bool))
        add("minimumNotice", minimumNotice.map(JSON.duration))
        add("minimumDuration", minimumDuration.map(JSON.duration))
        add("maximumDuration", limit(maximumDuration))
        add("openingHoursOnly", openingHoursOnly.map(JSON.bool))
        add("enforceCapacity", enforceCapacity.map { .string($0.rawValue) })
        add("bookInPolicy", bookInPolicy.map { JSON($0.words) })
        add("requestInPolicy", requestInPolicy.map { JSON($0.words) })
        add("requestOutOfPolicy", requestOutOfPolicy.map { JSON($0.words) })
        add("externalOrganizers", externalOrganizers.map { .string($0.rawValue) })
        add("quotas", quotas?.json)
        add("approval", approval?.json)
        add("checkIn", checkIn?.json)
        add("waitlist", waitlist.map(JSON.bool))
        add("privacy", privacy.map { .string($0.rawValue) })
        add("copy", copy?.json)
        return .object(members)
    }
}

extension Quotas {
    var json: JSON {
        ["futureBookings": JSON(futureBookings), "hoursPerWeek": JSON(hoursPerWeek.map { Int($0 / 3_600) })]
    }
}

extension ApprovalRule {
    var json: JSON {
        [
            "managers": JSON(managers), "pendingBlocks": .bool(pendingBlocks),
            "pendingExpiry": pendingExpiry.map(JSON.duration) ?? .null,
        ]
    }
}

extension CheckInRule {
    var json: JSON {
        [
            "required": .bool(required), "before": .duration(before), "after": .duration(after),
            "autoRelease": .bool(autoRelease), "exemptLongerThan": exemptLongerThan.map(JSON.duration) ?? .null,
            "exemptBookedWithin": exemptBookedWithin.map(JSON.duration) ?? .null,
        ]
    }
}

extension CopyRule {
    var json: JSON {
        [
            "subject": .bool(subject), "description": .bool(description), "attachments": .bool(attachments),
            "attendees": .bool(attendees),
        ]
    }
}

extension Companion {
    var json: JSON { ["resource": .string(resource.rawValue), "included": .bool(isIncluded)] }
}
