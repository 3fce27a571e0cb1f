extension BookingEngine {
    /// The resources that `id` cannot be used beside: its parts, all that contains it, and all that has a piece in
    /// common.
    ///
    /// Their schedules are read and locked with the resource's own. The relation is symmetric: if this gives b for a,
    /// it gives a for b. Cycles in `parts` end where they began.
    public static func conflictClosure(of id: ResourceID, in resources: [ResourceID: Resource]) -> [RelatedResource] {
        var wholes: [ResourceID: [ResourceID]] = [:]
        for resource in resources.values {
            for part in resource.parts { wholes[part, default: []].append(resource.id) }
        }
        let parts = reach(from: [id]) { resources[$0]?.parts ?? [] }
        let above = reach(from: [id]) { wholes[$0] ?? [] }
        let touched = reach(from: parts.union([id])) { wholes[$0] ?? [] }.union(parts)
        return touched.subtracting([id]).sorted().compactMap { other in
            guard let resource = resources[other] else { return nil }
            let relation: RelatedResource.Relation =
                parts.contains(other) ? .part : above.contains(other) ? .whole : .sharing
            return RelatedResource(
                id: other, relation: relation, setup: resource.setup, teardown: resource.teardown,
                pendingBlocks: resource.policy.approval.pendingBlocks)
        }
    }

    /// Everything that is reached from `starts` over one or more steps.
    private static func reach(
        from starts: Set<ResourceID>, steps: (ResourceID) -> [ResourceID]
    ) -> Set<ResourceID> {
        var reached: Set<ResourceID> = []
        var waiting = Array(starts)
        while let next = waiting.popLast() {
            for step in steps(next) where reached.insert(step).inserted { waiting.append(step) }
        }
        return reached
    }
}
