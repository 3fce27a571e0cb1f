public import BookingCore
public import CalendarTime

/// What would have been decided under other policies.
public struct WhatIfReport: Sendable {
    /// How many requests were decided again.
    public var decided: Int
    /// How many could not be, because their record does not hold all that they rested on.
    public var notReplayable: Int
    /// Oldest first.
    public var differences: [WhatIfDifference]
    /// True where there are more differences than are listed.
    public var isTruncated: Bool
}

/// One request that would have been answered in another way.
public struct WhatIfDifference: Hashable, Sendable {
    public var booking: BookingID
    public var resource: ResourceID
    public var decidedAt: Instant
    public var before: BookingDecision.Verdict
    public var after: BookingDecision.Verdict
    /// Why not, or what would be noted, under the other policy.
    public var reasons: [Reason]
}

extension BookingService {
    /// Decides the requests of the last `days` days again, each against the schedules as they were then, under other
    /// policies; administrators only. Changes nothing.
    ///
    /// - Parameter policies: by the name of a shared policy, or by a resource's id for that resource alone.
    /// - Throws: ``SchedulingError/invalidField(name:problem:)`` where nothing has such a name.
    public func whatIf(
        _ policies: [String: BookingPolicy], days: Int, as principal: Principal
    ) async throws -> WhatIfReport {
        try Self.requireAdministrator(principal)
        guard (1...3_660).contains(days) else { throw SchedulingError.invalidField(name: "days", problem: .outOfRange) }
        for policy in policies.values {
            do { try policy.validate() } catch {
                throw SchedulingError.invalidField(name: "policies", problem: .malformed("\(error)"))
            }
        }
        try await store.withSnapshot { snapshot in
            let known = Set(try snapshot.namedPolicies().map(\.name) + snapshot.resources().map(\.id.rawValue))
            for name in policies.keys.sorted() where !known.contains(name) {
                throw SchedulingError.invalidField(name: "policies", problem: .unknownID(name))
            }
        }
        let since = environment.now().adding(-86_400 * Int64(days))
        let trial = PolicyTrial(policies: policies, zones: environment.zones)
        var report = WhatIfReport(decided: 0, notReplayable: 0, differences: [], isTruncated: false)
        var place: DecisionPlace?
        while true {
            // A page is one snapshot: nobody waits for the whole, and the whole is never in memory.
            let (from, known) = (place, report)
            (report, place) = try await store.withSnapshot { snapshot in
                try trial.page(of: snapshot, since: since, after: from, adding: known)
            }
            if place == nil { return report }
        }
    }
}

/// One page of a what-if run.
struct PolicyTrial {
    let policies: [String: BookingPolicy]
    let zones: ZoneDatabase

    private static let page = 200
    private static let mostDifferences = 1_000

    /// - Returns: where the next page begins; nil after the last.
    func page(
        of snapshot: any BookingSnapshot, since: Instant, after: DecisionPlace?, adding known: WhatIfReport
    ) throws -> (WhatIfReport, DecisionPlace?) {
        var report = known
        let records = try snapshot.decisions(since: since, on: nil, after: after, limit: Self.page)
        for (_, record) in records { try decide(record, in: snapshot, &report) }
        return (report, records.count < Self.page ? nil : records.last?.place)
    }

    private func decide(
        _ record: DecisionRecord, in snapshot: any BookingSnapshot, _ report: inout WhatIfReport
    ) throws {
        let kind = record.basis?.kind
        guard kind == nil || kind == .request || kind == .promotion else { return }
        guard let resource = try snapshot.resource(as: record) ?? snapshot.resource(record.resource),
            let changed = changed(resource)
        else { return }
        guard kind != nil, record.resourceVersion > 0,
            let then = try DecisionReplay(record, on: resource, zones: zones)?.decision(),
            then.verdict == record.verdict,
            let now = try DecisionReplay(record, on: changed, zones: zones)?.decision()
        else {
            report.notReplayable += 1
            return
        }
        report.decided += 1
        guard then.verdict != now.verdict || then.declinedInstances.count != now.declinedInstances.count else { return }
        guard report.differences.count < Self.mostDifferences else {
            report.isTruncated = true
            return
        }
        report.differences.append(
            WhatIfDifference(
                booking: record.booking, resource: record.resource, decidedAt: record.decidedAt, before: then.verdict,
                after: now.verdict, reasons: now.allReasons + now.notes))
    }

    /// The resource under its other policy; nil where it has none.
    private func changed(_ resource: Resource) -> Resource? {
        var changed = resource
        if let own = policies[resource.id.rawValue] {
            changed.policy = own
        } else if let name = resource.policyName, let shared = policies[name] {
            changed.policy = resource.policyOverrides.applied(to: shared)
        } else {
            return nil
        }
        return changed
    }
}
