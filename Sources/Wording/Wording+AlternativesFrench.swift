import BookingCore

/// What is offered instead of what was refused, in French.
enum FrenchAlternativeWords {
    static func sentence(for alternative: Alternative, _ words: AlternativeWords) -> String {
        let other = other(alternative.kind)
        let resource = words.name + facts(of: alternative)
        switch alternative.offer {
        case .otherTime: return "\(words.name) est libre \(time(words))\(approval(alternative))."
        case .otherTimeOfInstance:
            return "Pour la date refusée du \(words.refusedDay) : "
                + "\(words.name) est libre \(time(words))\(approval(alternative))."
        case .otherResource: return "\(other) : \(resource)."
        case .otherResourceForSeries: return "\(other) à toutes les dates : \(resource)."
        case .otherResourceForInstances(let instances):
            let dates = instances.count == 1 ? "la date refusée" : "\(instances.count) dates refusées"
            return "\(other) pour \(dates) : \(resource), \(times(words))."
        }
    }

    private static func other(_ kind: ResourceKind) -> String {
        switch kind {
        case .room: "Autre salle libre"
        case .equipment: "Autre matériel libre"
        case .vehicle: "Autre véhicule libre"
        case .workspace: "Autre espace de travail libre"
        }
    }

    private static func facts(of alternative: Alternative) -> String {
        var facts: [String] = []
        if let places = alternative.capacity { facts.append(places >= 2 ? "\(places) places" : "\(places) place") }
        switch alternative.nearness {
        case .sameFloor?: facts.append("même étage")
        case .sameBuilding?: facts.append("même bâtiment")
        case .sameSite?: facts.append("même site")
        case .elsewhere?, nil: break
        }
        if alternative.needsApproval { facts.append("sur accord") }
        return facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))"
    }

    private static func approval(_ alternative: Alternative) -> String {
        alternative.needsApproval ? " (sur accord)" : ""
    }

    /// "le mardi 2 mars 2027 de 9 h 00 à 10 h 00", "du lundi 1er mars 2027 à …".
    private static func time(_ words: AlternativeWords) -> String {
        let time = words.times.first ?? ""
        return time.hasPrefix("du ") ? time : "le " + time
    }

    private static func times(_ words: AlternativeWords) -> String {
        let rest = words.more == 0 ? "" : words.more == 1 ? " ; et une autre" : " ; et \(words.more) autres"
        return words.times.joined(separator: " ; ") + rest
    }
}
