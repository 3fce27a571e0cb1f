public import Scheduling

extension StoreCredentialIssuer {
    /// Gives somebody an account password, with its audit record, and ends what the old one opened: sessions, and what is
    /// remembered of it. App passwords and tokens go on.
    ///
    /// - Parameter current: the password as it is: whoever changes their own proves that they know it.
    /// - Throws: `SchedulingError.notFound` for others than the person and administrators, and where there is nobody;
    ///   `SchedulingError.invalidField` where a password is not fit, not right, or kept by a directory server.
    public func setPassword(
        _ password: String, current: String?, of personID: String, as principal: Principal, door: Door
    ) async throws {
        let isOwn = principal.person.id == personID
        guard isOwn || principal.person.isAdministrator else { throw SchedulingError.notFound }
        // It opens more than any scope does.
        guard principal.scopes == nil || principal.allows(.administerResources) else { throw SchedulingError.forbidden }
        guard isSuitablePassword(password) else {
            throw SchedulingError.invalidField(name: "password", problem: .unsuitablePassword)
        }
        let known = try await store.withSnapshot { snapshot -> String? in
            guard try snapshot.person(personID) != nil else { throw SchedulingError.notFound }
            if try snapshot.directoryKey(of: personID) != nil {
                throw SchedulingError.invalidField(name: "password", problem: .notAllowed)
            }
            guard let credential = try snapshot.credential(personID), credential.kind == .password,
                credential.revokedAt == nil
            else { return nil }
            return credential.verifier
        }
        if isOwn { try await require(current, toMatch: known) }
        guard let credential = try await passwordCredentials([personID: password]).first else { return }
        try await store.withTransaction(locking: []) { transaction in
            guard try transaction.person(personID) != nil else { throw SchedulingError.notFound }
            if isOwn, try transaction.credential(personID)?.verifier != known {
                // Somebody else was faster: what was proven is not true any more.
                throw SchedulingError.invalidField(name: "current", problem: .wrongPassword)
            }
            try transaction.save(credential)
            try transaction.append(
                AuditRecord(
                    at: credential.createdAt, actor: principal.person.id, door: door, action: .credentialCreated,
                    person: personID))
        }
        changes.tell(personID)
    }

    private func require(_ current: String?, toMatch phc: String?) async throws {
        guard let current else { throw SchedulingError.invalidField(name: "current", problem: .missing) }
        guard let phc, current.utf8.count <= longestPassword, try await hasher.verify(current, against: phc) else {
            throw SchedulingError.invalidField(name: "current", problem: .wrongPassword)
        }
    }
}
