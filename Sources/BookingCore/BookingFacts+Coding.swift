import CalendarTime

extension BookingFacts: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, resource, state, units, attendeeCount, series, instances, refusals, visits, decidedThrough, reasons
    }

    /// An instance is its recurrence id, the seconds from there to its start, its length and its verdict; what few
    /// instances have is kept apart, by position.
    private struct Refusal: Codable {
        var at: Int
        var reasons: [Reason]
    }

    private struct Visit: Codable {
        var at: Int
        var checkedInAt: Instant?
        var endedAt: Instant?
    }

    private static let numbersEach = 4

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(BookingID.self, forKey: .id)
        resource = try container.decode(ResourceID.self, forKey: .resource)
        state = try container.decode(BookingState.self, forKey: .state)
        units = try container.decodeIfPresent(Int.self, forKey: .units) ?? 1
        attendeeCount = try container.decodeIfPresent(Int.self, forKey: .attendeeCount)
        series = try container.decode(SeriesBytes.self, forKey: .series)
        decidedThrough = try container.decodeIfPresent(Instant.self, forKey: .decidedThrough)
        reasons = try container.decodeIfPresent([Reason].self, forKey: .reasons) ?? []
        let numbers = try container.decode([Int64].self, forKey: .instances)
        instances = try stride(from: 0, to: numbers.count, by: Self.numbersEach).map { first in
            guard let instance = Self.instance(numbers[first...].prefix(Self.numbersEach)) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .instances, in: container, debugDescription: "not an instance")
            }
            return instance
        }
        for refusal in try container.decodeIfPresent([Refusal].self, forKey: .refusals) ?? []
        where instances.indices.contains(refusal.at) {
            instances[refusal.at].verdict = .declined(refusal.reasons)
        }
        for visit in try container.decodeIfPresent([Visit].self, forKey: .visits) ?? []
        where instances.indices.contains(visit.at) {
            instances[visit.at].checkedInAt = visit.checkedInAt
            instances[visit.at].endedAt = visit.endedAt
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(resource, forKey: .resource)
        try container.encode(state, forKey: .state)
        if units != 1 { try container.encode(units, forKey: .units) }
        try container.encodeIfPresent(attendeeCount, forKey: .attendeeCount)
        try container.encode(series, forKey: .series)
        try container.encodeIfPresent(decidedThrough, forKey: .decidedThrough)
        if !reasons.isEmpty { try container.encode(reasons, forKey: .reasons) }
        try container.encode(instances.flatMap { Self.numbers(of: $0) }, forKey: .instances)
        let refusals = instances.enumerated().compactMap { position, instance -> Refusal? in
            if case .declined(let reasons) = instance.verdict { Refusal(at: position, reasons: reasons) } else { nil }
        }
        if !refusals.isEmpty { try container.encode(refusals, forKey: .refusals) }
        let visits = instances.enumerated().compactMap { position, instance -> Visit? in
            guard instance.checkedInAt != nil || instance.endedAt != nil else { return nil }
            return Visit(at: position, checkedInAt: instance.checkedInAt, endedAt: instance.endedAt)
        }
        if !visits.isEmpty { try container.encode(visits, forKey: .visits) }
    }

    private static func numbers(of instance: BookedInstance) -> [Int64] {
        let verdict: Int64 =
            switch instance.verdict {
            case .accepted: 0
            case .tentative: 1
            case .declined: 2
            case .cancelled: 3
            case .past: 4
            }
        let id = instance.recurrenceID
        return [id.seconds, instance.range.start - id, instance.range.duration, verdict]
    }

    private static func instance(_ numbers: ArraySlice<Int64>) -> BookedInstance? {
        guard numbers.count == numbersEach, let first = numbers.first else { return nil }
        let verdicts: [InstanceVerdict] = [.accepted, .tentative, .declined([]), .cancelled, .past]
        let rest = numbers.dropFirst().map { $0 }
        let start = Instant(seconds: first).adding(rest[0])
        guard let range = TimeRange(checking: start, end: start.adding(rest[1])),
            let verdict = Int(exactly: rest[2]).flatMap({ verdicts.indices.contains($0) ? verdicts[$0] : nil })
        else { return nil }
        return BookedInstance(recurrenceID: Instant(seconds: first), range: range, verdict: verdict)
    }
}
