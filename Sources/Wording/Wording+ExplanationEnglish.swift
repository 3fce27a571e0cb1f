import BookingCore
import CalendarTime

/// Explanations in English.
struct EnglishExplanation: ExplanationCatalogue {
    func event(_ event: DecisionStory.Event, who: String?, moment: String, name: String) -> String {
        switch event {
        case .request: "\(moment): \(who ?? "somebody outside") asked for \(name)."
        case .standingRefusal:
            "\(moment): \(who ?? "somebody outside") asked for \(name) again; a manager's refusal stands."
        case .approval: "\(moment): \(who ?? "a manager") approved the request for \(name)."
        case .managersRefusal: "\(moment): \(who ?? "a manager") refused \(name)."
        case .windowExtension: "\(moment): the booking window of \(name) reached later dates of the series."
        case .promotion: "\(moment): time was freed in \(name) for a waiting request."
        case .server: "\(moment): the server decided about \(name) by itself."
        case .takenBack: "\(moment): \(who ?? "a manager") took the time back in \(name)."
        case .displaced: "\(moment): \(who ?? "a manager") approved another request for this time in \(name)."
        case .noShow: "\(moment): the time in \(name) was released, since nobody checked in."
        }
    }

    func rule(_ field: String, value: String) -> String { "The rule: \(field) is \(value)." }

    func value(_ value: PolicyRule.Value, _ common: any SentenceCatalogue, _ language: Language) -> String {
        switch value {
        case .duration(let seconds): seconds.map(common.duration) ?? "without limit"
        case .number(let number): String(number)
        case .word(let word): "“\(word)”"
        case .flag(let isSet): isSet ? "on" : "off"
        case .conflicts(let percentage, let maximum): "\(percentage) %, at most \(maximum) dates"
        case .audience(let words): words.isEmpty ? "nobody" : words.joined(separator: ", ")
        }
    }

    func origin(policy: String?, version: Int64?, record: Int64) -> String {
        if let policy { return "It is from the policy “\(policy)”, version \(version ?? 1)." }
        return "It is from the resource's own rules, state \(record)."
    }

    func ownOrigin(insteadOf policy: String) -> String {
        "It is the resource's own rule, in place of the one of the policy “\(policy)”."
    }

    func inForce(policy: String?, version: Int64?, record: Int64, isChanged: Bool) -> String {
        guard let policy else { return "Rules in force: the resource's own, state \(record)." }
        let own = isChanged ? ", with rules of the resource's own" : ""
        return "Rules in force: the policy “\(policy)”, version \(version ?? 1)\(own)."
    }

    func deciders(_ names: String) -> String { "Who can decide: \(names)." }

    var isRepeatable: String { "Decided again from its record, the answer is the same." }
}
