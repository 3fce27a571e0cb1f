import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import Scheduling
import Wording

/// `/check-in/TOKEN`: the link by which somebody says that they are there, known by its address alone. Looking at the page
/// changes nothing, because mail programs look at links before people do.
struct CheckInRoutes: Sendable {
    let bookings: BookingService

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.get("check-in/:token", use: show)
        group.post("check-in/:token", use: checkIn)
    }

    private func show(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        try await page(request, context) { token in try await bookings.checkInPage(token: token) }
    }

    private func checkIn(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        try await page(request, context) { token in try await bookings.checkIn(token: token, door: .web) }
    }

    private func page(
        _ request: Request, _ context: CreneauRequestContext, _ answer: (String) async throws -> CheckInPage
    ) async throws -> Response {
        var language = request.readerLanguage(nil)
        let token = try context.parameters.require("token")
        guard !token.isEmpty, token.utf8.count <= 256 else { return Self.missing(language) }
        let page: CheckInPage
        do {
            page = try await answer(token)
        } catch SchedulingError.notFound {
            return Self.missing(language)
        }
        if request.headers[.acceptLanguage] == nil { language = page.language ?? language }
        let time = Wording.range(page.range, language: language, zone: page.zone)
        let words = Wording.checkIn(page.state.notice, language: language)
        var status = HTTPResponse.Status.ok
        if request.method == .post, page.state != .done { status = .conflict }
        let form =
            page.state == .open
            ? "<form method=\"post\"><button type=\"submit\">\(HTML.escaped(words.button))</button></form>" : ""
        return Self.html(
            status, language, title: page.resourceName[language],
            "<p>\(HTML.escaped(time))</p><p role=\"status\">\(HTML.escaped(words.sentence))</p>" + form)
    }

    private static func missing(_ language: Language) -> Response {
        let sentence = Wording.sentence(for: RequestFault.notFound, language: language)
        return html(.notFound, language, title: "Créneau", "<p>\(HTML.escaped(sentence))</p>")
    }

    private static func html(
        _ status: HTTPResponse.Status, _ language: Language, title: String, _ body: String
    ) -> Response {
        let name = HTML.escaped(title)
        let text = """
            <!DOCTYPE html><html lang="\(language.rawValue)"><head><meta charset="utf-8">\
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">\
            <title>\(name)</title></head><body><main><h1>\(name)</h1>\(body)</main></body></html>

            """
        let headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"]
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}

extension CheckInPage.State {
    fileprivate var notice: CheckInNotice {
        switch self {
        case .open: .open
        case .early: .early
        case .late: .late
        case .done: .done
        case .gone: .gone
        }
    }
}
