public import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// How the documents of an identity provider are fetched.
public protocol ProviderTransport: Sendable {
    /// - Returns: an answer whatever its status.
    /// - Throws: where there was none in time, or it was too long.
    func fetch(_ request: ProviderRequest) async throws -> ProviderAnswer
}

public struct ProviderRequest: Hashable, Sendable {
    public var url: String
    /// Sent as a form by POST; nil: GET.
    public var form: [String: String]?
    /// The Authorization field.
    public var authorization: String?

    public init(url: String, form: [String: String]? = nil, authorization: String? = nil) {
        self.url = url
        self.form = form
        self.authorization = authorization
    }
}

public struct ProviderAnswer: Hashable, Sendable {
    public var status: Int
    public var contentType: String
    /// Seconds that the answer may be kept (RFC 9111 §5.2.2.1); nil: it does not say.
    public var maxAge: Int64?
    public var body: [UInt8]

    public init(status: Int, contentType: String = "application/json", maxAge: Int64? = nil, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.maxAge = maxAge
        self.body = body
    }
}

/// Over the network: five seconds, 256 KiB, no redirect followed, certificates verified.
public final class HTTPProviderTransport: ProviderTransport {
    static let largestAnswer = 256 << 10
    private let client: HTTPClient

    public init() {
        client = HTTPClient(
            eventLoopGroup: HTTPClient.defaultEventLoopGroup,
            configuration: .init(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5))))
    }

    deinit {
        let client = client
        Task { try? await client.shutdown() }
    }

    public func fetch(_ request: ProviderRequest) async throws -> ProviderAnswer {
        var message = HTTPClientRequest(url: request.url)
        message.headers.add(name: "Accept", value: "application/json, application/jwt")
        if let authorization = request.authorization {
            message.headers.add(name: "Authorization", value: authorization)
        }
        if let form = request.form {
            message.method = .POST
            message.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            message.body = .bytes(ByteBuffer(string: FormCoding.text(form)))
        }
        let response = try await client.execute(message, timeout: .seconds(5))
        let body = try await response.body.collect(upTo: Self.largestAnswer)
        return ProviderAnswer(
            status: Int(response.status.code), contentType: response.headers.first(name: "Content-Type") ?? "",
            maxAge: Self.maxAge(response.headers[canonicalForm: "Cache-Control"].map(String.init)),
            body: Array(buffer: body))
    }

    static func maxAge(_ directives: [String]) -> Int64? {
        for directive in directives {
            let parts = directive.lowercased().split(separator: "=", maxSplits: 1)
            if parts.first == "no-store" || parts.first == "no-cache" { return 0 }
            if parts.count == 2, parts[0] == "max-age" { return Int64(parts[1]) }
        }
        return nil
    }
}

/// `application/x-www-form-urlencoded`, and query parts.
enum FormCoding {
    static func text(_ fields: [String: String]) -> String {
        fields.sorted { $0.key < $1.key }.map { escaped($0.key) + "=" + escaped($0.value) }.joined(separator: "&")
    }

    static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var escaped: [UInt8] = []
        for octet in text.utf8 {
            switch octet {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: escaped.append(octet)
            default: escaped += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
