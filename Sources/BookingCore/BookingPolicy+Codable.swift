/// A missing field takes its default, so that a stored policy outlives the fields that come later.
extension BookingPolicy: Codable {
    private enum CodingKeys: String, CodingKey {
        case autoSchedule, allowConflicts, allowRecurring, conflictPercentageAllowed, maximumConflictInstances
        case bookingWindow, enforceSchedulingHorizon, minimumNotice, minimumDuration, maximumDuration, openingHoursOnly
        case enforceCapacity, bookInPolicy, requestInPolicy, requestOutOfPolicy, externalOrganizers, quotas, approval
        case checkIn, waitlist, privacy, copy
    }

    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, into value: inout Value) throws {
            value = try container.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        /// An explicit null is "no limit"; only a missing key is the default.
        func readLimit(_ key: CodingKeys, into value: inout Int64?) throws {
            if container.contains(key) { value = try container.decode(Int64?.self, forKey: key) }
        }
        if let value = try container.decodeIfPresent(String.self, forKey: .autoSchedule) {
            autoSchedule = try AutoSchedule(policyValue: value)
        }
        if let value = try container.decodeIfPresent(String.self, forKey: .externalOrganizers) {
            externalOrganizers = try ExternalOrganizers(policyValue: value)
        }
        try read(.allowConflicts, into: &allowConflicts)
        try read(.allowRecurring, into: &allowRecurring)
        try read(.conflictPercentageAllowed, into: &conflictPercentageAllowed)
        try read(.maximumConflictInstances, into: &maximumConflictInstances)
        try readLimit(.bookingWindow, into: &bookingWindow)
        try read(.enforceSchedulingHorizon, into: &enforceSchedulingHorizon)
        try read(.minimumNotice, into: &minimumNotice)
        try read(.minimumDuration, into: &minimumDuration)
        try readLimit(.maximumDuration, into: &maximumDuration)
        try read(.openingHoursOnly, into: &openingHoursOnly)
        try read(.enforceCapacity, into: &enforceCapacity)
        try read(.bookInPolicy, into: &bookInPolicy)
        try read(.requestInPolicy, into: &requestInPolicy)
        try read(.requestOutOfPolicy, into: &requestOutOfPolicy)
        try read(.quotas, into: &quotas)
        try read(.approval, into: &approval)
        try read(.checkIn, into: &checkIn)
        try read(.waitlist, into: &waitlist)
        try read(.privacy, into: &privacy)
        try read(.copy, into: &copy)
        try validate()
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(autoSchedule, forKey: .autoSchedule)
        try container.encode(allowConflicts, forKey: .allowConflicts)
        try container.encode(allowRecurring, forKey: .allowRecurring)
        try container.encode(conflictPercentageAllowed, forKey: .conflictPercentageAllowed)
        try container.encode(maximumConflictInstances, forKey: .maximumConflictInstances)
        try container.encode(bookingWindow, forKey: .bookingWindow)
        try container.encode(enforceSchedulingHorizon, forKey: .enforceSchedulingHorizon)
        try container.encode(minimumNotice, forKey: .minimumNotice)
        try container.encode(minimumDuration, forKey: .minimumDuration)
        try container.encode(maximumDuration, forKey: .maximumDuration)
        try container.encode(openingHoursOnly, forKey: .openingHoursOnly)
        try container.encode(enforceCapacity, forKey: .enforceCapacity)
        try container.encode(bookInPolicy, forKey: .bookInPolicy)
        try container.encode(requestInPolicy, forKey: .requestInPolicy)
        try container.encode(requestOutOfPolicy, forKey: .requestOutOfPolicy)
        try container.encode(externalOrganizers, forKey: .externalOrganizers)
        try container.encode(quotas, forKey: .quotas)
        try container.encode(approval, forKey: .approval)
        try container.encode(checkIn, forKey: .checkIn)
        try container.encode(waitlist, forKey: .waitlist)
        try container.encode(privacy, forKey: .privacy)
        try container.encode(copy, forKey: .copy)
    }
}
