import BookingCore

/// What is offered instead of what was refused, in English.
enum EnglishAlternativeWords {
    static func sentence(for alternative: Alternative, _ words: AlternativeWords) -> String {
        let kind = kind(alternative.kind)
        let resource = words.name + facts(of: alternative)
        let time = words.times.first ?? ""
        switch alternative.offer {
        case .otherTime: return "\(words.name) is free on \(time)\(approval(alternative))."
        case .otherTimeOfInstance:
            return "For the refused date of \(words.refusedDay): "
                + "\(words.name) is free on \(time)\(approval(alternative))."
        case .otherResource: return "Another free \(kind): \(resource)."
        case .otherResourceForSeries: return "Another \(kind), free on every date: \(resource)."
        case .otherResourceForInstances(let instances):
            let dates = instances.count == 1 ? "the refused date" : "\(instances.count) refused dates"
            return "Another free \(kind) for \(dates): \(resource), \(times(words))."
        }
    }

    private static func kind(_ kind: ResourceKind) -> String {
        switch kind {
        case .room: "room"
        case .equipment: "piece of equipment"
        case .vehicle: "vehicle"
        case .workspace: "workspace"
        }
    }

    private static func facts(of alternative: Alternative) -> String {
        var facts: [String] = []
        if let places = alternative.capacity { facts.append(places == 1 ? "1 place" : "\(places) places") }
        switch alternative.nearness {
        case .sameFloor?: facts.append("same floor")
        case .sameBuilding?: facts.append("same building")
        case .sameSite?: facts.append("same site")
        case .elsewhere?, nil: break
        }
        if alternative.needsApproval { facts.append("subject to approval") }
        return facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))"
    }

    private static func approval(_ alternative: Alternative) -> String {
        alternative.needsApproval ? " (subject to approval)" : ""
    }

    private static func times(_ words: AlternativeWords) -> String {
        let rest = words.more == 0 ? "" : words.more == 1 ? "; and one more" : "; and \(words.more) more"
        return words.times.joined(separator: "; ") + rest
    }
}
