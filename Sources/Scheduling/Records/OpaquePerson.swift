/// The id under which somebody stands in the audit: 128 random bits, so that the records can stay when who it was is forgotten
/// (QUALITY I16). Which person has which id is kept beside the chains, and is not part of what is hashed.
public enum OpaquePerson {
    private static let length = 16

    /// A new id.
    public static func id(randomBytes: (Int) -> [UInt8]) -> String { "~" + Digest.hex(randomBytes(length)) }

    /// Whether the text has the form of one.
    public static func isOne(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.utf8.first == UInt8(ascii: "~") && digits.count == 2 * length
            && digits.allSatisfy("0123456789abcdef".utf8.contains)
    }
}

extension AuditRecord {
    /// The record as it is stored and hashed: people by their opaque ids, whom it concerns in `subject`.
    public func concealed(_ opaque: (String) throws -> String) rethrows -> AuditRecord {
        var record = self
        record.actor = try actor.map(opaque)
        if let person { record.subject = try opaque(person) }
        record.person = nil
        return record
    }

    /// The stored record with the people's own ids; the opaque one stays where nobody has it any more.
    public func revealed(_ person: (String) throws -> String?) rethrows -> AuditRecord {
        var record = self
        record.actor = try actor.map { try person($0) ?? $0 }
        if let subject, OpaquePerson.isOne(subject) {
            record.person = try person(subject) ?? subject
            record.subject = nil
        }
        return record
    }

    /// Whether who did it was erased.
    public var hasErasedActor: Bool { actor.map(OpaquePerson.isOne) ?? false }

    /// Whether the person whom it concerns was erased.
    public var hasErasedPerson: Bool { person.map(OpaquePerson.isOne) ?? false }
}
