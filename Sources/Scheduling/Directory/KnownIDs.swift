import BookingCore

/// The ids that rules and resources may name: one that nobody has would work against whoever wrote it, because nobody
/// could answer a request, or nothing would be booked along.
struct KnownIDs {
    private let snapshot: any BookingSnapshot
    private let groups: Set<String>
    private let coming: Set<ResourceID>

    /// - Parameter coming: resources that are saved together and may name each other.
    init(_ snapshot: any BookingSnapshot, with coming: Set<ResourceID> = []) throws {
        self.snapshot = snapshot
        self.coming = coming
        groups = Set(try snapshot.groups().map(\.id))
    }

    /// - Parameter prefix: where the policy stands in the request, with a point behind.
    /// - Throws: ``SchedulingError/invalidField(name:problem:)`` with ``FieldProblem/unknownID(_:)``.
    func check(_ policy: BookingPolicy, at prefix: String) throws {
        try checkPeople(policy.bookInPolicy.members.sorted(), at: prefix + "bookInPolicy")
        try checkPeople(policy.requestInPolicy.members.sorted(), at: prefix + "requestInPolicy")
        try checkPeople(policy.requestOutOfPolicy.members.sorted(), at: prefix + "requestOutOfPolicy")
        try checkPeople(policy.approval.managers, at: prefix + "approval.managers")
    }

    /// - Parameter prefix: where the resource stands in the request, with a point behind.
    /// - Throws: as ``check(_:at:)``.
    func check(_ resource: Resource, at prefix: String) throws {
        try checkPeople(resource.managers, at: prefix + "managers")
        try checkResources(resource.parts, at: prefix + "parts")
        try checkResources(resource.companions.map(\.resource), at: prefix + "companions")
        if resource.policyName == nil {
            try check(resource.policy, at: prefix + "policy.")
        } else {
            // What is shared was checked when it was saved.
            try check(resource.policyOverrides.applied(to: BookingPolicy()), at: prefix + "overrides.")
        }
    }

    private func checkPeople(_ ids: [String], at field: String) throws {
        for id in ids where !groups.contains(id) {
            if try snapshot.person(id) == nil {
                throw SchedulingError.invalidField(name: field, problem: .unknownID(id))
            }
        }
    }

    private func checkResources(_ ids: [ResourceID], at field: String) throws {
        for id in ids where !coming.contains(id) {
            if try snapshot.resource(id) == nil {
                throw SchedulingError.invalidField(name: field, problem: .unknownID(id.rawValue))
            }
        }
    }
}
