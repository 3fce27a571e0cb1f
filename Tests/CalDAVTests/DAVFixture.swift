import BookingCore
import CalDAV
import CalendarTime
import Foundation
import HTTPServing
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Scheduling
import StoreContract
import Synchronization
import Testing
import WebDAVXML

/// A small town hall in memory behind the CalDAV door. Everybody's password is their name.
struct DAVFixture {
    static let now = Instant(seconds: 1_795_420_800)  // 2026-11-23T08:00:00Z
    let client: any TestClientProtocol
    let store: MemoryStore

    struct Verifier: CredentialVerifier {
        let store: MemoryStore

        func principal(user: String, password: String) async throws -> Principal? {
            guard user == password else { return nil }
            return try await store.withSnapshot { snapshot in
                guard let person = try snapshot.person(user) else { return nil }
                let groups = try snapshot.groups().filter { $0.members.contains(user) }.map(\.id)
                return Principal(person: person, groups: Set(groups))
            }
        }

        /// A token is a person and a scope: `camille.martin+freebusy:read`.
        func principal(token: String) async throws -> Principal? {
            let parts = token.split(separator: "+").map(String.init)
            guard parts.count == 2, let scope = Scope(rawValue: parts[1]),
                var principal = try await principal(user: parts[0], password: parts[0])
            else { return nil }
            principal.scopes = [scope]
            return principal
        }
    }

    static let zones = ZoneDatabase(version: "test") { name in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name).map { Array($0) }
    }

    static func installation() -> Installation {
        let people = ["camille.martin": "Camille Martin", "bruno.petit": "Bruno Petit", "admin": "Administration"]
            .map {
                Person(
                    id: $0.key, name: $0.value, addresses: ["\($0.key)@ville.example"],
                    isAdministrator: $0.key == "admin")
            }
            .sorted { $0.id < $1.id }
        let names = [("salle-jaures", "Salle Jaurès", ResourceKind.room), ("projecteur", "Projecteur", .equipment)]
        let resources = names.compactMap { id, name, kind in
            ResourceID(validating: id).map { identifier in
                Resource(
                    id: identifier, kind: kind, names: LocalizedText(fr: name, en: name),
                    address: "\(id)@ville.example", zone: "Europe/Paris")
            }
        }
        let site = Site(name: "Ville", domains: ["ville.example": .owned], zone: "Europe/Paris", language: "fr")
        let group = PersonGroup(id: "etat-civil", name: "État civil", address: nil, members: ["camille.martin"])
        return Installation(site: site, people: people, groups: [group], resources: resources)
    }

    static func run(_ test: @Sendable @escaping (DAVFixture) async throws -> Void) async throws {
        let store = MemoryStore()
        let counter = PseudoRandomOctets()
        let environment = ServiceEnvironment(
            now: { now }, zones: zones,
            randomBytes: { count in (0..<count).map { _ in counter.next() } })
        let directory = DirectoryService(store: store, environment: environment)
        try await directory.provision(installation(), door: .server)
        let router = HTTPServer.router()
        let authenticator = BasicOrBearerAuthenticator(
            verifier: Verifier(store: store), throttle: FailureThrottle(), now: { now })
        CalDAVDoor(
            calendars: CalendarService(store: store, environment: environment), directory: directory,
            environment: environment
        ).addRoutes(to: router, authenticator: authenticator)
        let application = HTTPServer.application(
            router: router, host: "127.0.0.1", port: 0, logger: Logger(label: "test"), onListening: { _ in })
        try await application.test(.router) { client in
            try await test(DAVFixture(client: client, store: store))
        }
    }

    /// One request; the user's name is the password as well.
    func send(
        _ method: String, _ path: String, body: String? = nil, headers: [String: String] = [:],
        user: String? = "camille.martin"
    ) async throws -> DAVAnswer {
        var fields = HTTPFields()
        if let user {
            fields[.authorization] = "Basic " + Data("\(user):\(user)".utf8).base64EncodedString()
        }
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        let response = try await client.executeRequest(
            uri: path, method: try #require(HTTPRequest.Method(method)), headers: fields,
            body: body.map { ByteBuffer(string: $0) })
        return DAVAnswer(
            status: response.status.code, headers: response.headers, text: String(buffer: response.body))
    }

    static let home = "/dav/calendars/people/camille.martin/"
    static let calendar = home + "calendar/"

    /// An event as a client writes it.
    static func event(uid: String, start: String, extra: [String] = [], zone: String = "Europe/Paris") -> String {
        let lines =
            [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "BEGIN:VEVENT", "UID:\(uid)",
                "DTSTAMP:20261101T000000Z", "DTSTART;TZID=\(zone):\(start)", "DURATION:PT1H", "SUMMARY:Réunion \(uid)",
            ] + extra + ["END:VEVENT", "END:VCALENDAR", ""]
        return lines.joined(separator: "\r\n")
    }
}

/// Octets that differ each time.
final class PseudoRandomOctets: Sendable {
    private let value = Mutex<UInt64>(0)

    func next() -> UInt8 {
        value.withLock { value in
            value = value &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: value >> 33)
        }
    }
}

/// An answer, with its multistatus taken apart.
struct DAVAnswer {
    let status: Int
    let headers: HTTPFields
    let text: String

    func xml() throws -> XMLElement { try XMLElement(parsing: Array(text.utf8)) }

    /// href → name → value, of the properties that were found.
    func properties() throws -> [String: [XMLName: XMLElement]] {
        var result: [String: [XMLName: XMLElement]] = [:]
        for response in try xml().all(.dav("response")) {
            let href = response.first(.dav("href"))?.text ?? ""
            result[href] = result[href] ?? [:]
            for propstat in response.all(.dav("propstat"))
            where propstat.first(.dav("status"))?.text.contains(" 200 ") == true {
                for value in propstat.first(.dav("prop"))?.children ?? [] { result[href]?[value.name] = value }
            }
        }
        return result
    }

    /// href → status, of responses that have one of their own.
    func statuses() throws -> [String: Int] {
        var result: [String: Int] = [:]
        for response in try xml().all(.dav("response")) {
            guard let line = response.first(.dav("status"))?.text else { continue }
            result[response.first(.dav("href"))?.text ?? ""] = Int(line.split(separator: " ")[1])
        }
        return result
    }

    /// The precondition inside DAV:error.
    func condition() throws -> XMLName? {
        try xml().children.first { $0.name != .dav("responsedescription") }?.name
    }
}
