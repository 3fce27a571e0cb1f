import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import Synchronization
import Testing

@testable import HTTPAPI

/// Every operation of the API's description, with every scope and with nothing: who may call it, and who may not.
@Suite struct ScopeTableTests {
    /// One operation with a request that is not refused to an administrator. In a path `b`, `w` and `f` stand for a booking, a
    /// webhook and a feed that are there.
    struct Operation: Sendable, CustomTestStringConvertible {
        var method: HTTPRequest.Method
        var path: String
        var query = ""
        var body: String?

        init(_ line: String, _ body: String? = nil) {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            method = HTTPRequest.Method(parts[0]) ?? .get
            let target = parts[1].split(separator: "?", maxSplits: 1).map(String.init)
            path = target[0]
            query = target.count > 1 ? "?" + target[1] : ""
            self.body = body
        }

        var testDescription: String { "\(method) \(path)" }

        /// As ``OperationScopes/table`` calls it.
        var name: String {
            let parts = path.split(separator: "/").map { ["b", "w", "f", "x"].contains($0) ? "{}" : String($0) }
            return method.rawValue + " " + parts.joined(separator: "/")
        }
    }

    private static let day = "from=2026-12-01&to=2026-12-02"
    private static let booking =
        #"{"resource":"salle","title":"T","start":"2026-11-24T09:00:00+01:00","end":"2026-11-24T10:00:00+01:00"}"#
    private static let window = #""from":"2026-12-01T08:00:00Z","to":"2026-12-01T10:00:00Z""#
    private static let eve = #"{"name":"Eve","addresses":["eve@ville.example"]}"#
    private static let room =
        #"{"names":"X","address":"x@ville.example","timeZone":"Europe/Paris"}"#

    static let operations: [Operation] = [
        Operation("GET me"),
        Operation("GET resources"), Operation("GET resources/x"),
        Operation(
            "PUT resources",
            #"{"resources":[{"id":"y","names":"Y","address":"y@ville.example","timeZone":"Europe/Paris"}]}"#),
        Operation("PUT resources/x", room),
        Operation("GET resources/x/feeds"), Operation("POST resources/x/feeds", "{}"),
        Operation("GET feeds?resource=x"), Operation("POST feeds", #"{"resource":"x"}"#),
        Operation("GET feeds/f"), Operation("DELETE feeds/f"), Operation("POST feeds/f/rotate"),
        Operation("GET bookings?" + day), Operation("GET bookings/b"),
        Operation("POST bookings", booking.replacing("T09", with: "T11").replacing("T10", with: "T12")),
        Operation("PATCH bookings/b", #"{"title":"U"}"#), Operation("DELETE bookings/b"),
        Operation("GET bookings/b/decision"), Operation("POST bookings/b/approve", "{}"),
        Operation("POST bookings/b/decline", "{}"), Operation("POST bookings/b/check-in", "{}"),
        Operation("GET bookings/b/check-in-link"), Operation("POST bookings/b/end", "{}"),
        Operation("POST bookings/b/extend", #"{"end":"2026-11-24T10:30:00+01:00"}"#),
        Operation("POST bookings/b/transfer", #"{"organizer":"bob"}"#),
        Operation("GET approvals"), Operation("GET people/x/bookings"),
        Operation("POST people/x/leave", #"{"release":true}"#), Operation("GET people/x/delegates"),
        Operation("PUT people/x/delegates/x", #"{"access":"read"}"#), Operation("DELETE people/x/delegates/x"),
        Operation("GET policies"), Operation("GET policies/x"), Operation("GET policies/x/versions"),
        Operation("PUT policies/x", "{}"), Operation("POST policies/what-if", #"{"policy":{}}"#),
        Operation("GET room-groups"), Operation("GET room-groups/x"),
        Operation("PUT room-groups/x", #"{"names":"X","address":"xs@ville.example","members":["salle"]}"#),
        Operation("GET freebusy?resource=salle&" + day),
        Operation("POST freebusy", #"{"resources":["salle"],"# + window + "}"),
        Operation("POST finder", #"{"length":"PT1H","# + window + "}"), Operation("GET statistics?" + day),
        Operation("GET people"), Operation("GET people/x"), Operation("PUT people/x", eve),
        Operation("PUT people/x/password", #"{"password":"a long enough one"}"#),
        Operation("GET groups"), Operation("GET groups/x"), Operation("PUT groups/x", #"{"name":"X","members":[]}"#),
        Operation("POST people/sync", "{}"), Operation("POST people/import", #"{"people":[]}"#),
        Operation("GET audit"), Operation("GET audit/verification"),
        Operation("GET tokens"), Operation("POST tokens", #"{"label":"x"}"#), Operation("DELETE tokens/x"),
        Operation("GET webhooks"), Operation("POST webhooks", #"{"url":"https://hook.example/"}"#),
        Operation("GET webhooks/w"), Operation("PATCH webhooks/w", "{}"), Operation("DELETE webhooks/w"),
        Operation("POST webhooks/w/rotate"), Operation("POST webhooks/w/replay", #"{"since":"2026-11-23T07:00:00Z"}"#),
        Operation("GET webhooks/w/messages"), Operation("GET events"),
    ]

    /// A town with one of everything, and the operation's path in it.
    private func call(_ operation: Operation, as bearer: String?) async throws -> Int {
        let status = Mutex(0)
        try await APITown().test { client in
            // The first of two parameters is somebody who is there, the second a colleague.
            var path =
                "/api/v1/"
                + operation.path.replacing("people/x/delegates", with: "people/root/delegates").replacing(
                    "people/x", with: "people/ada"
                )
                .replacing("delegates/x", with: "delegates/bob")
            func make(_ what: String, _ body: String) async throws -> String {
                let made = try await client.call(.post, "/api/v1/" + what, body, as: "root")
                return made.json["id"]?.text ?? "none"
            }
            let parts = operation.path.split(separator: "/")
            if parts.contains("b") {
                let id = try await make("bookings", Self.booking)
                path = "/api/v1/bookings/" + id + (parts.count > 2 ? "/" + parts[2] : "")
            }
            if parts.contains("w") {
                let id = try await make("webhooks", #"{"url":"https://hook.example/"}"#)
                path = "/api/v1/webhooks/" + id + (parts.count > 2 ? "/" + parts[2] : "")
            }
            if parts.contains("f") {
                let id = try await make("feeds", #"{"resource":"salle"}"#)
                path = "/api/v1/feeds/" + id + (parts.count > 2 ? "/" + parts[2] : "")
            }
            let answer = try await client.call(
                operation.method, path + operation.query, operation.body, as: bearer)
            status.withLock { $0 = answer.status }
        }
        return status.withLock { $0 }
    }

    @Test(arguments: operations)
    func `an operation is for the scopes that name it, and for nobody without a login`(
        _ operation: Operation
    )
        async throws
    {
        let allowed = try #require(OperationScopes.table[operation.name])
        // A stream has no end: who may follow it is tried over the wire.
        let isStream = operation.path == "events"
        let full = isStream ? 200 : try await call(operation, as: "root")
        #expect(![401, 403, 405, 500].contains(full), "\(full)")
        #expect(try await call(operation, as: nil) == 401)
        for scope in Scope.allCases {
            let isAllowed = allowed.contains(scope)
            if isStream && isAllowed { continue }
            let status = try await call(operation, as: "root|" + scope.rawValue)
            #expect(status == (isAllowed ? full : 403), "\(scope.rawValue)")
        }
    }

    @Test func `every operation is in the table, and the description says the same`() async throws {
        let tried = Self.operations.map(\.name)
        #expect(tried.count == Set(tried).count)
        #expect(Set(tried) == Set(OperationScopes.table.keys))
        let router = Router(context: CreneauRequestContext.self)
        let town = try await APITown()
        town.routes.addServed(to: router)
        var described: [String: Set<Scope>] = [:]
        for path in APIDescription.document["paths"]?.members ?? [] {
            for method in path.value.members where method.value["security"] == nil && method.value["operationId"] != nil
            {
                let name = OperationScopes.name(HTTPRequest.Method(method.name.uppercased()) ?? .get, path.name)
                described[name] = Set(
                    method.value["x-scopes"]?.items.compactMap { $0.text.flatMap(Scope.init(rawValue:)) } ?? [])
            }
        }
        #expect(described == OperationScopes.table)
        let served = router.routes.filter { $0.method != .head && $0.path.description.hasPrefix("/api/v1/") }
            .map { OperationScopes.name($0.method, $0.path.description) }
            .filter { !$0.hasPrefix("GET openapi.") }
        #expect(Set(served) == Set(OperationScopes.table.keys))
    }

    @Test func `a display sees its days as everybody may, and nothing of what its person manages`() async throws {
        try await APITown().test { client in
            func made(_ day: String) async throws -> String {
                let body = Self.booking.replacing("2026-11-24", with: day)
                return try await client.call(.post, "/api/v1/bookings", body, as: "ada").json["id"]?.text ?? ""
            }
            let (soon, later) = (try await made("2026-11-24"), try await made("2026-12-24"))
            let all = "/api/v1/bookings?from=2026-11-01&to=2027-01-01"
            let display = "root|display"
            let seen = try await client.call(.get, all, as: display)
            #expect(seen.json["bookings"]?.items.map { $0["id"]?.text } == [soon], "\(seen.text)")
            #expect(!seen.text.contains("ada@ville.example") && !seen.text.contains("\"T\""), "\(seen.text)")
            let one = try await client.call(.get, "/api/v1/bookings/" + soon, as: display)
            #expect(one.status == 200 && !one.text.contains("\"T\"") && !one.text.contains("ada@"), "\(one.text)")
            let administrator = try await client.call(.get, "/api/v1/bookings/" + later, as: "root")
            #expect(administrator.json["title"] == "T")
            #expect(try await client.call(.get, all + "&organizer=root", as: display).status == 403)
        }
    }

    @Test(arguments: Scope.allCases)
    func `what a token of a narrow scope could have made would outlive it`(_ scope: Scope) async throws {
        let name = scope.rawValue
        try await APITown().test { client in
            let body = #"{"label":"more","scopes":["\#(name)"]}"#
            let answer = try await client.call(.post, "/api/v1/tokens", body, as: "ada|" + name)
            #expect(answer.status == 403)
        }
    }
}
