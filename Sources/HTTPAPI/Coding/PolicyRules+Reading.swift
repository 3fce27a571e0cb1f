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
    ///
    /// - Parameter owner: the resource whose companions they are, which is none of them.
    func companions(of owner: ResourceID) throws(RequestError) -> [Companion] {
        var companions: [Companion] = []
        for item in try list() {
            let companion = try item.companion()
            if companion.resource == owner { throw item.error(.notAllowed) }
            if companions.contains(where: { $0.resource == companion.resource }) { throw item.error(.duplicate) }
            companions.append(companion)
        }
        return companions
    }

    private func companion() throws(RequestError) -> Companion {
        if case .string = value { return Companion(try DraftBody.id(self), isIncluded: false) }
        var fields = try fields()
        let id = try DraftBody.id(try fields.require("resource"))
        let companion = Companion(id, isIncluded: try fields.take("included")?.boolean() ?? true)
        try fields.finish()
        return companion
    }
}
