public import BookingCore
public import CalendarTime
public import Scheduling

/// Writes a provisioning document into an empty database.
public enum Provisioner {
    /// The database has a site already: what it holds is changed through the API, never overwritten by a file.
    public struct NotEmpty: Error, Hashable, Sendable {}

    /// Writes everything in one transaction, so that a crash leaves the database empty or whole.
    ///
    /// - Parameter credentials: the first passwords, already hashed.
    /// - Throws: ``NotEmpty``; `DirectoryConflict`; `StoreError`.
    public static func provision(
        _ document: ProvisioningDocument, credentials: [Credential], into store: any BookingStore, now: Instant
    ) async throws {
        guard let site = document.site else { return }
        let owners =
            document.people.map { PrincipalID.person($0.person.id) } + document.resources.map { .resource($0.id) }
        let keys = document.resources.map { LockKey.resource($0.id) }
        try await store.withTransaction(locking: Set(keys)) { transaction in
            guard try transaction.site() == nil, try transaction.people().isEmpty, try transaction.resources().isEmpty
            else { throw NotEmpty() }
            try transaction.save(site)
            for entry in document.people { try transaction.save(entry.person) }
            for group in document.groups { try transaction.save(group) }
            for resource in document.resources { try transaction.save(resource) }
            for credential in credentials { try transaction.save(credential) }
            try audit(document, credentials: credentials, in: transaction, now: now)
        }
        _ = owners
    }

    private static func audit(
        _ document: ProvisioningDocument, credentials: [Credential], in transaction: any BookingTransaction,
        now: Instant
    ) throws {
        func append(_ action: AuditRecord.Action, resource: ResourceID? = nil, subject: String? = nil) throws {
            try transaction.append(
                AuditRecord(
                    at: now, actor: nil, door: .commandLine, action: action, resource: resource, subject: subject))
        }
        for entry in document.people { try append(.personSaved, subject: entry.person.id) }
        for resource in document.resources { try append(.resourceSaved, resource: resource.id) }
        for credential in credentials { try append(.credentialCreated, subject: credential.id) }
    }
}
