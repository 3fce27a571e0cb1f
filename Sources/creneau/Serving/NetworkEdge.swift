import HTTPServing
import Logging
import ServiceLifecycle
import Settings

/// What stands between the network and the routes: the certificate, and the proxies that are believed.
struct NetworkEdge: Sendable {
    /// Nil: plain HTTP.
    let certificate: ServerCertificate?
    let proxies: TrustedProxies

    var origin: RequestOriginMiddleware {
        RequestOriginMiddleware(proxies: proxies, servesTLS: certificate != nil)
    }

    /// - Throws: ``CommandFailure`` where the options or the files do not go together.
    init(_ settings: Settings) throws {
        switch (settings[TLSSettings.certificate], settings[TLSSettings.key]) {
        case (nil, nil): certificate = nil
        case (let file?, let key?):
            do throws(CertificateError) {
                certificate = try ServerCertificate(certificateFile: file, keyFile: key)
            } catch {
                throw CommandFailure("no TLS: \(error)")
            }
        default: throw CommandFailure("`tls.certificate` and `tls.key` go together: give both or none")
        }
        let blocks = try settings[ProxySettings.trusted].map { text in
            guard let block = AddressBlock(text) else {
                throw CommandFailure(
                    "`proxies.trusted`: \(text) has bits set behind its prefix; write the network's address")
            }
            return block
        }
        proxies = TrustedProxies(
            blocks: blocks, fields: settings[ProxySettings.fields] == .standard ? .standard : .legacy)
    }

    /// Reads the certificate again from time to time, and whenever the options are.
    func services(live: LiveSettings, now: @escaping @Sendable () -> Int64, logger: Logger) -> [any Service] {
        guard let certificate else { return [] }
        let watch = CertificateWatch(certificate, now: now, logger: logger)
        live.follow { _ in watch.reload() }
        if certificate.validUntil <= now() {
            logger.error("the certificate in \(certificate.certificateFile) has expired; clients will not connect")
        }
        return [watch]
    }
}
