public import BookingCore
public import CalendarTime

extension Wording {
    /// Whoever runs the service, where no person is known by name.
    public static func administration(_ language: Language) -> String {
        language == .fr ? "l’administration du service" : "the service’s administrators"
    }

    /// Why it was decided so: who asked for what and when; the answer with its reasons; the rule with its value, and the
    /// version of the policy that it is from; who can decide; what can be had instead.
    public static func explanation(of story: DecisionStory, language: Language, zone: ZoneRules) -> [String] {
        let words: any ExplanationCatalogue =
            switch language {
            case .fr: FrenchExplanation()
            case .en: EnglishExplanation()
            }
        let common = catalogue(language)
        let moment = common.moment(zone.civil(at: story.decidedAt))
        var sentences = [words.event(story.event, who: story.who, moment: moment, name: story.resourceName[language])]
        sentences.append(
            sentence(
                for: story.told, names: story.names, declined: story.declined, language: language, zone: zone
            ).capitalizedFirst)
        if let resource = story.resource {
            sentences += rules(behind: story, of: resource, words, common, language)
        }
        if needsManager(story), !story.deciders.isEmpty {
            sentences.append(words.deciders(story.deciders.joined(separator: ", ")))
        }
        let offered = alternatives(story.alternatives, names: story.names, language: language, zone: zone)
        if !offered.isEmpty { sentences.append(offered) }
        if story.isRepeatable { sentences.append(words.isRepeatable) }
        return sentences
    }

    /// The rules with their values, each followed by where it is set; where no rule but a fact decided, the rules that
    /// held.
    private static func rules(
        behind story: DecisionStory, of resource: Resource, _ words: any ExplanationCatalogue,
        _ common: any SentenceCatalogue, _ language: Language
    ) -> [String] {
        var groups: [(origin: String, rules: [String])] = []
        for rule in story.rules(of: resource) {
            let said = words.rule(rule.field, value: words.value(rule.value, common, language))
            let origin =
                rule.isOverridden(on: resource)
                ? words.ownOrigin(insteadOf: resource.policyName ?? "")
                : words.origin(
                    policy: resource.policyName, version: resource.policyVersion, record: story.resourceVersion)
            if let index = groups.firstIndex(where: { $0.origin == origin }) {
                if !groups[index].rules.contains(said) { groups[index].rules.append(said) }
            } else {
                groups.append((origin, [said]))
            }
        }
        if groups.isEmpty {
            return [
                words.inForce(
                    policy: resource.policyName, version: resource.policyVersion, record: story.resourceVersion,
                    isChanged: resource.policyName != nil && !resource.policyOverrides.isEmpty)
            ]
        }
        return groups.flatMap { $0.rules + [$0.origin] }
    }

    private static func needsManager(_ story: DecisionStory) -> Bool {
        switch story.decision.verdict {
        case .pending: true
        case .declined, .partiallyAccepted:
            story.event != .displaced
                && story.reasons.contains { reason in
                    switch reason {
                    case .notPermitted, .externalOrganizer, .approvalExpired, .notApproved: true
                    case .released: story.event != .noShow
                    default: false
                    }
                }
        case .accepted, .waitlisted, .ignored: false
        }
    }
}

extension DecisionStory {
    /// The decision as the sentences tell it: what the event says by itself is not said twice.
    fileprivate var told: BookingDecision {
        var told = decision
        if event == .noShow || event == .takenBack { told.reasons.removeAll { $0 == .released } }
        return told
    }
}

/// The sentences of explanations in one language.
protocol ExplanationCatalogue {
    func event(_ event: DecisionStory.Event, who: String?, moment: String, name: String) -> String
    func rule(_ field: String, value: String) -> String
    func value(_ value: PolicyRule.Value, _ common: any SentenceCatalogue, _ language: Language) -> String
    func origin(policy: String?, version: Int64?, record: Int64) -> String
    /// Of a rule that the resource sets for itself.
    func ownOrigin(insteadOf policy: String) -> String
    /// - Parameter isChanged: the resource changes some of them for itself.
    func inForce(policy: String?, version: Int64?, record: Int64, isChanged: Bool) -> String
    func deciders(_ names: String) -> String
    var isRepeatable: String { get }
}
