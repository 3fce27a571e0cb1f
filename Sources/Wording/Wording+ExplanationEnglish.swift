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

    func deciders(_ names: String) -> String { "Who can decide: \(names)." }

    var isRepeatable: String { "Decided again from its record, the answer is the same." }
}
