import CalendarTime
import HTTPTypes
import Hummingbird
import Scheduling
import WebDAVXML
import Wording

/// PROPPATCH (RFC 4918 §9.2): all instructions or none.
enum ProppatchMethod {
    static func answer(_ request: DAVRequest) async throws -> Response {
        let root = try request.xml(.dav("propertyupdate"))
        let changes = try PropertyChange.all(in: root)
        guard !changes.isEmpty else { throw DAVError.malformed(.noChange) }
        let node = try await request.tree.node(request.resource, as: request.principal)
        let failures: [Failure]
        if case .collection(let id) = request.resource, let collection = node.collection {
            failures = try await change(collection, id, by: changes, request)
        } else if case .proxyGroup(let owner, let access) = request.resource {
            failures = try await ProxyGroupChange.apply(changes, to: owner, access, request: request)
        } else if case .object(let id, let name) = request.resource {
            failures = try await change(name, in: id, by: changes, request)
        } else {
            let error = DAVError.condition(
                .dav("cannot-modify-protected-property"), .propertiesOnCalendarsOnly)
            failures = changes.map { ($0.name, error) }
        }
        if failures.isEmpty, request.preferences.isMinimal {
            // That all went well needs no words (RFC 8144 §2.2).
            var headers: HTTPFields = [:]
            if let applied = request.preferences.applied() { headers[.preferenceApplied] = applied }
            return Response(status: .ok, headers: headers)
        }
        var writer = MultistatusWriter(language: request.language)
        writer.response(node.resource.href, changes: outcome(changes, failures))
        return writer.finish()
    }

    private typealias Failure = (name: XMLName, error: DAVError)

    /// Tries the changes on a copy first: what fails there fails alone, with its own reason.
    private static func change(
        _ collection: CalendarCollection, _ id: CollectionID, by changes: [PropertyChange], _ request: DAVRequest
    ) async throws -> [Failure] {
        let zones = request.tree.environment.zones
        var draft = collection
        var failures: [Failure] = []
        for change in changes {
            do {
                try change.apply(to: &draft, isNew: false, zones: zones)
                try await change.requireCalendar(of: draft, request)
            } catch let error as DAVError {
                failures.append((change.name, error))
            }
        }
        guard failures.isEmpty else { return failures }
        let conditions = try request.writePreconditions()
        try await request.tree.calendars.update(id, if: conditions, as: request.principal) { collection in
            for change in changes { try? change.apply(to: &collection, isNew: false, zones: zones) }
        }
        return []
    }

    /// The same for the dead properties of a calendar object (RFC 4918 §4).
    private static func change(
        _ name: String, in id: CollectionID, by changes: [PropertyChange], _ request: DAVRequest
    ) async throws -> [Failure] {
        let calendars = request.tree.calendars
        var draft = try await calendars.deadProperties(of: name, in: id, as: request.principal)
        var failures: [Failure] = []
        for change in changes {
            do { try change.apply(toObject: &draft) } catch { failures.append((change.name, error)) }
        }
        guard failures.isEmpty else { return failures }
        let conditions = try request.writePreconditions()
        try await calendars.updateDeadProperties(of: name, in: id, if: conditions, as: request.principal) {
            properties in
            for change in changes { try? change.apply(toObject: &properties) }
        }
        return []
    }

    /// 200 for all, or the failures with their own status and 424 for the rest.
    private static func outcome(
        _ changes: [PropertyChange], _ failures: [Failure]
    ) -> [(names: [XMLName], status: HTTPResponse.Status, error: XMLName?)] {
        guard !failures.isEmpty else { return [(changes.map(\.name), .ok, nil)] }
        let failed = Set(failures.map(\.name))
        let others = changes.map(\.name).filter { !failed.contains($0) }
        return failures.map { ([$0.name], $0.error.status, $0.error.element?.name) }
            + [(others, HTTPResponse.Status(code: 424, reasonPhrase: "Failed Dependency"), nil)]
    }
}
