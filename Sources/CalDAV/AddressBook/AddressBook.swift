import BookingCore
import Scheduling
import Synchronization
import Wording

/// The one address book: every resource that its reader may book.
struct AddressBook: Sendable {
    let organization: String
    let language: Language
    /// By id.
    let cards: [AddressCard]
    let state: AddressBookState
    /// Changes when and only when a card changes, comes or goes.
    let tag: String

    init(_ directory: RoomDirectory) {
        organization = directory.organization
        language = directory.readLanguage
        cards = directory.resources.map { AddressCard($0, in: directory) }
        state = AddressBookState(cards)
        tag = RoomDirectory.entityTag(of: state.uri)
    }
}

/// The books as last made, one in each language: clients ask for the same book again and again, and it seldom changes.
final class AddressBookCache: Sendable {
    private struct Entry {
        let version: String
        let book: AddressBook
    }

    private let entries = Mutex<[Language: Entry]>([:])

    /// The book of `directory`, made anew only where the directory is another one or its reader sees other resources.
    func book(of directory: RoomDirectory) -> AddressBook {
        let language = directory.readLanguage
        if let known = entries.withLock({ $0[language] }), known.version == directory.version,
            known.book.cards.count == directory.resources.count,
            zip(known.book.cards, directory.resources).allSatisfy({ $0.id == $1.id })
        {
            return known.book
        }
        let book = AddressBook(directory)
        entries.withLock { $0[language] = Entry(version: directory.version, book: book) }
        return book
    }
}

extension RoomDirectory {
    var readLanguage: Language { Language(tag: language) ?? .fr }
}

/// What a client has of the book, as its sync token says it (RFC 6578 §3.1): which cards, and each in which state.
///
/// The token is the whole list, a resource with 48 bits of its entity tag. So a delta is exact, removed cards included,
/// whatever happened in between: a restart, a restore from a backup, a change of the reader's language or rights. It
/// grows with the book: a hundred resources are three kilobytes.
struct AddressBookState: Hashable, Sendable {
    private static let prefix = "urn:creneau:rooms:"
    private static let digits = 12
    /// Cards in one token.
    private static let most = 20_000

    private(set) var digests: [ResourceID: String] = [:]

    init(_ cards: [AddressCard] = []) {
        for card in cards { set(card) }
    }

    /// - Returns: nil for what is no token of the book.
    init?(uri: String) {
        guard uri.hasPrefix(Self.prefix) else { return nil }
        for entry in uri.dropFirst(Self.prefix.count).split(separator: ",", omittingEmptySubsequences: true) {
            let parts = entry.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, let id = ResourceID(validating: parts[0]), digests.count < Self.most,
                parts[1].utf8.count == Self.digits, parts[1].utf8.allSatisfy(Self.isHexadecimal),
                digests.updateValue(String(parts[1]), forKey: id) == nil
            else { return nil }
        }
    }

    var uri: String {
        Self.prefix + digests.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    /// Whether the client has this card as it is.
    func has(_ card: AddressCard) -> Bool { digests[card.id] == Self.digest(of: card) }

    mutating func set(_ card: AddressCard) { digests[card.id] = Self.digest(of: card) }

    mutating func remove(_ id: ResourceID) { digests[id] = nil }

    private static func digest(of card: AddressCard) -> String { String(card.etag.prefix(digits)) }

    private static func isHexadecimal(_ octet: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(octet)
    }
}
