import BookingCore
import CalendarTime
import Foundation
import HTTPServing
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Scheduling
import StoreContract
import Synchronization

@testable import HTTPAPI

/// A small town hall behind the JSON door. The bearer token is the person's id; `ada|display` is one with a scope.
struct APITown {
    let router: Router<CreneauRequestContext>
    let routes: APIRoutes

    init(limits: APILimits = APILimits()) async throws {
        let random = Mutex<UInt64>(1)
        let environment = ServiceEnvironment(
            now: { Instant(seconds: 1_795_420_800) }, zones: CodingTests.zones,
            randomBytes: { count in
                random.withLock { state in
                    (0..<count).map { _ in
                        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        return UInt8(truncatingIfNeeded: state >> 33)
                    }
                }
            })
        let store = MemoryStore()
        let directory = DirectoryService(store: store, environment: environment)
        let people = [
            Person(id: "ada", name: "Ada", addresses: ["ada@ville.example"]),
            Person(id: "bob", name: "Bob", addresses: ["bob@ville.example"], language: "en"),
            Person(id: "root", name: "Root", addresses: ["root@ville.example"], isAdministrator: true),
        ]
        let resources: [Resource] = [
            Resource(
                id: "salle", names: LocalizedText(fr: "Salle", en: "Room"), address: "salle@ville.example",
                zone: "Europe/Paris"),
            Resource(id: "autre", names: LocalizedText("Autre"), address: "autre@ville.example", zone: "Europe/Paris"),
        ]
        try await directory.provision(
            Installation(
                site: Site(name: "Ville", domains: ["ville.example": .owned], zone: "Europe/Paris", language: "fr"),
                people: people, groups: [], resources: resources), door: .commandLine)
        let authenticator = BasicOrBearerAuthenticator(
            verifier: KnownPeople(people: people), throttle: FailureThrottle(), now: environment.now)
        router = HTTPServer.router(errorAnswers: APIRoutes.errorAnswers)
        routes = APIRoutes(
            environment: environment, bookings: BookingService(store: store, environment: environment),
            directory: directory, feeds: FeedService(store: store, environment: environment),
            events: EventService(store: store, environment: environment),
            webhooks: WebhookService(store: store, environment: environment), issuer: NoIssuer(),
            authenticator: authenticator, limits: limits
        )
        routes.addRoutes(to: router)
    }

    func test(_ body: @escaping @Sendable (APIClient) async throws -> Void) async throws {
        try await Application(router: router).test(.router) { client in try await body(APIClient(client: client)) }
    }
}

/// Calls the door in process.
struct APIClient: Sendable {
    let client: any TestClientProtocol

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields
        var text: String
        var json: JSON { (try? JSONParser.parse(Array(text.utf8))) ?? .null }
    }

    func call(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, as person: String? = "ada",
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        if let person { headers[.authorization] = "Bearer " + person }
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await client.execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
        ) { response in
            Answer(
                status: response.status.code, headers: response.headers, text: String(buffer: response.body))
        }
    }
}

private struct KnownPeople: CredentialVerifier {
    let people: [Person]

    func principal(user: String, password: String) async throws -> Principal? { nil }

    func principal(token: String) async throws -> Principal? {
        let parts = token.split(separator: "|").map(String.init)
        let scopes = parts.dropFirst().compactMap(Scope.init(rawValue:))
        return people.first { $0.id == parts.first }
            .map { Principal(person: $0, scopes: scopes.isEmpty ? nil : Set(scopes)) }
    }
}

private struct NoIssuer: CredentialIssuer {
    func issue(
        _ kind: Credential.Kind, label: String, scopes: Set<Scope>, expiresAt: Instant?, for personID: String,
        as principal: Principal, door: Door
    ) async throws -> IssuedCredential {
        IssuedCredential(
            credential: Credential(
                id: "1", kind: kind, personID: personID, verifier: "", label: label, scopes: scopes,
                createdAt: Instant(seconds: 0), expiresAt: expiresAt),
            secret: "shown once")
    }

    func issued(to personID: String, as principal: Principal) async throws -> [Credential] { [] }

    func revoke(_ credentialID: String, as principal: Principal, door: Door) async throws {}

    func setPassword(
        _ password: String, current: String?, of personID: String, as principal: Principal, door: Door
    ) async throws {
        if current == "wrong" { throw SchedulingError.invalidField(name: "current", problem: .wrongPassword) }
    }
}
