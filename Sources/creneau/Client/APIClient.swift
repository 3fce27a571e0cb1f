import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Wording

/// Calls the JSON API of a running server.
struct APIClient {
    let url: String
    /// Nil: the other end knows who this is.
    let token: String?
    /// The server's name, where `url` does not say it.
    var host: String?

    /// A member of a JSON document, read without more ceremony than printing needs.
    typealias Document = [String: Any]

    /// The longest answer that is read, in bytes.
    private static let largestAnswer = 64 << 20

    struct Answer {
        var text: String
        var document: Document
        /// Strong, in quotes; nil where the answer had none.
        var etag: String?
    }

    /// - Parameters:
    ///   - path: below `/api/v1`, with its query, percent-encoded.
    ///   - body: JSON.
    ///   - text: JSON that is text already, instead of `body`.
    /// - Throws: ``CommandFailure`` with the server's sentence for any answer that is not 2xx.
    func call(
        _ method: String, _ path: String, body: Document? = nil, text: String? = nil,
        headers: [String: String] = [:], wantsJSON: Bool
    ) async throws -> Answer {
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        var request = HTTPClientRequest(url: base + "/api/v1" + path)
        request.method = .init(rawValue: method)
        if let token { request.headers.add(name: "Authorization", value: "Bearer " + token) }
        if let host { request.headers.add(name: "Host", value: host) }
        request.headers.add(name: "Accept-Language", value: Terminal.language.rawValue)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if body != nil || text != nil {
            request.headers.add(name: "Content-Type", value: "application/json")
            let octets = try body.map { try JSONSerialization.data(withJSONObject: $0) } ?? Data((text ?? "").utf8)
            request.body = .bytes(ByteBuffer(bytes: octets))
        }
        let response: HTTPClientResponse
        let answer: String
        do {
            response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
            answer = String(buffer: try await response.body.collect(upTo: Self.largestAnswer))
        } catch {
            throw CommandFailure(code: .unreachable, "\(base) does not answer (\(error)); is the server running?")
        }
        let document = (try? JSONSerialization.jsonObject(with: Data(answer.utf8))) as? Document ?? [:]
        guard (200..<300).contains(response.status.code) else {
            var failure = CommandFailure(
                Self.explanation(document, status: Int(response.status.code)), document: wantsJSON ? answer : nil)
            failure.status = Int(response.status.code)
            throw failure
        }
        return Answer(text: answer, document: document, etag: response.headers.first(name: "ETag"))
    }

    /// What there is at `path`; nil: nothing.
    func find(_ path: String, wantsJSON: Bool) async throws -> Answer? {
        do {
            return try await call("GET", path, wantsJSON: wantsJSON)
        } catch let failure as CommandFailure where failure.status == 404 {
            return nil
        }
    }

    private static func explanation(_ problem: Document, status: Int) -> String {
        let reasons = (problem["reasons"] as? [Document] ?? []).compactMap { $0["sentence"] as? String }
        let sentences = [problem["detail"] as? String].compactMap { $0 } + reasons
        let offers = (problem["alternatives"] as? [Document] ?? []).compactMap { $0["sentence"] as? String }
        let instead = offers.isEmpty ? "" : "\n" + ([Terminal.text(.alternatives)] + offers).joined(separator: "\n  ")
        return (sentences.isEmpty ? "the server answered \(status)" : sentences.joined(separator: " ")) + instead
    }

    /// A part of a path or of a query.
    static func escaped(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? text
    }
}

extension [String: Any] {
    func text(_ name: String) -> String {
        switch self[name] {
        case let text as String: text
        case let number as NSNumber: number.stringValue
        default: ""
        }
    }
}
