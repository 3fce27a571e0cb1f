import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Settings

/// Whether calendar clients and mail find the server.
struct NetworkChecks {
    let domains: [String]
    let nameServer: NameServer?
    let server: ServerFile?

    func findings() async -> [Finding] {
        var found = domains.sorted().flatMap(dns)
        if domains.isEmpty {
            found.append(Finding(check: "dns", level: .note, message: "the site has no mail domain"))
        }
        return found + [await discovery(), await audit(), mailLoop()]
    }

    private func dns(_ domain: String) -> [Finding] {
        // RFC 2606, RFC 6761: nobody answers for these.
        let reserved = ["example", "test", "invalid", "localhost", "local"]
        guard
            !reserved.contains(where: { domain == $0 || domain.hasSuffix("." + $0) }) || nameServer?.address.port != 53
        else {
            return [Finding(check: "dns", level: .note, message: "\(domain) is a name for examples; nothing is asked")]
        }
        guard let nameServer else {
            return [
                Finding(
                    check: "dns", level: .warning, message: "no name server is known",
                    advice: "name one in /etc/resolv.conf, or by doctor.nameServer")
            ]
        }
        return [
            record(.srv, "_caldavs._tcp." + domain, nameServer) { "port \($0)" },
            record(.mx, domain, nameServer) { "preference \($0)" },
        ]
    }

    private func record(
        _ type: NameServer.RecordType, _ name: String, _ server: NameServer, _ number: (Int) -> String
    ) -> Finding {
        let label = type == .srv ? "SRV" : "MX"
        let advice =
            type == .srv
            ? "publish `\(name). IN SRV 0 1 443 HOST.`, so that calendar clients find the server (RFC 6764 §3)"
            : "publish an MX record, so that invitations by mail reach the rooms"
        do throws(NameServer.Failure) {
            let records = try server.records(type, of: name).filter { !$0.target.isEmpty }
            guard !records.isEmpty else {
                return Finding(check: "dns", level: .warning, message: "\(label) \(name): none", advice: advice)
            }
            let text = records.map { "\($0.target) (\(number($0.number)))" }.joined(separator: ", ")
            return Finding(check: "dns", level: .ok, message: "\(label) \(name): \(text)")
        } catch {
            switch error {
            case .refused(let code):
                let reason = code == 3 ? "there is no such name" : "the name server refuses (\(code))"
                return Finding(check: "dns", level: .warning, message: "\(label) \(name): \(reason)", advice: advice)
            case .silent:
                return Finding(
                    check: "dns", level: .warning, message: "\(label) \(name): the name server does not answer",
                    advice: "see that this machine may ask \(server.address.text), or name another by doctor.nameServer"
                )
            }
        }
    }

    /// RFC 6764 §5: the well-known path leads to the calendars.
    private func discovery() async -> Finding {
        guard let server else {
            return Finding(
                check: "discovery", level: .note, message: "no server runs; nothing is asked", advice: "")
        }
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
                return Finding(
                    check: "discovery", level: .error, message: "/.well-known/caldav answers \(answer.status.code)",
                    advice: "let the proxy in front pass /.well-known/caldav on as it is")
            }
            return Finding(check: "discovery", level: .ok, message: "/.well-known/caldav leads to \(place)")
        } catch {
            return Finding(
                check: "discovery", level: .error, message: "\(server.url) does not answer",
                advice: "look into the server's log; start it again")
        }
    }

    /// The chains of the audit, which the server computes again.
    private func audit() async -> Finding {
        guard let server else {
            return Finding(check: "audit", level: .note, message: "no server runs; the audit's chains are not computed")
        }
        do {
            let answer = try await server.client.call("GET", "/audit/verification", wantsJSON: false).document
            let faults = answer["faults"] as? [APIClient.Document] ?? []
            guard !faults.isEmpty else {
                let records = answer.text("records")
                return Finding(check: "audit", level: .ok, message: "\(records) records, none changed or missing")
            }
            let chains = Set(faults.map { $0.text("chain") }).sorted().prefix(5).joined(separator: ", ")
            return Finding(
                check: "audit", level: .error, message: "\(faults.count) faults in the audit: \(chains)",
                advice: "keep a copy of the data directory; `creneau audit verify --json` names the records")
        } catch {
            let told = (error as? CommandFailure)?.message ?? "\(error)"
            return Finding(
                check: "audit", level: .warning, message: "the audit's chains were not computed: \(told)",
                advice: "run this as root or as the account that the server runs as")
        }
    }

    private func mailLoop() -> Finding {
        Finding(check: "mail", level: .note, message: "this version neither receives nor sends mail by itself")
    }
}
