import HTTPTypes
import Scheduling

/// Which scopes let a credential call an operation: one of them is enough (QUALITY, Security).
///
/// The person behind the credential must have the right as well; that is for the services to say. Every operation behind the
/// login stands here once, and in the API's description under the same words.
enum OperationScopes {
    private static let reading: Set<Scope> = [.readBookings, .writeBookings]
    private static let writing: Set<Scope> = [.writeBookings]
    private static let administering: Set<Scope> = [.administerResources]
    /// What gives somebody rights, or opens an account, is for credentials without scopes: others would outgrow themselves.
    private static let nobody: Set<Scope> = []
    private static let busyTimes: Set<Scope> = [.readBookings, .writeBookings, .readFreeBusy]
    /// What a door or a wall shows.
    private static let seeing: Set<Scope> = [.readBookings, .writeBookings, .display]
    /// What there is to book, and who there is to invite.
    private static let places: Set<Scope> = [
        .readBookings, .writeBookings, .readFreeBusy, .administerResources, .display,
    ]
    private static let people: Set<Scope> = [.readBookings, .writeBookings, .administerResources]

    /// By method and path below `/api/v1`, with `{}` for each parameter.
    static let table: [String: Set<Scope>] = [
        "GET me": Set(Scope.allCases),

        "GET resources": places, "GET resources/{}": places,
        "PUT resources": administering, "PUT resources/{}": administering,
        "GET room-groups": places, "GET room-groups/{}": places, "PUT room-groups/{}": administering,
        "GET policies": administering, "GET policies/{}": administering, "GET policies/{}/versions": administering,
        "PUT policies/{}": administering, "POST policies/what-if": administering,

        "GET bookings": seeing, "GET bookings/{}": seeing,
        "POST bookings": writing, "PATCH bookings/{}": writing, "DELETE bookings/{}": writing,
        "GET bookings/{}/decision": reading, "GET approvals": reading,
        "POST bookings/{}/approve": writing, "POST bookings/{}/decline": writing, "POST bookings/{}/end": writing,
        "POST bookings/{}/extend": writing, "POST bookings/{}/transfer": writing,
        "POST bookings/{}/check-in": [.writeBookings, .display],
        "GET bookings/{}/check-in-link": [.writeBookings, .display],
        "GET freebusy": busyTimes, "POST freebusy": busyTimes, "POST finder": busyTimes, "GET statistics": reading,
        "GET events": busyTimes.union([.display]),

        "GET people": people, "GET people/{}": people, "GET groups": people, "GET groups/{}": people,
        "PUT people/{}": nobody, "PUT groups/{}": administering,
        "PUT people/{}/password": nobody,
        "POST people/import": nobody, "POST people/sync": administering,
        "GET people/{}/bookings": reading, "POST people/{}/leave": writing,
        "GET people/{}/delegates": administering, "PUT people/{}/delegates/{}": nobody,
        "DELETE people/{}/delegates/{}": nobody,

        // Who holds less must not make more of it: what a stolen token had made would outlive it.
        "GET tokens": administering, "POST tokens": nobody, "DELETE tokens/{}": administering,
        // An address shows what it shows for ever, to anybody.
        "GET feeds": administering, "POST feeds": administering, "GET feeds/{}": administering,
        "DELETE feeds/{}": administering, "POST feeds/{}/rotate": administering,
        "GET resources/{}/feeds": administering, "POST resources/{}/feeds": administering,
        "GET webhooks": administering, "POST webhooks": administering, "GET webhooks/{}": administering,
        "PATCH webhooks/{}": administering, "DELETE webhooks/{}": administering,
        "POST webhooks/{}/rotate": administering, "POST webhooks/{}/replay": administering,
        "GET webhooks/{}/messages": administering,

        "GET audit": [.readAudit], "GET audit/verification": [.readAudit],
    ]

    /// What the operation is called in ``table``.
    ///
    /// - Parameter path: of a route, with its parameters as `:id` or `{id}`.
    static func name(_ method: HTTPRequest.Method, _ path: String) -> String {
        let parts = path.split(separator: "/").map { part in
            part.hasPrefix(":") || part.hasPrefix("{") ? "{}" : String(part)
        }
        let below = parts.starts(with: ["api", "v1"]) ? parts.dropFirst(2) : parts[...]
        return (method == .head ? "GET" : method.rawValue) + " " + below.joined(separator: "/")
    }
}
