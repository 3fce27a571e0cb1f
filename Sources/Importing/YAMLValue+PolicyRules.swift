import BookingCore

/// The rules inside a policy that have fields of their own: sets those that are written, the others stay.
extension YAMLValue {
    /// Ids of people and groups, `everyone`, `internal`; one of them, or a list.
    func audience() throws(ProvisioningError) -> Audience {
        Audience(words: isScalar ? [try text()] : try texts())
    }

    /// Notes the people and groups that a policy, or what a resource changes of one, names.
    func referToPeople(_ names: inout DefinedNames) throws(ProvisioningError) {
        var fields = try fields()
        for audience in ["bookInPolicy", "requestInPolicy", "requestOutOfPolicy"] {
            guard let value = fields.take(audience) else { continue }
            for item in value.isScalar ? [value] : try value.list() {
                let word = try item.text()
                if Audience(words: [word]).members.isEmpty { continue }
                names.refer(to: word, in: .people, .groups, at: item)
            }
        }
        guard var approval = try fields.take("approval")?.fields() else { return }
        for item in try approval.take("managers")?.list() ?? [] {
            names.refer(to: try item.text(), in: .people, .groups, at: item)
        }
    }

    func apply(to quotas: inout Quotas) throws(ProvisioningError) {
        var fields = try fields()
        if let value = fields.take("futureBookings") { quotas.futureBookings = try value.integer(0...100_000) }
        if let value = fields.take("hoursPerWeek") {
            quotas.hoursPerWeek = Int64(try value.integer(0...10_000)) * 3_600
        }
        try fields.finish()
    }

    func apply(to approval: inout ApprovalRule) throws(ProvisioningError) {
        var fields = try fields()
        if let value = fields.take("managers") { approval.managers = try value.texts() }
        if let value = fields.take("pendingBlocks") { approval.pendingBlocks = try value.boolean() }
        if let value = fields.take("pendingExpiry") { approval.pendingExpiry = try value.limit() }
        try fields.finish()
    }

    func apply(to checkIn: inout CheckInRule) throws(ProvisioningError) {
        var fields = try fields()
        if let value = fields.take("required") { checkIn.required = try value.boolean() }
        if let value = fields.take("before") { checkIn.before = try value.duration() }
        if let value = fields.take("after") { checkIn.after = try value.duration() }
        if let value = fields.take("autoRelease") { checkIn.autoRelease = try value.boolean() }
        if let value = fields.take("exemptLongerThan") { checkIn.exemptLongerThan = try value.limit() }
        if let value = fields.take("exemptBookedWithin") { checkIn.exemptBookedWithin = try value.limit() }
        try fields.finish()
    }

    func apply(to copy: inout CopyRule) throws(ProvisioningError) {
        var fields = try fields()
        if let value = fields.take("subject") { copy.subject = try value.boolean() }
        if let value = fields.take("description") { copy.description = try value.boolean() }
        if let value = fields.take("attachments") { copy.attachments = try value.boolean() }
        if let value = fields.take("attendees") { copy.attendees = try value.boolean() }
        try fields.finish()
    }
}
