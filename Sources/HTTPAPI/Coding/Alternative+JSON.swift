import BookingCore
import CalendarTime
import Wording

extension Alternative {
    /// What is offered, for programs and in one sentence for people.
    func json(_ language: Language, _ times: TimeText, names: [ResourceID: LocalizedText]) -> JSON {
        var members: [JSON.Member] = [
            .init(name: "kind", value: .string(word)), .init(name: "resource", value: .string(resource.rawValue)),
        ]
        if let range {
            members.append(.init(name: "start", value: .string(times.text(range.start))))
            members.append(.init(name: "end", value: .string(times.text(range.end))))
        }
        if !instances.isEmpty {
            let dates = instances.map { JSON.string(times.text($0.recurrenceID)) }
            members.append(.init(name: "instances", value: .array(dates)))
        }
        if let capacity { members.append(.init(name: "capacity", value: JSON(capacity))) }
        members.append(.init(name: "needsApproval", value: .bool(needsApproval)))
        let sentence = Wording.alternatives([self], names: names, language: language, zone: times.zone)
        members.append(.init(name: "sentence", value: .string(sentence)))
        return .object(members)
    }

    private var word: String {
        switch offer {
        case .otherTime: "otherTime"
        case .otherTimeOfInstance: "otherTimeOfInstance"
        case .otherResource: "otherResource"
        case .otherResourceForSeries: "otherResourceForSeries"
        case .otherResourceForInstances: "otherResourceForInstances"
        }
    }

    private var range: TimeRange? {
        switch offer {
        case .otherTime(let range), .otherResource(let range): range
        case .otherTimeOfInstance(let instance): instance.range
        case .otherResourceForSeries, .otherResourceForInstances: nil
        }
    }

    private var instances: [InstanceTime] {
        switch offer {
        case .otherTimeOfInstance(let instance): [instance]
        case .otherResourceForInstances(let instances): instances
        case .otherTime, .otherResource, .otherResourceForSeries: []
        }
    }
}
