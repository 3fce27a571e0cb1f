import BookingCore
import Scheduling

extension JSONField {
    /// A policy; a field that is left out has its default, `null` for a limit is no limit.
    func policy() throws(RequestError) -> BookingPolicy {
        let policy = try policyOverrides().applied(to: BookingPolicy())
        do {
            try policy.validate()
        } catch {
            throw invalid(error)
        }
        return policy
    }

    /// Single fields of a policy; what is left out stays as it is shared, `null` for a limit is no limit.
    func policyOverrides() throws(RequestError) -> PolicyOverrides {
        var overrides = PolicyOverrides()
        var fields = try fields()
        try readDecisions(&fields, into: &overrides)
        try readLimits(&fields, into: &overrides)
        if let field = fields.take("bookInPolicy") { overrides.bookInPolicy = try field.audience() }
        if let field = fields.take("requestInPolicy") { overrides.requestInPolicy = try field.audience() }
        if let field = fields.take("requestOutOfPolicy") { overrides.requestOutOfPolicy = try field.audience() }
        if let field = fields.take("quotas") { overrides.quotas = try field.quotas() }
        if let field = fields.take("approval") { overrides.approval = try field.approvalRule() }
        if let field = fields.take("checkIn") { overrides.checkIn = try field.checkInRule() }
        if let field = fields.take("waitlist") { overrides.waitlist = try field.boolean() }
        if let field = fields.take("privacy") { overrides.privacy = try field.oneOf(Privacy.self) }
        if let field = fields.take("copy") { overrides.copy = try field.copyRule() }
        try fields.finish()
        return overrides
    }

    private func readDecisions(
        _ fields: inout JSONFields, into overrides: inout PolicyOverrides
    ) throws(RequestError) {
        if let field = fields.take("autoSchedule") {
            overrides.autoSchedule = try field.rule { text throws(BookingPolicyError) in
                try AutoSchedule(policyValue: text)
            }
        }
        if let field = fields.take("externalOrganizers") {
            overrides.externalOrganizers = try field.rule { text throws(BookingPolicyError) in
                try ExternalOrganizers(policyValue: text)
            }
        }
        if let field = fields.take("allowConflicts") { overrides.allowConflicts = try field.boolean() }
        if let field = fields.take("allowRecurring") { overrides.allowRecurring = try field.boolean() }
        if let field = fields.take("conflictPercentageAllowed") {
            overrides.conflictPercentageAllowed = try field.integer(0...100)
        }
        if let field = fields.take("maximumConflictInstances") {
            overrides.maximumConflictInstances = try field.integer(0...100_000)
        }
        if let field = fields.take("openingHoursOnly") { overrides.openingHoursOnly = try field.boolean() }
        if let field = fields.take("enforceCapacity") {
            overrides.enforceCapacity = try field.oneOf(CapacityRule.self)
        }
    }

    private func readLimits(
        _ fields: inout JSONFields, into overrides: inout PolicyOverrides
    ) throws(RequestError) {
        if fields.isNull("bookingWindow") { overrides.bookingWindow = .some(nil) }
        if let field = fields.take("bookingWindow") { overrides.bookingWindow = try field.duration() }
        if let field = fields.take("enforceSchedulingHorizon") {
            overrides.enforceSchedulingHorizon = try field.boolean()
        }
        if let field = fields.take("minimumNotice") { overrides.minimumNotice = try field.duration() }
        if let field = fields.take("minimumDuration") { overrides.minimumDuration = try field.duration() }
        if fields.isNull("maximumDuration") { overrides.maximumDuration = .some(nil) }
        if let field = fields.take("maximumDuration") { overrides.maximumDuration = try field.duration() }
    }

    private func rule<Value>(
        _ make: (String) throws(BookingPolicyError) -> Value
    ) throws(RequestError) -> Value {
        let text = try text()
        do {
            return try make(text)
        } catch {
            throw invalid(error)
        }
    }

    func invalid(_ error: BookingPolicyError) -> RequestError {
        switch error {
        case .outOfRange(let field, _): .invalidField(name: name.isEmpty ? field : name + "." + field, .outOfRange)
        case .unknown(_, let value): .invalidField(name: name, .malformed(value))
        }
    }
}
