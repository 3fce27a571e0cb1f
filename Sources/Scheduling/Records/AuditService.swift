public import BookingCore
public import CalendarTime

/// Which audit records are asked for; what is nil does not matter.
public struct AuditQuery: Hashable, Sendable {
    public var resource: ResourceID?
    public var booking: BookingID?
    /// A person's id; or an opaque one, of somebody who was erased.
    public var actor: String?
    /// A person whom it concerns, or who did it.
    public var about: String?
    public var action: AuditRecord.Action?
    /// From this instant on, and before that one.
    public var from: Instant?
    public var to: Instant?

    public init(
        resource: ResourceID? = nil, booking: BookingID? = nil, actor: String? = nil,
        about: String? = nil, action: AuditRecord.Action? = nil, from: Instant? = nil, to: Instant? = nil
    ) {
        self.resource = resource
        self.booking = booking
        self.actor = actor
        self.about = about
        self.action = action
        self.from = from
        self.to = to
    }

    public func matches(_ record: AuditRecord) -> Bool {
        (resource == nil || record.resource == resource) && (booking == nil || record.booking == booking)
            && (actor == nil || record.actor == actor)
            && (about == nil || record.actor == about || record.person == about)
            && (action == nil || record.action == action)
            && from.map { record.at >= $0 } ?? true && to.map { record.at < $0 } ?? true
    }
}

/// Where an audit record stands among all: by time, then chain, then order.
public struct AuditPlace: Hashable, Sendable {
    public var at: Instant
    public var chain: String
    public var order: Int64

    public init(at: Instant, chain: String, order: Int64) {
        self.at = at
        self.chain = chain
        self.order = order
    }
}

/// What became of a look at all chains.
public struct AuditReport: Hashable, Sendable {
    /// The first fault of a chain, or of the roots.
    public struct Fault: Hashable, Sendable {
        public enum Kind: String, Hashable, Sendable {
            /// The record's content is not what was written, or a record before it is another one.
            case changed
            /// A record is missing before this one.
            case missing
            /// A root knows this record, and it is gone or another one.
            case cut
            /// The root itself was changed, or one before it is missing.
            case root
        }

        public var kind: Kind
        /// The chain's name; nil for a root.
        public var chain: String?
        /// The order of the record, or the number of the root.
        public var order: Int64

        public init(kind: Kind, chain: String?, order: Int64) {
            self.kind = kind
            self.chain = chain
            self.order = order
        }
    }

    public var chains = 0
    public var records = 0
    /// Records from before chains began, which nothing proves.
    public var unchained = 0
    public var roots = 0
    public var faults: [Fault] = []
}

/// Reads the audit, checks it, and seals it.
public struct AuditService: Sendable {
    /// Records that are read in one go.
    private static let page = 2_000
    /// Faults that are named.
    private static let mostFaults = 100

    let store: any BookingStore
    let environment: ServiceEnvironment

    public init(store: any BookingStore, environment: ServiceEnvironment) {
        self.store = store
        self.environment = environment
    }

    /// Newest first.
    ///
    /// - Throws: ``SchedulingError/forbidden`` where the principal is no administrator, or its credential does not allow it.
    public func entries(
        _ query: AuditQuery, before place: AuditPlace?, limit: Int, as principal: Principal
    ) async throws -> [AuditEntry] {
        try Self.check(principal)
        return try await store.withSnapshot { try $0.auditEntries(query, before: place, limit: limit) }
    }

    private static func check(_ principal: Principal) throws(SchedulingError) {
        guard principal.person.isAdministrator, principal.allows(.readAudit) else { throw .forbidden }
    }

    /// Puts a root over the chains that grew. Where none did, nothing is written.
    ///
    /// - Returns: the new root; nil where there is nothing to seal.
    public func seal() async throws -> AuditRoot? {
        let now = environment.now()
        return try await store.withTransaction(locking: []) { transaction in
            let heads = try transaction.unsealedAuditHeads()
            guard !heads.isEmpty else { return nil }
            let last = try transaction.lastAuditRoot()
            let number = (last?.number ?? 0) + 1
            let root = AuditRoot(
                number: number, at: now, heads: heads,
                hash: AuditChain.hash(ofRoot: number, at: now, heads: heads, after: last?.hash ?? AuditChain.origin))
            try transaction.append(root)
            return root
        }
    }

    /// Computes every hash again. Reads a page at a time, so that nobody waits for it.
    public func verify(as principal: Principal) async throws -> AuditReport {
        try Self.check(principal)
        var report = AuditReport()
        for chain in try await store.withSnapshot({ try $0.auditChains() }) {
            try await verify(chain, into: &report)
        }
        try await verifyRoots(into: &report)
        return report
    }

    private func verify(_ chain: String, into report: inout AuditReport) async throws {
        report.chains += 1
        var (order, previous, hasBegun, isBroken) = (Int64(0), AuditChain.origin, false, false)
        while true {
            let after = order
            let entries = try await store.withSnapshot {
                try $0.auditEntries(ofChain: chain, after: after, limit: Self.page)
            }
            for entry in entries {
                report.records += 1
                if !isBroken, let kind = Self.fault(of: entry, after: order, previous, hasBegun: hasBegun) {
                    // What follows a broken link proves nothing: one fault for each chain.
                    isBroken = true
                    Self.add(.init(kind: kind, chain: chain, order: entry.order), to: &report)
                }
                order = entry.order
                if let hash = entry.hash {
                    (previous, hasBegun) = (hash, true)
                } else {
                    report.unchained += 1
                }
            }
            guard entries.count == Self.page else { return }
        }
    }

    private static func fault(
        of entry: AuditEntry, after order: Int64, _ previous: [UInt8], hasBegun: Bool
    ) -> AuditReport.Fault.Kind? {
        if entry.order != order + 1 { return .missing }
        guard let hash = entry.hash else { return hasBegun ? .changed : nil }
        let right = AuditChain.hash(of: entry.record, chain: entry.chain, order: entry.order, after: previous)
        return hash == right ? nil : .changed
    }

    private func verifyRoots(into report: inout AuditReport) async throws {
        var (number, previous) = (Int64(0), AuditChain.origin)
        while true {
            let after = number
            let found = try await store.withSnapshot { snapshot -> (root: AuditRoot, cut: AuditHead?)? in
                guard let root = try snapshot.auditRoot(after: after) else { return nil }
                let cut = try root.heads.first { head in
                    let entry = try snapshot.auditEntries(ofChain: head.chain, after: head.order - 1, limit: 1).first
                    return entry?.order != head.order || entry?.hash != head.hash
                }
                return (root, cut)
            }
            guard let (root, cut) = found else { return }
            report.roots += 1
            let right = AuditChain.hash(ofRoot: root.number, at: root.at, heads: root.heads, after: previous)
            if root.number != number + 1 || root.hash != right {
                Self.add(.init(kind: .root, chain: nil, order: root.number), to: &report)
            }
            if let cut { Self.add(.init(kind: .cut, chain: cut.chain, order: cut.order), to: &report) }
            (number, previous) = (root.number, root.hash)
        }
    }

    private static func add(_ fault: AuditReport.Fault, to report: inout AuditReport) {
        if report.faults.count < mostFaults { report.faults.append(fault) }
    }
}

extension DirectoryService {
    /// The audit of the same store.
    public var audit: AuditService { AuditService(store: store, environment: environment) }
}
