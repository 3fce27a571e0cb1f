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
        var failures: [(name: XMLName, error: DAVError)] = []
        if case .collection(let id) = request.resource, var draft = node.collection {
            for change in changes {
                do { try change.apply(to: &draft, isNew: false) } catch { failures.append((change.name, error)) }
            }
            if failures.isEmpty {
                try await request.tree.calendars.update(id, as: request.principal) { collection in
                    for change in changes { try? change.apply(to: &collection, isNew: false) }
                }
            }
        } else {
            let error = DAVError.condition(
                .dav("cannot-modify-protected-property"), .propertiesOnCalendarsOnly)
            failures = changes.map { ($0.name, error) }
        }
        var writer = MultistatusWriter(language: request.language)
        writer.response(node.resource.href, changes: outcome(changes, failures))
        return writer.finish()
    }

    /// 200 for all, or the failures with their own status and 424 for the rest.
    private static func outcome(
        _ changes: [PropertyChange], _ failures: [(name: XMLName, error: DAVError)]
    ) -> [(names: [XMLName], status: HTTPResponse.Status, error: XMLName?)] {
        guard !failures.isEmpty else { return [(changes.map(\.name), .ok, nil)] }
        let failed = Set(failures.map(\.name))
        let others = changes.map(\.name).filter { !failed.contains($0) }
        return failures.map { ([$0.name], $0.error.status, $0.error.element?.name) }
            + [(others, HTTPResponse.Status(code: 424, reasonPhrase: "Failed Dependency"), nil)]
    }
}
