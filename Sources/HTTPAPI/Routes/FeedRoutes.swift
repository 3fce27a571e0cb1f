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
        group.get("robots.txt") { _, _ in Self.robots }
    }

    /// Readers of feeds that are crawlers too ask this first (RFC 9309). There is nothing to find without an address.
    private static var robots: Response {
        Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "public, max-age=86400"],
            body: .init(byteBuffer: ByteBuffer(string: "User-agent: *\nAllow: /feeds/\nDisallow: /\n")))
    }

    private func get(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        // Subscribers add parameters of their own to an address; they are not refused here.
        let query = request.uri.queryParameters
        let name = try context.parameters.require("token")
        let token = name.hasSuffix(".ics") ? String(name.dropLast(4)) : name
        var form = query["expand"] == "utc" ? FeedForm.instances : .series
        if query["view"] == "display" { form = .display }
        let conditions = request.conditions
        let answer = try await feeds.render(
            token: token, language: query["lang"].map(String.init), form: form,
            ifNoneMatch: conditions.ifNoneMatch.map { $0.values ?? ["*"] },
            ifModifiedSince: conditions.ifModifiedSince)
        switch answer {
        case .notModified(let etag, let lastModified):
            return Response(status: .notModified, headers: Self.headers(etag, lastModified))
        case .content(let text, let etag, let lastModified):
            var headers = Self.headers(etag, lastModified)
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
