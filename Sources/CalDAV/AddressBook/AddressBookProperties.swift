import HTTPServing
import Scheduling
import WebDAVXML
import Wording

/// What the home, the book and its cards have, and the principal's way to them (RFC 6352 §6.2, §7.1; RFC 6578 §4).
enum AddressBookProperties {
    static let names: [XMLName] = [
        .carddav("addressbook-home-set"), .carddav("directory-gateway"), .carddav("addressbook-description"),
        .carddav("supported-address-data"), .carddav("supported-collation-set"), .carddav("max-resource-size"),
    ]

    static let reports: [XMLName] = [
        .carddav("addressbook-query"), .carddav("addressbook-multiget"), .dav("sync-collection"),
    ]

    static func content(_ name: XMLName, of node: DAVNode) -> [XMLElement.Content]? {
        if case .principal(.person) = node.resource {
            switch name {
            case .carddav("addressbook-home-set"): return .href(.addressBookHome)
            // What Apple's programs search while somebody types an address.
            case .carddav("directory-gateway"): return .href(.rooms)
            default: return nil
            }
        }
        if let book = node.addressBook { return content(name, of: book) }
        return node.card.flatMap { content(name, of: $0) }
    }

    static func resourceTypes(of resource: DAVResource) -> [XMLName] {
        switch resource {
        case .addressBookHome: [.dav("collection")]
        case .addressBook: [.dav("collection"), .carddav("addressbook")]
        default: []
        }
    }

    static func displayName(of node: DAVNode) -> String? {
        node.addressBook.map { Wording.roomDirectory($0.language) }
    }

    private static func content(_ name: XMLName, of book: AddressBook) -> [XMLElement.Content]? {
        switch name {
        case .calendarServer("getctag"): .text(book.tag)
        case .dav("sync-token"): .text(book.state.uri)
        case .carddav("addressbook-description"):
            .text(Wording.roomDirectoryDescription(of: book.organization, language: book.language))
        case .carddav("supported-address-data"):
            .elements(
                VCardVersion.allCases.map { version in
                    XMLElement(
                        .carddav("address-data-type"),
                        attributes: [
                            .init(XMLName("", "content-type"), "text/vcard"),
                            .init(XMLName("", "version"), version.rawValue),
                        ])
                })
        case .carddav("supported-collation-set"):
            .elements(
                AddressCollation.allCases.map { XMLElement(.carddav("supported-collation"), text: $0.rawValue) })
        case .carddav("max-resource-size"): .text(String(DAVLimits.objectSize))
        default: nil
        }
    }

    private static func content(_ name: XMLName, of card: AddressCard) -> [XMLElement.Content]? {
        switch name {
        case .dav("getetag"): .text(EntityTag(card.etag).description)
        case .dav("getcontenttype"): .text("text/vcard; charset=utf-8")
        case .dav("getcontentlength"): .text(String(card.text(.three).utf8.count))
        default: nil
        }
    }
}
