public import BookingCore

/// The resources that somebody may book, as one list that clients keep a copy of: an address book (RFC 6352), a file.
public struct RoomDirectory: Hashable, Sendable {
    /// The organisation's name; empty in an empty database.
    public var organization: String
    /// The language that the list is read in: the reader's own, else the site's. Never what one request accepts, as what a
    /// person keeps a copy of must not change with the program that asks.
    public var language: LanguageCode
    /// Those in service that the reader may see, by id.
    public var resources: [Resource]
    /// A state of the whole directory: while it is the same, so is everything in it.
    public var version: String

    /// A strong entity tag, without quotes: a digest that no other text has.
    public static func entityTag(of text: String) -> String { Digest.etag(of: text) }
}

extension DirectoryService {
    /// The directory as `principal` sees it. A resource that is out of service is missing from it.
    ///
    /// - Parameter id: only this one; nil: all of them.
    public func roomDirectory(only id: ResourceID? = nil, as principal: Principal) async throws -> RoomDirectory {
        try await store.withSnapshot { snapshot in
            let site = try snapshot.site()
            let known = try id.map { try snapshot.resource($0).map { [$0] } ?? [] } ?? snapshot.resources()
            let visible = try known.filter { resource in
                guard !resource.disabled else { return false }
                let rights = try AccessRights.rights(of: principal, on: .resource(resource.id), in: snapshot)
                return rights.contains(.readFreeBusy)
            }
            return RoomDirectory(
                organization: site?.name ?? "", language: principal.person.language ?? site?.language ?? "fr",
                resources: visible, version: "\(try snapshot.storeEpoch())-\(try snapshot.directoryNumber())")
        }
    }
}
