public import Logging
public import ServiceLifecycle

/// Looks at the certificate's files from time to time and says in the log what became of a change.
public struct CertificateWatch: Service {
    private let certificate: ServerCertificate
    private let logger: Logger
    private let period: Duration
    private let now: @Sendable () -> Int64

    /// - Parameter now: seconds since 1970.
    public init(
        _ certificate: ServerCertificate, period: Duration = .seconds(30), now: @escaping @Sendable () -> Int64,
        logger: Logger
    ) {
        self.certificate = certificate
        self.period = period
        self.now = now
        self.logger = logger
    }

    public func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: period)
                look(onlyIfChanged: true)
            }
        }
    }

    /// Reads the files again, also where they look as before: what SIGHUP asks for.
    public func reload() {
        look(onlyIfChanged: false)
    }

    private func look(onlyIfChanged: Bool) {
        switch certificate.reload(onlyIfChanged: onlyIfChanged, now: now()) {
        case .unchanged: break
        case .replaced(let validUntil):
            logger.notice(
                "the certificate has been read again",
                metadata: ["file": "\(certificate.certificateFile)", "validUntil": "\(validUntil)"])
        case .refused(let error):
            logger.error("the new certificate cannot be used, the one before stays: \(error)")
        }
    }
}
