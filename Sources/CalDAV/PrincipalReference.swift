import ICalendar
import Scheduling

/// Calendar user addresses that are no mail address: the path or URL of a principal, or its URN.
enum PrincipalReference {
    static func id(_ text: String) -> PrincipalID? {
        if case .principal(let id)? = Href.resource(text) { id } else { nil }
    }

    /// The mail address that a property stands for, normalized.
    static func address(of property: CalendarProperty, request: DAVRequest) async throws -> String? {
        let address = CalendarAddress(property)
        if address.normalized.contains("@"), !address.normalized.contains("/") { return address.normalized }
        let directory = request.tree.directory
        if let id = id(property.value) {
            return try await directory.principal(id, as: request.principal)?.addresses.first
        }
        guard address.uri.hasPrefix("urn:uuid:") else { return address.normalized }
        return try await directory.principal(urn: address.uri.lowercased(), as: request.principal)?.addresses.first
    }
}
