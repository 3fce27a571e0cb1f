import HTTPTypes
public import Hummingbird
public import NIOCore

/// How the server is doing, for those who watch it: `/metrics` and `/readyz`.
///
/// There is no credential: the address of the asker counts. Anybody else is told that there is no such page.
public struct OperationRoutes: Sendable {
    /// Whether this client may read them. `isLocal`: it is on this machine and no proxy asks for it.
    public typealias Permission = @Sendable (_ client: SocketAddress?, _ isLocal: Bool) -> Bool

    let isAllowed: Permission
    let isReady: @Sendable () async -> Bool
    let metrics: @Sendable () async throws -> MetricsText

    public init(
        isAllowed: @escaping Permission, isReady: @escaping @Sendable () async -> Bool,
        metrics: @escaping @Sendable () async throws -> MetricsText
    ) {
        self.isAllowed = isAllowed
        self.isReady = isReady
        self.metrics = metrics
    }

    public func addRoutes(to router: Router<CreneauRequestContext>) {
        router.get("readyz") { _, context -> Response in
            try check(context)
            let isReady = await isReady()
            return Self.answer(isReady ? "ready\n" : "not ready\n", status: isReady ? .ok : .serviceUnavailable)
        }
        router.get("metrics") { _, context -> Response in
            try check(context)
            return Self.answer(try await metrics().text, type: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    private func check(_ context: CreneauRequestContext) throws {
        guard isAllowed(context.origin.client, context.isLocal) else { throw HTTPError(.notFound) }
    }

    private static func answer(
        _ text: String, type: String = "text/plain; charset=utf-8", status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
