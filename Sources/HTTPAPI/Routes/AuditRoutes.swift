import BookingCore
import CalendarTime
import HTTPServing
import Hummingbird
import Scheduling
import Wording

/// `/audit`: who changed what, and whether the record of it is whole; for administrators.
struct AuditRoutes: Sendable {
    let audit: AuditService

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("audit", use: list)
        group.get("audit/verification", use: verify)
    }

    private func list(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        let parameters = try request.parameters(
            "resource", "booking", "actor", "action", "from", "to", "limit", "cursor")
        var query = AuditQuery(actor: parameters["actor"])
        if let text = parameters["resource"] {
            query.resource = try DraftBody.id(JSONField(name: "resource", value: .string(text)))
        }
        if let text = parameters["booking"] {
            guard let booking = BookingID(text) else {
                throw RequestError.invalidField(name: "booking", .malformed(text))
            }
            query.booking = booking
        }
        if let text = parameters["action"] {
            guard let action = AuditRecord.Action(rawValue: text) else {
                throw RequestError.invalidField(name: "action", .malformed(text))
            }
            query.action = action
        }
        query.from = try parameters.instant("from")
        query.to = try parameters.instant("to")
        let limit = try parameters.integer("limit", 1...1_000) ?? 100
        let place = try parameters["cursor"].map { text throws(RequestError) in
            guard let place = AuditPlace(cursor: text) else {
                throw .invalidField(name: "cursor", .malformed(text))
            }
            return place
        }
        let found = try await audit.entries(query, before: place, limit: limit + 1, as: principal)
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last?.place.cursor : nil
        return .json([
            "records": .array(page.map { $0.json(in: request.readerLanguage(principal)) }),
            "next": next.map { .string($0) } ?? .null,
        ])
    }

    private func verify(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let report = try await audit.verify(as: try context.authenticatedPrincipal())
        let faults = report.faults.map { fault -> JSON in
            [
                "kind": .string(fault.kind.rawValue), "chain": fault.chain.map { .string($0) } ?? .null,
                "order": JSON(Int(clamping: fault.order)),
            ]
        }
        return .json([
            "whole": .bool(report.faults.isEmpty), "chains": JSON(report.chains), "records": JSON(report.records),
            "unchained": JSON(report.unchained), "roots": JSON(report.roots), "faults": .array(faults),
        ])
    }
}

extension AuditEntry {
    fileprivate var place: AuditPlace { AuditPlace(at: record.at, chain: chain, order: order) }

    fileprivate func json(in language: Language) -> JSON {
        func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
        return [
            "at": .string(record.at.rfc3339), "actor": text(record.actor), "door": .string(record.door.rawValue),
            "action": .string(record.action.rawValue), "resource": text(record.resource?.rawValue),
            "booking": text(record.booking?.description), "subject": text(record.subject ?? record.person),
            "note": record.hasErasedActor || record.hasErasedPerson ? .string(Wording.erasedPerson(language)) : .null,
            "order": JSON(Int(clamping: order)), "hash": text(hash.map(Self.hex)),
        ]
    }

    private static func hex(_ octets: [UInt8]) -> String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension AuditPlace {
    /// `SECONDS.ORDER.CHAIN`.
    fileprivate var cursor: String { "\(at.seconds).\(order).\(chain)" }

    fileprivate init?(cursor: String) {
        let parts = cursor.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard cursor.utf8.count <= 200, parts.count == 3, let seconds = Int64(parts[0]), let order = Int64(parts[1])
        else {
            return nil
        }
        self.init(at: Instant(seconds: seconds), chain: String(parts[2]), order: order)
    }
}
