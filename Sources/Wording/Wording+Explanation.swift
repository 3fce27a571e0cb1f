public import BookingCore
public import CalendarTime

extension Wording {
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
            sentence(for: story.decision, names: story.names, language: language, zone: zone).capitalizedFirst)
        if story.decision.isAccepted {
            sentences += story.reasons.map {
                sentence(for: $0, names: story.names, language: language, zone: zone)
            }
        }
        if let resource = story.resource {
            var seen: Set<String> = []
            for reason in story.reasons + story.decision.notes {
                guard let rule = PolicyRule(behind: reason, of: resource) else { continue }
                let value = words.value(rule.value, common, language)
                let sentence = words.rule(rule.field, value: value)
                if seen.insert(sentence).inserted { sentences.append(sentence) }
            }
            sentences.append(
                words.origin(
                    policy: resource.policyName, version: resource.policyVersion, record: story.resourceVersion))
        }
        if needsManager(story), !story.deciders.isEmpty {
            sentences.append(words.deciders(story.deciders.joined(separator: ", ")))
        }
        let offered = alternatives(story.alternatives, names: story.names, language: language, zone: zone)
        if !offered.isEmpty { sentences.append(offered) }
        if story.isRepeatable { sentences.append(words.isRepeatable) }
        return sentences
    }

    private static func needsManager(_ story: DecisionStory) -> Bool {
        switch story.decision.verdict {
        case .pending: true
        case .declined, .partiallyAccepted:
            story.reasons.contains { reason in
                switch reason {
                case .notPermitted, .externalOrganizer, .approvalExpired, .notApproved, .released: true
                default: false
                }
            }
        case .accepted, .waitlisted, .ignored: false
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

/// The row of the policy, or of the resource, behind a reason.
struct PolicyRule {
    enum Value {
        case duration(Int64?)
        case number(Int)
        case word(String)
        case flag(Bool)
        case conflicts(percentage: Int, maximum: Int)
        case audience([String])
    }

    var field: String
    var value: Value

    /// Nil where no rule but a fact of the resource or of the clock decided.
    init?(behind reason: Reason, of resource: Resource) {
        let policy = resource.policy
        switch reason {
        case .conflict, .partInUse, .unitsExhausted:
            self.init("autoSchedule", .word(policy.autoSchedule.rawValue))
        case .outsideOpeningHours: self.init("openingHoursOnly", .flag(policy.openingHoursOnly))
        case .beyondBookingWindow: self.init("bookingWindow", .duration(policy.bookingWindow))
        case .tooShort: self.init("minimumDuration", .duration(policy.minimumDuration))
        case .tooLong: self.init("maximumDuration", .duration(policy.maximumDuration))
        case .insufficientNotice: self.init("minimumNotice", .duration(policy.minimumNotice))
        case .overCapacity: self.init("enforceCapacity", .word(policy.enforceCapacity.rawValue))
        case .recurrenceNotAllowed: self.init("allowRecurring", .flag(policy.allowRecurring))
        case .tooManyConflicts:
            self.init(
                "conflictPercentageAllowed, maximumConflictInstances",
                .conflicts(percentage: policy.conflictPercentageAllowed, maximum: policy.maximumConflictInstances))
        case .notPermitted:
            if policy.autoSchedule == .declineAlways {
                self.init("autoSchedule", .word(policy.autoSchedule.rawValue))
            } else {
                self.init("bookInPolicy", .audience(policy.bookInPolicy.words))
            }
        case .externalOrganizer: self.init("externalOrganizers", .word(policy.externalOrganizers.rawValue))
        case .quotaExceeded(.futureBookings(let limit)): self.init("quotas.futureBookings", .number(limit))
        case .quotaExceeded(.hoursPerWeek(let limit, _)): self.init("quotas.hoursPerWeek", .duration(limit))
        case .approvalExpired: self.init("approval.pendingExpiry", .duration(policy.approval.pendingExpiry))
        case .resourceClosed, .notApproved, .released, .inThePast, .beyondLimits: return nil
        }
    }

    private init(_ field: String, _ value: Value) {
        self.field = field
        self.value = value
    }
}

/// The sentences of explanations in one language.
protocol ExplanationCatalogue {
    func event(_ event: DecisionStory.Event, who: String?, moment: String, name: String) -> String
    func rule(_ field: String, value: String) -> String
    func value(_ value: PolicyRule.Value, _ common: any SentenceCatalogue, _ language: Language) -> String
    func origin(policy: String?, version: Int64?, record: Int64) -> String
    func deciders(_ names: String) -> String
    var isRepeatable: String { get }
}
