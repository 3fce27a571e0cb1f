import HTTPTypes
public import Hummingbird
import Logging
import NIOCore
public import Scheduling
import Wording

/// `/sign-in`, its callback, `/sign-out`, and `/session`: how a browser gets a session and what it knows of it.
public struct SignInRoutes: Sendable {
    private let provider: any SignInProvider
    private let sessions: WebSessions
    private let callback: String?

    /// - Parameter callback: the callback's full address as the provider knows it; nil: made from the address that the browser
    ///   uses.
    public init(provider: any SignInProvider, sessions: WebSessions, callback: String? = nil) {
        self.provider = provider
        self.sessions = sessions
        self.callback = callback
    }

    public func addRoutes(to router: Router<CreneauRequestContext>) {
        router.get("sign-in", use: begin)
        router.get("sign-in/callback", use: finish)
        router.post("sign-out", use: signOut)
        router.get("session", use: show)
    }

    private func begin(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let own =
            (request.head.scheme ?? "http") + "://" + (request.head.authority ?? "localhost") + "/sign-in/callback"
        let returnPath = request.uri.queryParameters["return"].map(String.init) ?? "/"
        do {
            let start = try await provider.begin(returnPath: returnPath, callback: callback ?? own)
            return Self.redirect(
                to: start.location,
                cookies: [Cookie.field(Cookie.signIn, start.browserSecret, age: SignInStart.lifetime)])
        } catch let failure as SignInFailure {
            return Self.refusal(failure, request, context)
        }
    }

    private func finish(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        let query = request.uri.queryParameters
        do {
            guard let code = query["code"].map(String.init), let state = query["state"].map(String.init),
                let secret = request.cookie(Cookie.signIn)
            else { throw SignInFailure.expired }
            let result = try await provider.finish(code: code, state: state, browserSecret: secret)
            if let old = request.cookie(Cookie.session) { sessions.end(old) }
            return Self.redirect(
                to: result.returnPath,
                cookies: [
                    Cookie.field(Cookie.session, sessions.begin(result.principal)),
                    Cookie.field(Cookie.signIn, "", age: 0),
                ])
        } catch let failure as SignInFailure {
            return Self.refusal(failure, request, context)
        }
    }

    private func signOut(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        guard let identity = request.cookie(Cookie.session), let session = try await sessions.use(identity) else {
            throw ServingError.unauthenticated
        }
        guard SessionCheck.isOwnRequest(request, session) else { throw ServingError.foreignRequest }
        sessions.end(identity)
        return Response(
            status: .noContent,
            headers: [.setCookie: Cookie.field(Cookie.session, "", age: 0), .cacheControl: "no-store"])
    }

    /// What a page needs to know: who is signed in, and the token for its forms.
    private func show(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        guard let identity = request.cookie(Cookie.session), let session = try await sessions.use(identity) else {
            throw ServingError.unauthenticated
        }
        // Ids are slugs and the token is hexadecimal: nothing needs to be escaped.
        let text = #"{"person":"\#(session.principal.person.id)","csrfToken":"\#(session.csrfToken)"}"# + "\n"
        return Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    private static func redirect(to location: String, cookies: [String]) -> Response {
        var headers: HTTPFields = [.location: location, .cacheControl: "no-store"]
        for cookie in cookies { headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return Response(status: .seeOther, headers: headers)
    }

    private static func refusal(
        _ failure: SignInFailure, _ request: Request, _ context: CreneauRequestContext
    ) -> Response {
        context.logger.notice("a sign-in failed", metadata: ["failure": "\(failure)"])
        let status: HTTPResponse.Status =
            switch failure {
            case .expired: .badRequest
            case .notProven, .unknownPerson: .forbidden
            case .unreachable: .serviceUnavailable
            }
        let fault: RequestFault =
            switch failure {
            case .expired: .signInExpired
            case .notProven, .unknownPerson: .signInRefused
            case .unreachable: .signInUnreachable
            }
        var response = Response.sentence(fault, status: status, language: request.readerLanguage(nil))
        response.headers[.cacheControl] = "no-store"
        response.headers[.setCookie] = Cookie.field(Cookie.signIn, "", age: 0)
        if status == .serviceUnavailable { response.headers[.retryAfter] = "30" }
        return response
    }
}

/// Whether a request that comes with a session's cookie was made by this site's own pages.
enum SessionCheck {
    /// What changes nothing is always allowed; the rest needs the session's token, and no Origin but this site's
    /// (QUALITY, Security).
    static func isOwnRequest(_ request: Request, _ session: WebSessions.Session) -> Bool {
        if [.get, .head, .options].contains(request.method) { return true }
        guard isEqual(request.headers[.csrfToken] ?? "", session.csrfToken) else { return false }
        guard let origin = request.headers[.origin] else { return true }
        return origin == (request.head.scheme ?? "") + "://" + (request.head.authority ?? "")
    }

    private static func isEqual(_ one: String, _ two: String) -> Bool {
        let (first, second) = (Array(one.utf8), Array(two.utf8))
        guard first.count == second.count else { return false }
        return zip(first, second).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension HTTPField.Name {
    static let csrfToken = knownName("X-CSRF-Token")
}
