public import BookingCore
public import CalendarTime

/// One decision as it is told: facts only, never a title.
public struct DecisionStory: Sendable {
    /// What made the decision.
    public enum Event: Hashable, Sendable, CaseIterable {
        case request, standingRefusal, approval, managersRefusal, windowExtension, promotion, server
        /// A manager took back what was accepted.
        case takenBack
        /// A manager approved another request for the time.
        case displaced
        /// Nobody checked in.
        case noShow
    }

    /// With the first of the refused instances.
    public var decision: BookingDecision
    /// How many instances were refused.
    public var declined: Int
    /// Of the whole and of single dates.
    public var reasons: [Reason]
    public var event: Event
    public var decidedAt: Instant
    /// The name of the person who asked or decided.
    public var who: String?
    /// As it was then, with its policy.
    public var resource: Resource?
    public var resourceName: LocalizedText
    /// Of related and of offered resources.
    public var names: [ResourceID: LocalizedText]
    /// Who can decide where a manager is needed.
    public var deciders: [String]
    public var alternatives: [Alternative]
    public var resourceVersion: Int64
    public var isRepeatable: Bool

    public init(
        decision: BookingDecision, declined: Int = 0, reasons: [Reason], event: Event, decidedAt: Instant, who: String?,
        resource: Resource?, resourceName: LocalizedText, names: [ResourceID: LocalizedText], deciders: [String],
        alternatives: [Alternative], resourceVersion: Int64, isRepeatable: Bool
    ) {
        self.decision = decision
        self.declined = declined
        self.reasons = reasons
        self.event = event
        self.decidedAt = decidedAt
        self.who = who
        self.resource = resource
        self.resourceName = resourceName
        self.names = names
        self.deciders = deciders
        self.alternatives = alternatives
        self.resourceVersion = resourceVersion
        self.isRepeatable = isRepeatable
    }
}
