import BookingCore
import Scheduling

extension JSONField {
    /// A policy; a field that is left out has its default, `null` for a limit is no limit.
    func policy() throws(RequestError) -> BookingPolicy {
        var policy = BookingPolicy()
        var fields = try fields()
        if let field = fields.take("autoSchedule") {
            policy.autoSchedule = try field.rule { text throws(BookingPolicyError) in
                try AutoSchedule(policyValue: text)
            }
        }
        if let field = fields.take("externalOrganizers") {
            policy.externalOrganizers = try field.rule { text throws(BookingPolicyError) in
                try ExternalOrganizers(policyValue: text)
            }
        }
        if let field = fields.take("allowConflicts") { policy.allowConflicts = try field.boolean() }
        if let field = fields.take("allowRecurring") { policy.allowRecurring = try field.boolean() }
        if let field = fields.take("conflictPercentageAllowed") {
            policy.conflictPercentageAllowed = try field.integer(0...100)
        }
        if let field = fields.take("maximumConflictInstances") {
            policy.maximumConflictInstances = try field.integer(0...100_000)
        }
        if fields.isNull("bookingWindow") { policy.bookingWindow = nil }
        if let field = fields.take("bookingWindow") { policy.bookingWindow = try field.duration() }
        if let field = fields.take("enforceSchedulingHorizon") { policy.enforceSchedulingHorizon = try field.boolean() }
        if let field = fields.take("minimumNotice") { policy.minimumNotice = try field.duration() }
        if let field = fields.take("minimumDuration") { policy.minimumDuration = try field.duration() }
        if fields.isNull("maximumDuration") { policy.maximumDuration = nil }
        if let field = fields.take("maximumDuration") { policy.maximumDuration = try field.duration() }
        if let field = fields.take("openingHoursOnly") { policy.openingHoursOnly = try field.boolean() }
        if let field = fields.take("enforceCapacity") { policy.enforceCapacity = try field.oneOf(CapacityRule.self) }
        if let field = fields.take("privacy") { policy.privacy = try field.oneOf(Privacy.self) }
        if let field = fields.take("copy") { policy.copy = try field.copyRule() }
        try fields.finish()
        do {
            try policy.validate()
        } catch {
            throw invalid(error)
        }
        return policy
    }

    private func copyRule() throws(RequestError) -> CopyRule {
        var rule = CopyRule()
        var fields = try fields()
        if let field = fields.take("subject") { rule.subject = try field.boolean() }
        if let field = fields.take("description") { rule.description = try field.boolean() }
        if let field = fields.take("attachments") { rule.attachments = try field.boolean() }
        if let field = fields.take("attendees") { rule.attendees = try field.boolean() }
        try fields.finish()
        return rule
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

    private func invalid(_ error: BookingPolicyError) -> RequestError {
        switch error {
        case .outOfRange(let field, _): .invalidField(name: name + "." + field, .outOfRange)
        case .unsupported(_, let value), .unknown(_, let value): .invalidField(name: name, .malformed(value))
        }
    }
}
