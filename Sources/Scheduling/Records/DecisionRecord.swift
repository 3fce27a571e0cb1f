public import BookingCore
public import CalendarTime

/// Why a booking was answered as it was: enough to explain the answer later and to decide it again.
public struct DecisionRecord: Hashable, Sendable {
    public var booking: BookingID
    public var resource: ResourceID
    public var decidedAt: Instant
    public var door: Door
    /// The person who asked; nil: somebody outside.
    public var requester: String?
    public var verdict: BookingDecision.Verdict
    public var reasons: [Reason]
    /// The change numbers of every schedule that was looked at, before the change.
    public var scheduleVersions: [ResourceID: Int64]
    /// The request's recurrence set in its stored form.
    public var series: [UInt8]
    public var units: Int
    /// The change number at which the resource was saved with the policy that was used; 0: not recorded.
    public var resourceVersion: Int64
    /// What else the decision rested on, enough to decide again: ``DecisionFacts`` in its stored form; empty: not
    /// recorded.
    public var facts: [UInt8]

    public init(
        booking: BookingID, resource: ResourceID, decidedAt: Instant, door: Door, requester: String?,
        verdict: BookingDecision.Verdict, reasons: [Reason], scheduleVersions: [ResourceID: Int64], series: [UInt8],
        units: Int, resourceVersion: Int64 = 0, facts: [UInt8] = []
    ) {
        self.resourceVersion = resourceVersion
        self.facts = facts
        self.booking = booking
        self.resource = resource
        self.decidedAt = decidedAt
        self.door = door
        self.requester = requester
        self.verdict = verdict
        self.reasons = reasons
        self.scheduleVersions = scheduleVersions
        self.series = series
        self.units = units
    }
}

/// One acknowledged change (QUALITY I16). Holds ids, never names or titles.
public struct AuditRecord: Hashable, Sendable {
    public enum Action: String, Hashable, Sendable, CaseIterable {
        case bookingCreated, bookingChanged, bookingCancelled, bookingDeclined
        case bookingApproved, bookingNotApproved, bookingExpired, bookingReleased, bookingCheckedIn, bookingEnded
        case bookingExtended, bookingWaitlisted, bookingPromoted, bookingTransferred
        case policySaved, roomGroupSaved, resourceSaved, personSaved, credentialCreated, credentialRevoked, feedCreated,
            feedRotated, feedDeleted
        case delegationSaved
        case webhookSaved, webhookRotated, webhookDeleted, webhookReplayed
    }

    public var at: Instant
    public var actor: String?
    public var door: Door
    public var action: Action
    public var resource: ResourceID?
    public var booking: BookingID?
    /// What else identifies the changed thing: a credential's or feed's id.
    public var subject: String?
    /// The person whom it concerns, if `subject` is none. Stored, like the actor, by their opaque id (``OpaquePerson``).
    public var person: String?

    public init(
        at: Instant, actor: String?, door: Door, action: Action, resource: ResourceID? = nil,
        booking: BookingID? = nil, subject: String? = nil, person: String? = nil
    ) {
        self.at = at
        self.actor = actor
        self.door = door
        self.action = action
        self.resource = resource
        self.booking = booking
        self.subject = subject
        self.person = person
    }
}
