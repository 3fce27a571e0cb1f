import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Settings
import Wording

/// Whether calendar clients and mail find the server.
struct NetworkChecks {
    /// The site's mail domains, each with how many addresses of resources are in it.
    let domains: [String: Int]
    /// As it was written; nil: the system's.
    let nameServer: String?
    let server: ServerFile?

    func findings() async -> [Finding] {
        var found = domains.isEmpty ? [Finding("dns", .note, .noDomain)] : []
        let server = NameServer(nameServer)
        if let nameServer, server == nil {
            found.append(Finding("dns", .warning, .nameServerUnreadable(text: nameServer)))
        } else {
            found += domains.sorted { $0.key < $1.key }.flatMap { dns($0.key, addresses: $0.value, server) }
        }
        return found + [await discovery()]
    }

    private func dns(_ domain: String, addresses: Int, _ server: NameServer?) -> [Finding] {
        // RFC 2606, RFC 6761: nobody answers for these.
        let reserved = ["example", "test", "invalid", "localhost", "local"]
        let isExample = reserved.contains { domain == $0 || domain.hasSuffix("." + $0) }
        if isExample, nameServer == nil { return [Finding("dns", .note, .exampleDomain(name: domain))] }
        guard let server else { return [Finding("dns", .warning, .noNameServer)] }
        let calendars = records(.srv, "_caldavs._tcp." + domain, server) { "port \($0)" }
        let mail = records(.mx, domain, server) { "preference \($0)" }
        guard addresses > 0, !mail.targets.isEmpty else { return [calendars.finding, mail.finding] }
        // Whoever takes the mail, it is not this program.
        let hosts = mail.targets.joined(separator: ", ")
        let elsewhere = HealthNote.mailElsewhere(domain: domain, hosts: hosts, addresses: addresses)
        return [calendars.finding, mail.finding, Finding("mail", .note, elsewhere)]
    }

    private func records(
        _ type: NameServer.RecordType, _ name: String, _ server: NameServer, _ number: (Int) -> String
    ) -> (finding: Finding, targets: [String]) {
        let kind: HealthNote.RecordKind = type == .srv ? .caldavs : .mail
        let label = (type == .srv ? "SRV " : "MX ") + name
        func warning(_ note: HealthNote) -> (finding: Finding, targets: [String]) {
            (Finding("dns", .warning, note), [])
        }
        do throws(NameServer.Failure) {
            // RFC 2782, RFC 7505: the root as a target says that there is no such service.
            let records = try server.records(type, of: name).filter { !$0.target.isEmpty }
            guard !records.isEmpty else { return warning(.recordMissing(name: label, kind: kind)) }
            let values = records.map { "\($0.target) (\(number($0.number)))" }.joined(separator: ", ")
            return (Finding("dns", .ok, .recordFound(name: label, values: values)), records.map(\.target))
        } catch {
            switch error {
            case .refused(3): return warning(.nameMissing(name: label, kind: kind))
            case .refused(let code): return warning(.nameRefused(name: label, code: code))
            case .silent: return warning(.nameServerSilent(name: label, server: server.address.text))
            }
        }
    }

    /// RFC 6764 §5: the well-known path leads to the calendars.
    private func discovery() async -> Finding {
        guard let server else { return Finding("discovery", .note, .serverAbsent) }
        let client = server.client
        var request = HTTPClientRequest(url: client.url + (client.url.hasSuffix("/") ? "" : "/") + ".well-known/caldav")
        if let host = client.host { request.headers.add(name: "Host", value: host) }
        request.method = .RAW(value: "PROPFIND")
        do {
            let client = HTTPClient(configuration: .init(redirectConfiguration: .disallow))
            let answer: HTTPClientResponse
            do {
                answer = try await client.execute(request, timeout: .seconds(5))
                try await client.shutdown()
            } catch {
                try? await client.shutdown()
                throw error
            }
            let place = answer.headers.first(name: "Location") ?? ""
            guard (300...399).contains(answer.status.code), place.contains("/dav") else {
                return Finding("discovery", .error, .discoveryLost(status: Int(answer.status.code)))
            }
            return Finding("discovery", .ok, .discovery(place: place))
        } catch {
            return Finding("discovery", .error, .serverSilent(url: server.url))
        }
    }
}
