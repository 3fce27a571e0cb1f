import BookingCore

/// The row of the policy behind an answer.
struct PolicyRule {
    enum Value {
        case duration(Int64?)
        case number(Int)
        case word(String)
        case flag(Bool)
        case conflicts(percentage: Int, maximum: Int)
        case audience([String])
    }

    var field: String
    var value: Value

    fileprivate init(_ field: String, _ value: Value) {
        self.field = field
        self.value = value
    }

    /// Nil where no rule but a fact of the resource or of the clock decided.
    init?(behind reason: Reason, of resource: Resource) {
        let policy = resource.policy
        switch reason {
        case .conflict, .partInUse, .unitsExhausted:
            self.init("autoSchedule", .word(policy.autoSchedule.rawValue))
        case .outsideOpeningHours: self.init("openingHoursOnly", .flag(policy.openingHoursOnly))
        case .beyondBookingWindow: self.init("bookingWindow", .duration(policy.bookingWindow))
        case .tooShort: self.init("minimumDuration", .duration(policy.minimumDuration))
        case .tooLong: self.init("maximumDuration", .duration(policy.maximumDuration))
        case .insufficientNotice: self.init("minimumNotice", .duration(policy.minimumNotice))
        case .overCapacity: self.init("enforceCapacity", .word(policy.enforceCapacity.rawValue))
        case .recurrenceNotAllowed: self.init("allowRecurring", .flag(policy.allowRecurring))
        case .tooManyConflicts:
            self.init(
                "conflictPercentageAllowed, maximumConflictInstances",
                .conflicts(percentage: policy.conflictPercentageAllowed, maximum: policy.maximumConflictInstances))
        case .notPermitted:
            if policy.autoSchedule == .declineAlways {
                self.init("autoSchedule", .word(policy.autoSchedule.rawValue))
            } else {
                self.init("bookInPolicy", .audience(policy.bookInPolicy.words))
            }
        case .externalOrganizer: self.init("externalOrganizers", .word(policy.externalOrganizers.rawValue))
        case .quotaExceeded(.futureBookings(let limit)): self.init("quotas.futureBookings", .number(limit))
        case .quotaExceeded(.hoursPerWeek(let limit, _)): self.init("quotas.hoursPerWeek", .duration(limit))
        case .approvalExpired: self.init("approval.pendingExpiry", .duration(policy.approval.pendingExpiry))
        case .resourceClosed, .notApproved, .released, .inThePast, .beyondLimits: return nil
        }
    }

    /// Whether the resource sets the rule for itself, in place of its shared policy's.
    func isOverridden(on resource: Resource) -> Bool {
        guard resource.policyName != nil else { return false }
        let own = resource.policyOverrides
        return switch field {
        case "autoSchedule": own.autoSchedule != nil
        case "openingHoursOnly": own.openingHoursOnly != nil
        case "bookingWindow": own.bookingWindow != nil
        case "minimumDuration": own.minimumDuration != nil
        case "maximumDuration": own.maximumDuration != nil
        case "minimumNotice": own.minimumNotice != nil
        case "enforceCapacity": own.enforceCapacity != nil
        case "allowRecurring": own.allowRecurring != nil
        case "conflictPercentageAllowed, maximumConflictInstances":
            own.conflictPercentageAllowed != nil || own.maximumConflictInstances != nil
        case "bookInPolicy": own.bookInPolicy != nil
        case "requestInPolicy": own.requestInPolicy != nil
        case "requestOutOfPolicy": own.requestOutOfPolicy != nil
        case "externalOrganizers": own.externalOrganizers != nil
        case "quotas.futureBookings", "quotas.hoursPerWeek": own.quotas != nil
        case "approval.pendingExpiry": own.approval != nil
        case "checkIn.after": own.checkIn != nil
        case "waitlist": own.waitlist != nil
        default: false
        }
    }
}

extension DecisionStory {
    /// The rules behind the answer, the first that sent it to a manager or into the waitlist before those of its reasons.
    func rules(of resource: Resource) -> [PolicyRule] {
        let policy = resource.policy
        var rules: [PolicyRule] = []
        switch event {
        case .noShow: return [PolicyRule("checkIn.after", .duration(policy.checkIn.after))]
        case .displaced, .takenBack, .managersRefusal, .approval, .standingRefusal: return []
        case .request, .windowExtension, .promotion, .server: break
        }
        switch decision.verdict {
        case .pending: rules = [sentToManager(by: policy)]
        case .waitlisted: rules = [PolicyRule("waitlist", .flag(policy.waitlist))]
        case .accepted, .partiallyAccepted, .declined, .ignored: break
        }
        return rules + (reasons + decision.notes).compactMap { PolicyRule(behind: $0, of: resource) }
    }

    private func sentToManager(by policy: BookingPolicy) -> PolicyRule {
        switch policy.autoSchedule {
        case .manual, .acceptIfFree, .declineIfBusy:
            return PolicyRule("autoSchedule", .word(policy.autoSchedule.rawValue))
        case .automatic, .acceptAlways, .declineAlways: break
        }
        if policy.bookInPolicy != .everyone {
            let outside = decision.notes.contains { PolicyRule.isOutsideRules($0) }
            return outside
                ? PolicyRule("requestOutOfPolicy", .audience(policy.requestOutOfPolicy.words))
                : PolicyRule("bookInPolicy", .audience(policy.bookInPolicy.words))
        }
        if !decision.notes.isEmpty {
            return PolicyRule("requestOutOfPolicy", .audience(policy.requestOutOfPolicy.words))
        }
        return PolicyRule("externalOrganizers", .word(policy.externalOrganizers.rawValue))
    }
}

extension PolicyRule {
    fileprivate static func isOutsideRules(_ reason: Reason) -> Bool {
        switch reason {
        case .outsideOpeningHours, .beyondBookingWindow, .tooShort, .tooLong, .insufficientNotice, .overCapacity,
            .recurrenceNotAllowed, .quotaExceeded:
            true
        default: false
        }
    }
}
