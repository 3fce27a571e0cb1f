import BookingCore
import Scheduling

extension DAVTree {
    func addressBook(as principal: Principal) async throws -> AddressBook {
        addressBooks.book(of: try await directory.roomDirectory(as: principal))
    }

    /// The address book's home, the book, or a card in it.
    ///
    /// - Throws: ``DAVError/notFound``, also for what is hidden from the principal.
    func addressBookNode(_ resource: DAVResource, as principal: Principal) async throws -> DAVNode {
        var node = DAVNode(resource)
        switch resource {
        case .addressBookHome: break
        case .rooms: node.addressBook = try await addressBook(as: principal)
        case .card(book: DAVResource.roomBook, let name):
            guard let id = AddressCard.id(name: name) else { throw DAVError.notFound }
            let directory = try await directory.roomDirectory(only: id, as: principal)
            guard let resource = directory.resources.first else { throw DAVError.notFound }
            node.card = AddressCard(resource, in: directory)
        default: throw DAVError.notFound
        }
        return node
    }

    func addressBookMembers(of node: DAVNode, as principal: Principal) async throws -> [DAVNode] {
        guard case .addressBookHome = node.resource else { return node.addressBook?.cards.map(DAVNode.init) ?? [] }
        return [try await addressBookNode(.rooms, as: principal)]
    }
}

extension DAVResource {
    /// The name of the one book.
    static let roomBook = "rooms"
    static let rooms = DAVResource.addressBook(roomBook)

    /// Whether it is in the tree of address books, there or not.
    var isInAddressBooks: Bool {
        switch self {
        case .addressBookHome, .addressBook, .card: true
        default: false
        }
    }
}

extension DAVNode {
    init(_ card: AddressCard) {
        self.init(.card(book: DAVResource.roomBook, name: card.name))
        self.card = card
    }
}

extension AddressCard {
    /// The resource whose card has this name.
    static func id(name: String) -> ResourceID? {
        name.hasSuffix(".vcf") ? ResourceID(validating: name.dropLast(4)) : nil
    }
}
