import BookingCore
import Scheduling

/// The rules inside a policy that have fields of their own; a field that is left out has its default.
extension JSONField {
    /// Ids of people and groups, `everyone`, `internal`.
    func audience() throws(RequestError) -> Audience {
        for item in try list() {
            let text = try item.text()
            if text.isEmpty || text.utf8.count > 255 { throw item.error(.malformed(text)) }
        }
        return Audience(words: try texts())
    }

    func quotas() throws(RequestError) -> Quotas {
        var quotas = Quotas()
        var fields = try fields()
        quotas.futureBookings = try fields.take("futureBookings")?.integer(0...100_000)
        quotas.hoursPerWeek = (try fields.take("hoursPerWeek")?.integer(0...10_000)).map { Int64($0) * 3_600 }
        try fields.finish()
        return quotas
    }

    func approvalRule() throws(RequestError) -> ApprovalRule {
        var rule = ApprovalRule()
        var fields = try fields()
        if let field = fields.take("managers") { rule.managers = try field.texts() }
        if let field = fields.take("pendingBlocks") { rule.pendingBlocks = try field.boolean() }
        if fields.isNull("pendingExpiry") { rule.pendingExpiry = nil }
        if let field = fields.take("pendingExpiry") { rule.pendingExpiry = try field.duration() }
        try fields.finish()
        return rule
    }

    func checkInRule() throws(RequestError) -> CheckInRule {
        var rule = CheckInRule()
        var fields = try fields()
        if let field = fields.take("required") { rule.required = try field.boolean() }
        if let field = fields.take("before") { rule.before = try field.duration() }
        if let field = fields.take("after") { rule.after = try field.duration() }
        if let field = fields.take("autoRelease") { rule.autoRelease = try field.boolean() }
        if let field = fields.take("exemptLongerThan") { rule.exemptLongerThan = try field.duration() }
        if let field = fields.take("exemptBookedWithin") { rule.exemptBookedWithin = try field.duration() }
        try fields.finish()
        return rule
    }

    func copyRule() throws(RequestError) -> CopyRule {
        var rule = CopyRule()
        var fields = try fields()
        if let field = fields.take("subject") { rule.subject = try field.boolean() }
        if let field = fields.take("description") { rule.description = try field.boolean() }
        if let field = fields.take("attachments") { rule.attachments = try field.boolean() }
        if let field = fields.take("attendees") { rule.attendees = try field.boolean() }
        try fields.finish()
        return rule
    }

    /// Ids, or `{resource, included}`; a bare id is offered and not booked along.
    func companions() throws(RequestError) -> [Companion] {
        var companions: [Companion] = []
        for item in try list() {
            if case .string = item.value {
                companions.append(Companion(try DraftBody.id(item), isIncluded: false))
                continue
            }
            var fields = try item.fields()
            let id = try DraftBody.id(try fields.require("resource"))
            companions.append(Companion(id, isIncluded: try fields.take("included")?.boolean() ?? true))
            try fields.finish()
        }
        return companions
    }
}
