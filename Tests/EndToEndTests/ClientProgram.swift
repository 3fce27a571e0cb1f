import Foundation
import Testing

/// A client program of `Clients/`, run to its end against a server.
///
/// It succeeds or says on standard error what did not hold; each has a deadline of its own, so it never hangs.
struct ClientProgram {
    let name: String
    var arguments: [String] = []

    /// Runs the program against a server of its own with a fresh database.
    func run(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await withTemporaryDirectory { directory in
            let server = try await CreneauServer.start(in: directory.appendingPathComponent("data"))
            let result = try await run(in: directory, environment: server.environment)
            await server.stop(SIGTERM)
            if result.status != 0 {
                let log = server.diagnostics.suffix(4_000)
                let told = "\(name) \(arguments):\n\(result.output)\nserver:\n\(log)"
                Issue.record(Comment(rawValue: told), sourceLocation: sourceLocation)
            }
        }
    }

    /// Runs the program and gives its exit status and everything that it wrote.
    func run(in directory: URL, environment: [String: String]) async throws -> (status: Int32, output: String) {
        let output = directory.appendingPathComponent("\(name)-\(UUID().uuidString).log")
        try Data().write(to: output)
        let handle = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = Checkout.python
        process.arguments = [Checkout.clients.appendingPathComponent("\(name).py").path] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
            .merging(["PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": directory.path]) { _, new in new }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        let status = try await process.runToEnd()
        return (status, try String(contentsOf: output, encoding: .utf8))
    }
}

extension Process {
    /// Starts the program with no signal blocked: a thread of the pool blocks them all, and a child inherits that.
    func runWithSignals() throws {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }

    /// Starts the program and gives its exit status, holding no thread meanwhile.
    fileprivate func runToEnd() async throws -> Int32 {
        try await withCheckedThrowingContinuation { continuation in
            terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try runWithSignals() } catch { continuation.resume(throwing: error) }
        }
    }
}

/// Gives `body` a directory that is removed afterwards.
func withTemporaryDirectory<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("creneau-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try await body(directory)
}
