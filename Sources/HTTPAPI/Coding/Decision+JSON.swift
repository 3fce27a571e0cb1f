import BookingCore
import Scheduling
import Wording

extension ExplainedDecision {
    /// The decision with its facts, and why it was taken in the reader's language.
    func json(_ language: Language) -> JSON {
        let times = TimeText(zone: zone)
        let versions = record.scheduleVersions.sorted { $0.key < $1.key }
        return [
            "resource": .string(record.resource.rawValue), "decidedAt": .string(times.text(record.decidedAt)),
            "door": .string(record.door.rawValue), "requester": JSON(record.requester),
            "verdict": .string(record.verdict.rawValue),
            "reasons": .array(record.reasons.map { $0.json(language, times, names: resourceNames) }),
            "units": JSON(record.units), "policyName": JSON(policyName),
            "policyVersion": JSON(policyVersion.map { Int($0) }),
            "resourceVersion": record.resourceVersion == 0 ? .null : .integer(record.resourceVersion),
            "scheduleVersions": .object(versions.map { JSON.Member(name: $0.key.rawValue, value: .integer($0.value)) }),
            "isReplayed": .bool(isReplayed), "sentences": JSON(sentences(language)),
        ]
    }
}
