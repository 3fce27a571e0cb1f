import AsyncHTTPClient
public import CalendarTime
public import NIOCore
import NIOHTTP1
import NIOPosix
public import Scheduling

/// Calls a webhook's address once (Standard Webhooks).
public protocol WebhookCaller: Sendable {
    /// - Parameter now: `webhook-timestamp`.
    func call(_ call: WebhookDispatch.Call, at now: Instant) async -> WebhookDispatch.Outcome
}

/// Calls over HTTP/1.1. The address that is checked is the address that is used; redirects are not followed; of the answer
/// only its head is read.
public struct HTTPWebhookCaller: WebhookCaller {
    private let allowance: @Sendable () -> WebhookAllowance
    private let resolver: any HostResolver
    private let timeout: TimeAmount

    /// - Parameters:
    ///   - allowance: which private hosts may be called, as it stands when it is asked for.
    ///   - timeout: for the whole call, the name's resolution excepted.
    public init(
        allowance: @escaping @Sendable () -> WebhookAllowance, resolver: any HostResolver = SystemHostResolver(),
        timeout: TimeAmount = .seconds(15)
    ) {
        self.allowance = allowance
        self.resolver = resolver
        self.timeout = timeout
    }

    public func call(_ call: WebhookDispatch.Call, at now: Instant) async -> WebhookDispatch.Outcome {
        guard let destination = WebhookDestination(call.url) else { return .failed(reason: "address", retryAfter: nil) }
        let allowance = allowance()
        guard destination.isSecure || allowance.names(destination) else {
            return .failed(reason: "not over TLS", retryAfter: nil)
        }
        guard let addresses = await resolver.addresses(of: destination.host, port: destination.port),
            let address = addresses.first
        else { return .failed(reason: "name not found", retryAfter: nil) }
        // One that is private among several is an attempt to get in.
        guard addresses.allSatisfy({ allowance.allows($0, of: destination) }) else {
            return .failed(reason: "private address", retryAfter: nil)
        }
        return await send(call, to: destination, address, at: now)
    }

    private func send(
        _ call: WebhookDispatch.Call, to destination: WebhookDestination, _ address: NetworkAddress, at now: Instant
    ) async -> WebhookDispatch.Outcome {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5), read: timeout))
        configuration.httpVersion = .http1Only
        if NetworkAddress(destination.host) == nil { configuration.dnsOverride = [destination.host: address.text] }
        let client = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
        let outcome: WebhookDispatch.Outcome
        do {
            outcome = Self.outcome(of: try await client.execute(request(call, at: now), timeout: timeout))
        } catch let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout {
            outcome = .failed(reason: "timeout", retryAfter: nil)
        } catch let error as HTTPClientError where error == .connectTimeout {
            outcome = .failed(reason: "no connection", retryAfter: nil)
        } catch {
            outcome = .failed(reason: "no answer", retryAfter: nil)
        }
        try? await client.shutdown()
        return outcome
    }

    private func request(_ call: WebhookDispatch.Call, at now: Instant) -> HTTPClientRequest {
        let message = call.message
        var request = HTTPClientRequest(url: call.url)
        request.method = .POST
        request.headers = [
            "Content-Type": "application/json", "User-Agent": "Creneau", "webhook-id": message.identity,
            "webhook-timestamp": String(now.seconds),
            "webhook-signature": WebhookSignature.field(
                id: message.identity, timestamp: now.seconds, body: message.body, key: call.key),
        ]
        request.body = .bytes(ByteBuffer(string: message.body))
        return request
    }

    private static func outcome(of response: HTTPClientResponse) -> WebhookDispatch.Outcome {
        let status = response.status.code
        switch status {
        case 200..<300: return .accepted
        case 410: return .gone
        default:
            let retryAfter = response.headers.first(name: "Retry-After").flatMap { Int($0) }
            return .failed(reason: String(status), retryAfter: retryAfter)
        }
    }
}
