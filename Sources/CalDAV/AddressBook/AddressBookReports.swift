import BookingCore
import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// `addressbook-query` (RFC 6352 §8.6).
enum AddressBookQueryReport {
    static func answer(_ request: DAVRequest, _ root: XMLElement) async throws -> Response {
        var report = try AddressCardReport(request, root)
        guard let element = root.first(.carddav("filter")) else {
            throw DAVError.condition(.carddav("supported-filter"), .report(.noFilter))
        }
        let filter = try AddressBookFilter(element)
        let limit = try AddressCardReport.limit(root, in: .carddav("limit"), .carddav("nresults"))
        var left = limit
        for card in try await candidates(request) where filter.matches(card.properties(report.version)) {
            guard left > 0, report.add(card) else {
                report.truncate()
                break
            }
            left -= 1
        }
        return report.finish()
    }

    /// Depth 0 on a book asks about the book, which is no card: nothing matches.
    private static func candidates(_ request: DAVRequest) async throws -> [AddressCard] {
        let node = try await request.tree.node(request.resource, as: request.principal)
        if let card = node.card { return [card] }
        let depth = try request.depth(missing: .one)
        if let book = node.addressBook { return depth == .zero ? [] : book.cards }
        return depth == .infinity ? try await request.tree.addressBook(as: request.principal).cards : []
    }
}

/// `addressbook-multiget` (RFC 6352 §8.7).
enum AddressBookMultigetReport {
    static func answer(_ request: DAVRequest, _ root: XMLElement) async throws -> Response {
        var report = try AddressCardReport(request, root)
        _ = try await request.tree.node(request.resource, as: request.principal)
        let hrefs = root.all(.dav("href")).map(\.trimmedText)
        guard hrefs.count <= DAVLimits.hrefs else {
            throw DAVError.condition(
                .dav("number-of-matches-within-limits"), .report(.tooManyObjects(limit: DAVLimits.hrefs)))
        }
        let book = try await request.tree.addressBook(as: request.principal)
        let cards = Dictionary(book.cards.map { (DAVNode($0).resource, $0) }) { first, _ in first }
        var seen: Set<String> = []
        for href in hrefs where seen.insert(href).inserted {
            guard let card = Href.resource(href).flatMap({ cards[$0] }) else {
                report.addMissing(href)
                continue
            }
            guard report.add(card, href: href) else {
                report.truncate()
                break
            }
        }
        return report.finish()
    }
}

/// `sync-collection` on the book (RFC 6578 §3.2).
enum AddressBookSyncReport {
    static func answer(_ request: DAVRequest, _ root: XMLElement) async throws -> Response {
        guard root.first(.dav("sync-level"))?.trimmedText ?? "1" == "1" else {
            throw DAVError.condition(.dav("sync-traversal-supported"), .report(.oneLevel))
        }
        var report = try AddressCardReport(request, root, missing: .prop([]))
        var left = try AddressCardReport.limit(root, in: .dav("limit"), .dav("nresults"))
        let since = try token(root)
        guard let book = try await request.tree.node(request.resource, as: request.principal).addressBook else {
            throw DAVError.condition(.dav("supported-report"), .report(.addressBooksOnly))
        }
        // What the client has when it has read the answer.
        var state = since ?? AddressBookState()
        let present = Set(book.cards.map(\.id))
        var isFull = false
        for id in state.digests.keys.sorted() where !present.contains(id) {
            isFull = left == 0
            guard !isFull else { break }
            report.addMissing(DAVResource.card(book: DAVResource.roomBook, name: id.rawValue + ".vcf").href)
            state.remove(id)
            left -= 1
        }
        for card in book.cards where !isFull && !state.has(card) {
            isFull = left == 0 || !report.add(card)
            guard !isFull else { break }
            state.set(card)
            left -= 1
        }
        if isFull { report.truncate() }
        return report.finish(syncToken: state.uri)
    }

    /// An empty or missing token asks for everything.
    private static func token(_ root: XMLElement) throws(DAVError) -> AddressBookState? {
        guard let text = root.first(.dav("sync-token"))?.trimmedText, !text.isEmpty else { return nil }
        guard let state = AddressBookState(uri: text) else { throw DAVError(SchedulingError.invalidSyncToken) }
        return state
    }
}

/// Collects the cards that a report answers with, up to the limits of one answer.
struct AddressCardReport {
    let version: VCardVersion
    private let request: DAVRequest
    /// Without `address-data`.
    private let wanted: PropertyRequest
    private let data: AddressDataRequest?
    private let reader: PropertyReader
    private var writer: MultistatusWriter
    private var count = 0

    /// - Parameter missing: what a report asks for that does not say.
    init(_ request: DAVRequest, _ root: XMLElement, missing: PropertyRequest = .allprop(include: [])) throws(DAVError) {
        self.request = request
        let asked = try PropertyRequest(in: root) ?? missing
        var data: AddressDataRequest?
        if case .prop(let elements) = asked {
            data = try elements.first { $0.name == .carddav("address-data") }
                .map { element throws(DAVError) in try AddressDataRequest(element) }
            wanted = .prop(elements.filter { $0.name != .carddav("address-data") })
        } else {
            wanted = asked
        }
        self.data = data
        version = data?.version ?? .three
        reader = PropertyReader(me: request.principal)
        writer = request.multistatus()
    }

    /// - Parameter href: as the client named the card; nil: its own.
    /// - Returns: false where the answer is full.
    mutating func add(_ card: AddressCard, href: String? = nil) -> Bool {
        guard count < DAVLimits.members, writer.count < DAVLimits.answer else { return false }
        count += 1
        let node = DAVNode(card)
        var answer = PropertyAnswer(wanted, of: node, reader: reader)
        if let data { answer.found.append(XMLElement(.carddav("address-data"), text: data.text(of: card))) }
        writer.response(href ?? node.resource.href, answer)
        return true
    }

    mutating func addMissing(_ href: String) {
        writer.response(href, status: .notFound)
    }

    /// The 507 that stands for the rest (RFC 6352 §8.6.2, RFC 6578 §3.6).
    mutating func truncate() {
        writer.truncated(request.resource.href)
    }

    consuming func finish(syncToken: String? = nil) -> Response {
        var writer = writer
        if let syncToken { writer.syncToken(uri: syncToken) }
        return writer.finish()
    }

    /// How many the client wants at most.
    static func limit(_ root: XMLElement, in outer: XMLName, _ inner: XMLName) throws(DAVError) -> Int {
        guard let text = root.first(outer)?.first(inner)?.trimmedText else { return DAVLimits.members }
        guard let limit = Int(text), limit > 0 else {
            throw .condition(.dav("number-of-matches-within-limits"), .report(.invalidLimit))
        }
        return min(limit, DAVLimits.members)
    }
}
