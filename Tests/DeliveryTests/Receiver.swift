import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import NIOCore
import Scheduling
import Synchronization

/// A server that webhooks call, which answers as the test says.
final class Receiver: Sendable {
    enum Answer: Sendable {
        case status(Int)
        case retryAfter(Int)
        case redirect(String)
        /// None, until the test is over.
        case nothing
    }

    struct Call: Sendable {
        var path: String
        var id: String
        var timestamp: String
        var signature: String
        var body: String
    }

    private struct State {
        var calls: [Call] = []
        var answers: [String: [Answer]] = [:]
    }

    private let state = Mutex(State())
    /// Raised with each call.
    let signal = CommitSignal()
    private let bound = Mutex(0)

    var port: Int { bound.withLock { $0 } }

    func url(_ path: String = "/in", host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

    var calls: [Call] { state.withLock { $0.calls } }

    /// The answers to the next calls of `path`; then 204.
    func answer(_ path: String = "/in", _ answers: Answer...) { state.withLock { $0.answers[path] = answers } }

    private func next(_ call: Call) -> Answer {
        let answer = state.withLock { state in
            state.calls.append(call)
            let waiting = state.answers[call.path] ?? []
            state.answers[call.path] = Array(waiting.dropFirst())
            return waiting.first ?? .status(204)
        }
        signal.raise()
        return answer
    }

    /// Runs `body` while the receiver listens on a free port of this machine.
    static func run(_ body: @escaping @Sendable (Receiver) async throws -> Void) async throws {
        let receiver = Receiver()
        let router = Router()
        router.post("**") { request, _ -> Response in
            func field(_ name: String) -> String { HTTPField.Name(name).flatMap { request.headers[$0] } ?? "" }
            let content = try await request.body.collect(upTo: 1 << 20)
            let call = Call(
                path: request.uri.path, id: field("webhook-id"), timestamp: field("webhook-timestamp"),
                signature: field("webhook-signature"), body: String(buffer: content))
            switch receiver.next(call) {
            case .status(let code): return Response(status: .init(code: code))
            case .retryAfter(let seconds):
                return Response(status: .serviceUnavailable, headers: [.retryAfter: String(seconds)])
            case .redirect(let target): return Response(status: .temporaryRedirect, headers: [.location: target])
            case .nothing:
                await CommitSignal().wait(beyond: .max, atMost: .seconds(3_600))
                return Response(status: .noContent)
            }
        }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in listening.yield(channel.localAddress?.port ?? 0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask {
                for await port in ports {
                    receiver.bound.withLock { $0 = port }
                    try await body(receiver)
                    return
                }
            }
            // The server goes on for ever: what ends is the test.
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
