/// Who of a source's people is who here: by what never changes of them there, else by their id.
struct DirectoryLinks {
    /// By identity.
    private var ids: [String: String] = [:]
    /// By id.
    private var identities: [String: String] = [:]
    /// Of those whom the source still has.
    private let present: Set<String>
    private let known: Set<String>

    init(_ content: DirectoryContent, _ people: [Person], in snapshot: any BookingSnapshot) throws {
        known = Set(people.map(\.id))
        present = Set(content.people.compactMap(\.identity))
        for person in people {
            guard let identity = try snapshot.directoryIdentity(of: person.id) else { continue }
            ids[identity] = person.id
            identities[person.id] = identity
        }
    }

    /// Who has been known by that identity.
    func id(ofIdentity identity: String?) -> String? { identity.flatMap { ids[$0] } }

    /// The person's id here. Somebody who logs in by another name than before stays who they are.
    ///
    /// - Returns: nil where the login name means somebody else here: the name was given away, or two are meant at once.
    func id(of entry: DirectoryContent.Entry) -> String? {
        let login = entry.person.id
        guard let identity = entry.identity else { return login }
        if let id = ids[identity] {
            // Another name that is a third person's id here would open their account.
            return id == login || !known.contains(login) ? id : nil
        }
        guard let holder = identities[login] else { return login }
        // Made again there after it was deleted: the same person. Still there under another name: somebody else.
        return present.contains(holder) ? nil : login
    }
}
