import HTTPTypes
import Hummingbird
import NIOCore
import Scheduling

/// An answer with its whole body, which can be kept and given again.
struct WrittenResponse: Hashable, Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: [UInt8]

    var response: Response {
        Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}

extension WrittenResponse {
    static func json(_ value: JSON, status: HTTPResponse.Status, headers: HTTPFields = [:]) -> WrittenResponse {
        var headers = headers
        headers[.contentType] = "application/json"
        headers[.cacheControl] = "private, no-cache"
        return WrittenResponse(status: status, headers: headers, body: value.encoded())
    }

    /// The header fields, an empty line, the body.
    var kept: WrittenAnswer {
        let fields = headers.map { $0.name.rawName + ": " + $0.value + "\n" }.joined()
        return WrittenAnswer(status: status.code, text: fields + "\n" + String(decoding: body, as: UTF8.self))
    }

    init(_ kept: WrittenAnswer) {
        status = .init(code: kept.status)
        headers = [:]
        var rest = Substring(kept.text)
        while let end = rest.firstIndex(of: "\n"), end != rest.startIndex {
            let line = rest[..<end]
            if let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) {
                headers[name] = String(line[colon...].dropFirst(2))
            }
            rest = rest[rest.index(after: end)...]
        }
        body = Array(rest.dropFirst().utf8)
    }
}
