import CalendarTime
import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import Scheduling

/// `/feeds/TOKEN.ics`: calendars to subscribe to, known by their address alone. No login, no content negotiation.
struct FeedRoutes: Sendable {
    let feeds: FeedService

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("feeds/:token", use: get)
        group.head("feeds/:token") { request, context in
            try await get(request, context).createHeadResponse()
        }
    }

    private func get(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        // Subscribers add parameters of their own to an address; they are not refused here.
        let query = request.uri.queryParameters
        let name = try context.parameters.require("token")
        let token = name.hasSuffix(".ics") ? String(name.dropLast(4)) : name
        let conditions = request.conditions
        let answer = try await feeds.render(
            token: token, language: query["lang"].map(String.init), expandUTC: query["expand"] == "utc",
            ifNoneMatch: conditions.ifNoneMatch.map { $0.values ?? ["*"] } ?? [])
        switch answer {
        case .notModified(let etag, let lastModified):
            return Response(status: .notModified, headers: Self.headers(etag, lastModified))
        case .content(let text, let etag, let lastModified):
            var headers = Self.headers(etag, lastModified)
            let outcome = conditions.evaluate(current: EntityTag(etag), lastModified: lastModified, isRead: true)
            if outcome == .notModified { return Response(status: .notModified, headers: headers) }
            headers[.contentType] = "text/calendar; charset=utf-8"
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
        }
    }

    private static func headers(_ etag: String, _ lastModified: Instant) -> HTTPFields {
        [
            .eTag: EntityTag(etag).description, .lastModified: HTTPDate.text(lastModified),
            .cacheControl: "private, max-age=0, must-revalidate",
        ]
    }
}
