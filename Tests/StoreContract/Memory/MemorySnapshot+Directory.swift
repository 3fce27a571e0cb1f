import BookingCore
import CalendarTime
import Scheduling

extension MemorySnapshot {
    func site() throws -> Site? { state.site }

    func siteSecret() throws -> [UInt8] { state.secret }

    func storeEpoch() throws -> String { state.epoch }

    func person(_ id: String) throws -> Person? { state.people[id] }

    func people() throws -> [Person] { state.people.values.sorted { $0.id < $1.id } }

    func groups() throws -> [PersonGroup] { state.groups.values.sorted { $0.id < $1.id } }

    func principal(address: String) throws -> PrincipalID? { state.addresses[address] }

    func delegations(of owner: String) throws -> [Delegation] {
        allDelegations.filter { $0.owner == owner }.sorted { $0.delegate < $1.delegate }
    }

    func delegations(to delegate: PrincipalID) throws -> [Delegation] {
        allDelegations.filter { $0.delegate == delegate }.sorted { $0.owner < $1.owner }
    }

    private var allDelegations: [Delegation] {
        state.delegations.map { Delegation(owner: $0.key.owner, delegate: $0.key.delegate, access: $0.value) }
    }

    func directoryNumber() throws -> Int64 { state.directoryNumber }

    func credential(_ id: String) throws -> Credential? { state.credentials[id] }

    func credentials(of personID: String) throws -> [Credential] {
        state.credentials.values.filter { $0.personID == personID }.sorted {
            ($0.createdAt, $0.id) < ($1.createdAt, $1.id)
        }
    }

    func lastUses(of personID: String) throws -> [String: Instant] {
        state.credentialUses.filter { state.credentials[$0.key]?.personID == personID }
    }

    func feed(_ id: String) throws -> Feed? { state.feeds[id] }

    func feeds(of owner: PrincipalID) throws -> [Feed] {
        state.feeds.values.filter { $0.owner == owner }.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    func pendingOutbox(limit: Int) throws -> [OutboxEntry] { Array(state.outbox.prefix(max(0, limit))) }

    func storedAnswer(personID: String, key: String) throws -> StoredAnswer? {
        state.answers[.init(personID: personID, key: key)]
    }

    func decisions(about booking: BookingID) throws -> [DecisionRecord] {
        state.decisions.filter { $0.booking == booking }
    }

    func auditRecords(of resource: ResourceID, limit: Int) throws -> [AuditRecord] {
        Array(
            state.audit.reversed().map(revealed).map(\.record).filter { $0.resource == resource }.prefix(max(0, limit)))
    }

    func auditEntries(_ query: AuditQuery, before place: AuditPlace?, limit: Int) throws -> [AuditEntry] {
        func key(_ entry: AuditEntry) -> (Int64, String, Int64) { (entry.record.at.seconds, entry.chain, entry.order) }
        let found = state.audit.map(revealed).filter { entry in
            query.matches(entry.record) && place.map { key(entry) < ($0.at.seconds, $0.chain, $0.order) } ?? true
        }
        return Array(found.sorted { key($0) > key($1) }.prefix(max(0, limit)))
    }

    private func revealed(_ entry: AuditEntry) -> AuditEntry {
        var entry = entry
        entry.record = entry.record.revealed { id in state.auditIDs.first { $0.value == id }?.key }
        return entry
    }

    func auditEntries(ofChain chain: String, after order: Int64, limit: Int) throws -> [AuditEntry] {
        Array(state.audit.filter { $0.chain == chain && $0.order > order }.prefix(max(0, limit)))
    }

    func auditChains() throws -> [String] {
        Set(state.audit.map(\.chain) + state.auditRoots.flatMap(\.heads).map(\.chain)).sorted()
    }

    func unsealedAuditHeads() throws -> [AuditHead] {
        var heads: [String: AuditHead] = [:]
        for entry in state.audit {
            heads[entry.chain] = entry.hash.map { AuditHead(chain: entry.chain, order: entry.order, hash: $0) }
        }
        let sealed = state.auditRoots.flatMap(\.heads)
        return heads.values.filter { head in !sealed.contains { $0.chain == head.chain && $0.order >= head.order } }
            .sorted { $0.chain < $1.chain }
    }

    func lastAuditRoot() throws -> AuditRoot? { state.auditRoots.last }

    func auditRoot(after number: Int64) throws -> AuditRoot? { state.auditRoots.first { $0.number > number } }
}
