import BookingCore

extension YAMLValue {
    /// Sets the fields that are written here; the others stay as they are.
    func apply(to policy: inout BookingPolicy) throws(ProvisioningError) {
        var fields = try fields()
        let before = policy
        if let value = fields.take("autoSchedule") {
            policy.autoSchedule = try value.rule { text throws(BookingPolicyError) in
                try AutoSchedule(policyValue: text)
            }
        }
        if let value = fields.take("externalOrganizers") {
            policy.externalOrganizers = try value.rule { text throws(BookingPolicyError) in
                try ExternalOrganizers(policyValue: text)
            }
        }
        if let value = fields.take("allowConflicts") { policy.allowConflicts = try value.boolean() }
        if let value = fields.take("allowRecurring") { policy.allowRecurring = try value.boolean() }
        if let value = fields.take("conflictPercentageAllowed") {
            policy.conflictPercentageAllowed = try value.integer(0...100)
        }
        if let value = fields.take("maximumConflictInstances") {
            policy.maximumConflictInstances = try value.integer(0...100_000)
        }
        if let value = fields.take("bookingWindow") { policy.bookingWindow = try value.limit() }
        if let value = fields.take("enforceSchedulingHorizon") { policy.enforceSchedulingHorizon = try value.boolean() }
        if let value = fields.take("minimumNotice") { policy.minimumNotice = try value.duration() }
        if let value = fields.take("minimumDuration") { policy.minimumDuration = try value.duration() }
        if let value = fields.take("maximumDuration") { policy.maximumDuration = try value.limit() }
        if let value = fields.take("openingHoursOnly") { policy.openingHoursOnly = try value.boolean() }
        if let value = fields.take("enforceCapacity") { policy.enforceCapacity = try value.oneOf(CapacityRule.self) }
        if let value = fields.take("bookInPolicy") { policy.bookInPolicy = try value.audience() }
        if let value = fields.take("requestInPolicy") { policy.requestInPolicy = try value.audience() }
        if let value = fields.take("requestOutOfPolicy") { policy.requestOutOfPolicy = try value.audience() }
        if let value = fields.take("quotas") { try value.apply(to: &policy.quotas) }
        if let value = fields.take("approval") { try value.apply(to: &policy.approval) }
        if let value = fields.take("checkIn") { try value.apply(to: &policy.checkIn) }
        if let value = fields.take("waitlist") { policy.waitlist = try value.boolean() }
        if let value = fields.take("privacy") { policy.privacy = try value.oneOf(Privacy.self) }
        if let value = fields.take("copy") { try value.apply(to: &policy.copy) }
        try fields.finish()
        guard policy != before else { return }
        do {
            try policy.validate()
        } catch {
            throw self.error(problem(error))
        }
    }

    private func rule<Value: RawRepresentable & CaseIterable>(
        _ make: (String) throws(BookingPolicyError) -> Value
    ) throws(ProvisioningError) -> Value where Value.RawValue == String {
        let text = try text()
        do {
            return try make(text)
        } catch {
            if case .unknown = error { throw self.error(.notOneOf(Value.allCases.map(\.rawValue))) }
            throw self.error(problem(error))
        }
    }

    private func problem(_ error: BookingPolicyError) -> ProvisioningError.Problem {
        switch error {
        case .outOfRange(let field, let allowed): .outOfRange(allowed: "for \(field) \(allowed)")
        case .unknown(_, let value): .expected("another value than \(value)")
        }
    }
}
