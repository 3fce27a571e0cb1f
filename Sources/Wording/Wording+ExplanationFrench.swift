import BookingCore
import CalendarTime

/// Les explications en français.
struct FrenchExplanation: ExplanationCatalogue {
    func event(_ event: DecisionStory.Event, who: String?, moment: String, name: String) -> String {
        switch event {
        case .request: "Le \(moment), \(who ?? "une personne extérieure") a demandé : \(name)."
        case .standingRefusal:
            "Le \(moment), \(who ?? "une personne extérieure") a redemandé : \(name) ; le refus d’un gestionnaire reste valable."
        case .approval: "Le \(moment), \(who ?? "un gestionnaire") a validé la demande : \(name)."
        case .managersRefusal: "Le \(moment), \(who ?? "un gestionnaire") a refusé : \(name)."
        case .windowExtension: "Le \(moment), de nouvelles dates de la série sont devenues réservables : \(name)."
        case .promotion: "Le \(moment), un créneau s’est libéré pour la demande en attente : \(name)."
        case .server: "Le \(moment), le serveur a tranché de lui-même : \(name)."
        case .takenBack: "Le \(moment), \(who ?? "un gestionnaire") a repris le créneau : \(name)."
        case .displaced:
            "Le \(moment), \(who ?? "un gestionnaire") a validé une autre demande pour ce créneau : \(name)."
        case .noShow: "Le \(moment), le créneau a été libéré, personne n’ayant confirmé sa présence : \(name)."
        }
    }

    func rule(_ field: String, value: String) -> String { "La règle : \(field) vaut \(value)." }

    func value(_ value: PolicyRule.Value, _ common: any SentenceCatalogue, _ language: Language) -> String {
        switch value {
        case .duration(let seconds): seconds.map(common.duration) ?? "sans limite"
        case .number(let number): String(number)
        case .word(let word): "« \(word) »"
        case .flag(let isSet): isSet ? "oui" : "non"
        case .conflicts(let percentage, let maximum): "\(percentage) %, \(maximum) dates au plus"
        case .audience(let words): words.isEmpty ? "personne" : words.joined(separator: ", ")
        }
    }

    func origin(policy: String?, version: Int64?, record: Int64) -> String {
        if let policy { return "Elle vient des règles « \(policy) », version \(version ?? 1)." }
        return "Elle vient des règles propres à la ressource, état \(record)."
    }

    func ownOrigin(insteadOf policy: String) -> String {
        "C’est une règle propre à la ressource, qui l’emporte sur les règles « \(policy) »."
    }

    func inForce(policy: String?, version: Int64?, record: Int64, isChanged: Bool) -> String {
        guard let policy else { return "Règles en vigueur : celles de la ressource, état \(record)." }
        let own = isChanged ? ", avec des règles propres à la ressource" : ""
        return "Règles en vigueur : « \(policy) », version \(version ?? 1)\(own)."
    }

    func deciders(_ names: String) -> String { "Peut décider : \(names)." }

    var isRepeatable: String { "Reprise à partir de son dossier, la décision est la même." }
}
