import CalendarTime

// What is empty or as it mostly is takes no room.

extension DecisionFacts {
    private enum CodingKeys: String, CodingKey {
        case request, place, otherBookings, companions, isPartial, hidesLaterClashes
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        request = try container.decode(RequestFacts.self, forKey: .request)
        place = try container.decodeIfPresent(PlaceFacts.self, forKey: .place) ?? PlaceFacts()
        let ranges = try container.decodeIfPresent([[Int64]].self, forKey: .otherBookings) ?? []
        otherBookings = ranges.map { numbers in
            stride(from: 0, to: numbers.count - 1, by: 2).compactMap {
                TimeRange(checking: Instant(seconds: numbers[$0]), end: Instant(seconds: numbers[$0 + 1]))
            }
        }
        companions = try container.decodeIfPresent([CompanionFacts].self, forKey: .companions) ?? []
        isPartial = try container.decodeIfPresent(Bool.self, forKey: .isPartial) ?? false
        hidesLaterClashes = try container.decodeIfPresent(Bool.self, forKey: .hidesLaterClashes) ?? false
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(request, forKey: .request)
        if place != PlaceFacts() { try container.encode(place, forKey: .place) }
        if !otherBookings.isEmpty {
            let numbers = otherBookings.map { $0.flatMap { [$0.start.seconds, $0.end.seconds] } }
            try container.encode(numbers, forKey: .otherBookings)
        }
        if !companions.isEmpty { try container.encode(companions, forKey: .companions) }
        if isPartial { try container.encode(true, forKey: .isPartial) }
        if hidesLaterClashes { try container.encode(true, forKey: .hidesLaterClashes) }
    }
}

extension RequestFacts: Codable {
    private enum CodingKeys: String, CodingKey {
        case isExternal, organizerIDs, isManager, units, attendeeCount, instanceAttendees, previous
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        isInternal = try container.decodeIfPresent(Bool.self, forKey: .isExternal).map { !$0 } ?? true
        organizerIDs = Set(try container.decodeIfPresent([String].self, forKey: .organizerIDs) ?? [])
        isManager = try container.decodeIfPresent(Bool.self, forKey: .isManager) ?? false
        units = try container.decodeIfPresent(Int.self, forKey: .units) ?? 1
        attendeeCount = try container.decodeIfPresent(Int.self, forKey: .attendeeCount)
        let numbers = try container.decodeIfPresent([Int64].self, forKey: .instanceAttendees) ?? []
        instanceAttendees = [:]
        for position in stride(from: 0, to: numbers.count - 1, by: 2) {
            instanceAttendees[Instant(seconds: numbers[position])] = Int(clamping: numbers[position + 1])
        }
        previous = try container.decodeIfPresent(BookingFacts.self, forKey: .previous)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if !isInternal { try container.encode(true, forKey: .isExternal) }
        if !organizerIDs.isEmpty { try container.encode(organizerIDs.sorted(), forKey: .organizerIDs) }
        if isManager { try container.encode(true, forKey: .isManager) }
        if units != 1 { try container.encode(units, forKey: .units) }
        try container.encodeIfPresent(attendeeCount, forKey: .attendeeCount)
        if !instanceAttendees.isEmpty {
            let sorted = instanceAttendees.sorted { $0.key < $1.key }
            try container.encode(sorted.flatMap { [$0.key.seconds, Int64($0.value)] }, forKey: .instanceAttendees)
        }
        try container.encodeIfPresent(previous, forKey: .previous)
    }
}

extension PlaceFacts: Codable {
    private enum CodingKeys: String, CodingKey { case related, schedules, standing }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        related = try container.decodeIfPresent([RelatedResource].self, forKey: .related) ?? []
        let named = try container.decodeIfPresent([NamedSchedule].self, forKey: .schedules) ?? []
        schedules = Dictionary(named.map { ($0.resource, $0.facts) }, uniquingKeysWith: { first, _ in first })
        standing = try container.decodeIfPresent(BookingFacts.self, forKey: .standing)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if !related.isEmpty { try container.encode(related, forKey: .related) }
        let named = schedules.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map(NamedSchedule.init)
        if !named.isEmpty { try container.encode(named, forKey: .schedules) }
        try container.encodeIfPresent(standing, forKey: .standing)
    }

    /// A schedule's facts as five numbers for each entry.
    private struct NamedSchedule: Codable {
        var resource: ResourceID
        var taken: [Int64]?
        var open: [OpenSeriesFacts]?

        init(_ named: (key: ResourceID, value: ScheduleFacts)) {
            resource = named.key
            let numbers = named.value.taken.flatMap { entry -> [Int64] in
                [entry.start, entry.end, entry.booking, Int64(entry.units), entry.tentative ? 1 : 0]
            }
            taken = numbers.isEmpty ? nil : numbers
            open = named.value.open.isEmpty ? nil : named.value.open
        }

        var facts: ScheduleFacts {
            let numbers = taken ?? []
            let entries = stride(from: 0, to: numbers.count - 4, by: 5).map { position in
                IntervalIndex.Entry(
                    start: numbers[position], end: numbers[position + 1], booking: numbers[position + 2],
                    units: UInt32(clamping: numbers[position + 3]), tentative: numbers[position + 4] != 0)
            }
            return ScheduleFacts(taken: entries, open: open ?? [])
        }
    }
}

extension SeriesBytes: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let digits = Array(try container.decode(String.self).utf8)
        bytes = try stride(from: 0, to: digits.count, by: 2).map { position in
            guard position + 1 < digits.count, let high = Self.value(digits[position]),
                let low = Self.value(digits[position + 1])
            else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "not hexadecimal") }
            return high << 4 | low
        }
    }

    func encode(to encoder: any Encoder) throws {
        let digits = Array("0123456789abcdef".utf8)
        var container = encoder.singleValueContainer()
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        try container.encode(String(decoding: text, as: UTF8.self))
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
