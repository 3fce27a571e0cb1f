extension KeyedDecodingContainer {
    /// What was stored before there were overrides has none.
    func decode(_ type: PolicyOverrides.Type, forKey key: Key) throws -> PolicyOverrides {
        try decodeIfPresent(type, forKey: key) ?? PolicyOverrides()
    }
}

/// A missing key leaves the field as it is; an explicit null is "no limit".
extension PolicyOverrides: Codable {
    private enum CodingKeys: String, CodingKey {
        case autoSchedule, allowConflicts, allowRecurring, conflictPercentageAllowed, maximumConflictInstances
        case bookingWindow, enforceSchedulingHorizon, minimumNotice, minimumDuration, maximumDuration, openingHoursOnly
        case enforceCapacity, bookInPolicy, requestInPolicy, requestOutOfPolicy, externalOrganizers, quotas, approval
        case checkIn, waitlist, privacy, copy
    }

    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
            try container.decodeIfPresent(Value.self, forKey: key)
        }
        func limit(_ key: CodingKeys) throws -> Int64?? {
            container.contains(key) ? .some(try container.decode(Int64?.self, forKey: key)) : nil
        }
        autoSchedule = try value(.autoSchedule)
        allowConflicts = try value(.allowConflicts)
        allowRecurring = try value(.allowRecurring)
        conflictPercentageAllowed = try value(.conflictPercentageAllowed)
        maximumConflictInstances = try value(.maximumConflictInstances)
        bookingWindow = try limit(.bookingWindow)
        enforceSchedulingHorizon = try value(.enforceSchedulingHorizon)
        minimumNotice = try value(.minimumNotice)
        minimumDuration = try value(.minimumDuration)
        maximumDuration = try limit(.maximumDuration)
        openingHoursOnly = try value(.openingHoursOnly)
        enforceCapacity = try value(.enforceCapacity)
        bookInPolicy = try value(.bookInPolicy)
        requestInPolicy = try value(.requestInPolicy)
        requestOutOfPolicy = try value(.requestOutOfPolicy)
        externalOrganizers = try value(.externalOrganizers)
        quotas = try value(.quotas)
        approval = try value(.approval)
        checkIn = try value(.checkIn)
        waitlist = try value(.waitlist)
        privacy = try value(.privacy)
        copy = try value(.copy)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(autoSchedule, forKey: .autoSchedule)
        try container.encodeIfPresent(allowConflicts, forKey: .allowConflicts)
        try container.encodeIfPresent(allowRecurring, forKey: .allowRecurring)
        try container.encodeIfPresent(conflictPercentageAllowed, forKey: .conflictPercentageAllowed)
        try container.encodeIfPresent(maximumConflictInstances, forKey: .maximumConflictInstances)
        if let bookingWindow { try container.encode(bookingWindow, forKey: .bookingWindow) }
        try container.encodeIfPresent(enforceSchedulingHorizon, forKey: .enforceSchedulingHorizon)
        try container.encodeIfPresent(minimumNotice, forKey: .minimumNotice)
        try container.encodeIfPresent(minimumDuration, forKey: .minimumDuration)
        if let maximumDuration { try container.encode(maximumDuration, forKey: .maximumDuration) }
        try container.encodeIfPresent(openingHoursOnly, forKey: .openingHoursOnly)
        try container.encodeIfPresent(enforceCapacity, forKey: .enforceCapacity)
        try container.encodeIfPresent(bookInPolicy, forKey: .bookInPolicy)
        try container.encodeIfPresent(requestInPolicy, forKey: .requestInPolicy)
        try container.encodeIfPresent(requestOutOfPolicy, forKey: .requestOutOfPolicy)
        try container.encodeIfPresent(externalOrganizers, forKey: .externalOrganizers)
        try container.encodeIfPresent(quotas, forKey: .quotas)
        try container.encodeIfPresent(approval, forKey: .approval)
        try container.encodeIfPresent(checkIn, forKey: .checkIn)
        try container.encodeIfPresent(waitlist, forKey: .waitlist)
        try container.encodeIfPresent(privacy, forKey: .privacy)
        try container.encodeIfPresent(copy, forKey: .copy)
    }
}
