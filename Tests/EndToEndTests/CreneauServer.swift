import Foundation

/// A running `creneau serve`: the debug binary of this very build, on a free port, with a data directory of its own.
///
/// The first line that the program prints names its address; it counts as started then.
final class CreneauServer: Sendable {
    /// Where it answers, with a trailing slash.
    let address: String
    let dataDirectory: URL
    private let process: Process
    private let log: URL

    private init(address: String, dataDirectory: URL, process: Process, log: URL) {
        self.address = address
        self.dataDirectory = dataDirectory
        self.process = process
        self.log = log
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// The environment of a client program that drives this server.
    var environment: [String: String] {
        [
            "CRENEAU_URL": address, "CRENEAU_DATA": dataDirectory.path, "CRENEAU_BINARY": Checkout.binary.path,
            "CRENEAU_PID": String(process.processIdentifier),
        ]
    }

    /// What the program wrote on standard error so far.
    var diagnostics: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Starts the program and waits for the line that names its address.
    ///
    /// - Parameter dataDirectory: made and provisioned with the sample town hall where it does not exist.
    static func start(in dataDirectory: URL) async throws -> CreneauServer {
        let process = Process()
        let output = Pipe()
        let log = dataDirectory.deletingLastPathComponent().appendingPathComponent("server.log")
        try Data().write(to: log)
        process.executableURL = Checkout.binary
        process.arguments = [
            "serve", "--data", dataDirectory.path, "--listen", "127.0.0.1:0", "--from", Checkout.townHall.path,
        ]
        // Webhooks of the tests go to receivers of the tests.
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["CRENEAU_WEBHOOKS_ALLOWED_HOSTS": "127.0.0.1"]) { _, new in new }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: log)
        try process.runWithSignals()
        let reader = output.fileHandleForReading
        let line = await withCheckedContinuation { (continuation: CheckedContinuation<String, Never>) in
            Thread.detachNewThread { Self.readToEnd(reader) { continuation.resume(returning: $0) } }
        }
        guard let start = line.range(of: "http://") else {
            process.terminate()
            throw StartFailure(line: line, diagnostics: (try? String(contentsOf: log, encoding: .utf8)) ?? "")
        }
        return CreneauServer(
            address: String(line[start.lowerBound...]), dataDirectory: dataDirectory, process: process, log: log)
    }

    /// Gives the first line to `first`, then reads on, so that the program never waits for a reader.
    private static func readToEnd(_ handle: FileHandle, first: (String) -> Void) {
        var head: [UInt8] = []
        var delivered = false
        while true {
            let chunk = handle.availableData
            if !delivered {
                head += chunk
                if chunk.isEmpty || head.contains(UInt8(ascii: "\n")) {
                    delivered = true
                    first(String(decoding: head.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
                }
            }
            if chunk.isEmpty { return }
        }
    }

    /// Ends the program at once, as a power cut would, or in good order.
    func stop(_ signal: Int32 = SIGKILL) async {
        await withCheckedContinuation { continuation in
            let process = self.process
            Thread.detachNewThread {
                if process.isRunning { kill(process.processIdentifier, signal) }
                process.waitUntilExit()
                continuation.resume()
            }
        }
    }
}

/// `creneau serve` ended, or said something else, before it named its address.
struct StartFailure: Error, CustomStringConvertible {
    let line: String
    let diagnostics: String

    var description: String { "creneau did not start. It printed: \(line)\n\(diagnostics)" }
}
