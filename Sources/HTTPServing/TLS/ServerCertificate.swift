public import NIOSSL
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The certificate that the server shows, read from files and read again while it runs.
///
/// A connection keeps the certificate that it began with. A file that cannot be used leaves the one before in place.
public final class ServerCertificate: Sendable {
    /// What a look at the files brought.
    public enum Reload: Hashable, Sendable {
        case unchanged
        /// The new certificate is shown from now on; until when it is valid, in seconds since 1970.
        case replaced(validUntil: Int64)
        /// The one before stays.
        case refused(CertificateError)
    }

    private struct State {
        var context: NIOSSLContext
        var validUntil: Int64
        var version: FileVersion
        /// The files that were refused last: said once, not with every look.
        var refused: FileVersion?
    }

    /// Enough of both files' metadata to know that one was written or replaced.
    private struct FileVersion: Hashable {
        var facts: [Int64]
    }

    public let certificateFile: String
    public let keyFile: String
    private let state: Mutex<State>

    /// - Parameters:
    ///   - certificateFile: PEM, the server's own certificate first, then the chain.
    ///   - keyFile: PEM, not encrypted.
    /// - Throws: ``CertificateError``.
    public init(certificateFile: String, keyFile: String) throws(CertificateError) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        let version = Self.version(certificateFile, keyFile)
        let loaded = try Self.load(certificateFile, keyFile)
        state = Mutex(State(context: loaded.context, validUntil: loaded.validUntil, version: version))
    }

    /// For the next connection.
    var context: NIOSSLContext { state.withLock { $0.context } }

    /// Until when the certificate is valid, in seconds since 1970.
    public var validUntil: Int64 { state.withLock { $0.validUntil } }

    /// Reads the files again.
    ///
    /// - Parameters:
    ///   - onlyIfChanged: whether files that look as they did before are left alone.
    ///   - now: seconds since 1970; a certificate that has expired takes nobody's place.
    public func reload(onlyIfChanged: Bool, now: Int64) -> Reload {
        let version = Self.version(certificateFile, keyFile)
        let isKnown = state.withLock { $0.version == version || $0.refused == version }
        if onlyIfChanged, isKnown { return .unchanged }
        do throws(CertificateError) {
            let loaded = try Self.load(certificateFile, keyFile)
            guard loaded.validUntil > now else { throw .expired(certificateFile) }
            state.withLock { state in
                state = State(context: loaded.context, validUntil: loaded.validUntil, version: version)
            }
            return .replaced(validUntil: loaded.validUntil)
        } catch {
            state.withLock { $0.refused = version }
            return .refused(error)
        }
    }

    private static func load(
        _ certificateFile: String, _ keyFile: String
    ) throws(CertificateError) -> (context: NIOSSLContext, validUntil: Int64) {
        let chain: [NIOSSLCertificate]
        do { chain = try NIOSSLCertificate.fromPEMFile(certificateFile) } catch { throw .unreadable(certificateFile) }
        guard let own = chain.first else { throw .unreadable(certificateFile) }
        let key: NIOSSLPrivateKey
        do { key = try NIOSSLPrivateKey(file: keyFile, format: .pem) } catch { throw .unreadable(keyFile) }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["h2", "http/1.1"]
        do {
            return (try NIOSSLContext(configuration: configuration), Int64(own.notValidAfter))
        } catch {
            throw .mismatch(certificate: certificateFile, key: keyFile)
        }
    }

    private static func version(_ files: String...) -> FileVersion {
        FileVersion(
            facts: files.flatMap { file -> [Int64] in
                var facts = stat()
                guard stat(file, &facts) == 0 else { return [-1] }
                return [
                    Int64(facts.st_mtim.tv_sec), Int64(facts.st_mtim.tv_nsec), Int64(facts.st_size),
                    Int64(truncatingIfNeeded: facts.st_ino),
                ]
            })
    }
}

/// Why a certificate cannot be used.
public enum CertificateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file is missing, may not be read, or holds nothing that belongs there.
    case unreadable(String)
    /// The key is not the certificate's.
    case mismatch(certificate: String, key: String)
    case expired(String)

    public var description: String {
        switch self {
        case .unreadable(let file): "\(file) cannot be read, or holds no PEM of the kind that belongs there"
        case .mismatch(let certificate, let key):
            "the key in \(key) does not belong to the certificate in \(certificate)"
        case .expired(let file): "the certificate in \(file) has expired"
        }
    }
}
