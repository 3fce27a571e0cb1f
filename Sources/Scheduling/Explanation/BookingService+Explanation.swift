public import BookingCore
public import CalendarTime
public import Wording

/// One decision about a booking with all that is needed to tell why it was taken.
public struct ExplainedDecision: Sendable {
    public var record: DecisionRecord
    /// What it rested on; nil where that was not kept.
    public var basis: DecisionBasis?
    /// As it was then, with the policy that was used; nil where that was not kept.
    public var resource: Resource?
    /// The shared policy that the resource was under.
    public var policyName: String?
    public var policyVersion: Int64?
    /// Taken again from the record alone, the decision is the same.
    public var isReplayed: Bool
    /// The name of the person who asked or decided; nil: somebody outside, or the server.
    public var requesterName: String?
    /// The names of those who can decide where a manager is needed.
    public var deciders: [String]
    public var resourceNames: [ResourceID: LocalizedText]
    public var zone: ZoneRules

    /// Why it was decided so, in a few sentences: who asked for what and when, the answer and its reasons, the rule with its
    /// value and its policy's version, who can decide, and what can be had instead. Never a title.
    public func sentences(_ language: Language) -> [String] {
        Wording.explanation(of: story(language), language: language, zone: zone)
    }

    private func story(_ language: Language) -> DecisionStory {
        var decision = BookingDecision(
            verdict: record.verdict, instances: basis?.declinedInstances ?? [], reasons: record.reasons,
            notes: basis?.notes ?? [], decidedThrough: basis?.decidedThrough, laterClashes: basis?.laterClashes)
        // Reasons of single dates stand with the dates.
        if decision.isAccepted { decision.reasons = [] }
        return DecisionStory(
            decision: decision, declined: basis?.declinedCount ?? 0, reasons: record.reasons,
            event: DecisionStory.Event(basis?.kind, record),
            decidedAt: record.decidedAt, who: requesterName ?? serverName(language), resource: resource,
            resourceName: resourceNames[record.resource] ?? LocalizedText(fr: record.resource.rawValue, en: ""),
            names: resourceNames, deciders: deciders, alternatives: basis?.alternatives ?? [],
            resourceVersion: record.resourceVersion, isRepeatable: isReplayed)
    }
}

extension ExplainedDecision {
    /// Whoever sits at the server stands in no directory, and is nobody outside either.
    private func serverName(_ language: Language) -> String? {
        record.door == .commandLine ? Wording.administration(language) : nil
    }
}

extension BookingService {
    /// Why a booking was answered as it was, decision by decision, oldest first; for its organizer, the resource's managers
    /// and administrators.
    public func explanation(of id: BookingID, as principal: Principal) async throws -> [ExplainedDecision] {
        guard principal.mayRead else { throw SchedulingError.forbidden }
        return try await store.withSnapshot { [environment] snapshot in
            guard let booking = try snapshot.booking(id), let resource = try snapshot.resource(booking.resource),
                AccessRights.owns(booking, principal) || AccessRights.manages(resource, principal)
            else { throw SchedulingError.notFound }
            // What goes with another booking was decided with it.
            let decided = booking.companionOf ?? id
            return try snapshot.decisions(about: decided).map { record in
                try snapshot.explained(record, now: resource, zones: environment.zones)
            }
        }
    }

    /// Takes a decision again from its record; nil where it was a human's or cannot be repeated.
    public func replay(_ record: DecisionRecord) async throws -> BookingDecision? {
        try await store.withSnapshot { [environment] in try $0.replay(record, zones: environment.zones) }
    }
}

extension BookingSnapshot {
    fileprivate func explained(
        _ record: DecisionRecord, now current: Resource, zones: ZoneDatabase
    ) throws -> ExplainedDecision {
        let basis = record.basis
        let resource = try resource(as: record)
        var names = try relatedNames(of: record.reasons + (basis?.notes ?? []))
        for id in [record.resource] + (basis?.alternatives.map(\.resource) ?? []) where names[id] == nil {
            names[id] = try self.resource(id)?.names
        }
        let replayed = try replay(record, zones: zones)
        return ExplainedDecision(
            record: record, basis: basis, resource: resource, policyName: resource?.policyName,
            policyVersion: resource?.policyVersion,
            isReplayed: replayed.map { $0.verdict == record.verdict && $0.allReasons == record.reasons } ?? false,
            requesterName: try record.requester.flatMap { try person($0)?.name },
            deciders: try ApprovalInbox.approvers(of: resource ?? current, in: self).compactMap {
                try person($0)?.name
            },
            resourceNames: names, zone: (resource ?? current).rules(in: zones))
    }
}

extension DecisionStory.Event {
    init(_ kind: DecisionBasis.Kind?, _ record: DecisionRecord) {
        self =
            switch kind {
            case nil, .request: .request
            case .standing: .standingRefusal
            case .approval: .approval
            case .manager:
                record.reasons.contains(.notApproved)
                    ? .managersRefusal : record.reasons.contains(where: \.isConflict) ? .displaced : .takenBack
            case .windowExtension: .windowExtension
            case .promotion: .promotion
            case .server: record.reasons.contains(.released) ? .noShow : .server
            }
    }
}
