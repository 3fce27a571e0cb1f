import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// Every method on what is in the tree of address books: it is read, and kept by the server (RFC 6352 §6.3).
enum AddressBookMethod {
    static func answer(_ method: DAVMethod, _ request: DAVRequest) async throws -> Response {
        switch method {
        case .options: return try await OptionsMethod.answer(request)
        case .get, .head: return try await get(request)
        case .propfind: return try await PropfindMethod.answer(request)
        case .report: return try await report(request)
        case .put, .post, .mkcol, .mkcalendar:
            if case .put = method, try await isThere(request) {
                throw refusal(.dav("write-content"), on: request.resource)
            }
            throw refusal(.dav("bind"), on: parent(of: request.resource))
        case .delete, .move:
            guard try await isThere(request) else { throw DAVError.notFound }
            throw refusal(.dav("unbind"), on: parent(of: request.resource))
        case .proppatch:
            guard try await isThere(request) else { throw DAVError.notFound }
            throw refusal(.dav("write-properties"), on: request.resource)
        case .copy:
            guard try await isThere(request) else { throw DAVError.notFound }
            throw DAVError.condition(.dav("cannot-modify-protected-property"), .eventsOnly)
        }
    }

    /// A card; or the whole book as one file, for a person who opens its address.
    private static func get(_ request: DAVRequest) async throws -> Response {
        let node = try await request.tree.node(request.resource, as: request.principal)
        guard let tag = node.card?.etag ?? node.addressBook?.tag else { return try await GetMethod.answer(request) }
        guard let version = VCardVersion(accept: request.headers[.accept]) else {
            throw DAVError.condition(.carddav("supported-address-data-conversion"), .addressDataVersion)
        }
        let etag = EntityTag(tag)
        var headers: HTTPFields = [
            .eTag: etag.description, .cacheControl: "private, no-cache", .vary: "Accept",
            .dav: OptionsMethod.classes,
        ]
        switch RequestConditions(request.headers).evaluate(current: etag, isRead: true) {
        case .notModified: return Response(status: .notModified, headers: headers)
        case .failed: throw DAVError.preconditionFailed
        case .proceed: break
        }
        headers[.contentType] = version.mediaType
        let cards = node.card.map { [$0] } ?? node.addressBook?.cards ?? []
        let text = cards.map { $0.text(version) }.joined()
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// The reports of address books; the others are everybody's.
    private static func report(_ request: DAVRequest) async throws -> Response {
        guard let root = try request.xml() else { throw DAVError.unreadableXML(.empty) }
        switch root.name {
        case .carddav("addressbook-query"): return try await AddressBookQueryReport.answer(request, root)
        case .carddav("addressbook-multiget"): return try await AddressBookMultigetReport.answer(request, root)
        case .dav("sync-collection"): return try await AddressBookSyncReport.answer(request, root)
        default: return try await ReportMethod.answer(request)
        }
    }

    private static func isThere(_ request: DAVRequest) async throws -> Bool {
        do {
            _ = try await request.tree.node(request.resource, as: request.principal)
            return true
        } catch DAVError.notFound {
            return false
        }
    }

    private static func parent(of resource: DAVResource) -> DAVResource {
        if case .card(let book, _) = resource { .addressBook(book) } else { .addressBookHome }
    }

    /// `need-privileges` with the resource and the privilege that nobody has there (RFC 3744 §7.1.1).
    private static func refusal(_ privilege: XMLName, on resource: DAVResource) -> DAVError {
        let missing = XMLElement(
            .dav("resource"),
            children: [
                XMLElement(.dav("href"), text: resource.href),
                XMLElement(.dav("privilege"), children: [XMLElement(privilege)]),
            ])
        return .condition(XMLElement(.dav("need-privileges"), children: [missing]), .readOnlyAddressBook)
    }
}
