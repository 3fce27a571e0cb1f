import CalendarTime
public import HTTPServing
import HTTPTypes
public import Hummingbird
public import Scheduling
import Wording

/// The CalDAV door: everything under `/dav/`, and its discovery.
///
/// Each method decodes, calls a service and encodes. What a principal may see or do, and what a write leads to, is decided in
/// Scheduling.
public struct CalDAVDoor: Sendable {
    let tree: DAVTree

    public init(calendars: CalendarService, directory: DirectoryService, environment: ServiceEnvironment) {
        tree = DAVTree(calendars: calendars, directory: directory, environment: environment)
    }

    /// Methods that answer 405: a client should hear that, and not 404.
    private static let refusedMethods = ["PATCH", "LOCK", "UNLOCK", "ACL", "SEARCH", "TRACE"]

    /// Adds the routes. Discovery (RFC 6764 §5) needs no credential; everything else passes `authenticator`.
    public func addRoutes(to router: Router<CreneauRequestContext>, authenticator: BasicOrBearerAuthenticator) {
        for path: RouterPath in ["/.well-known/caldav", "/.well-known/carddav"] {
            for name in ["GET", "HEAD"] { redirect(path, method: name, status: .movedPermanently, in: router) }
            // Behind a 301 some clients (python's requests) send PROPFIND again without its body; 307 keeps both.
            for name in DAVMethod.allCases.map(\.rawValue) + Self.refusedMethods where name != "GET" && name != "HEAD" {
                redirect(path, method: name, status: .temporaryRedirect, in: router)
            }
        }
        redirect("/", method: "PROPFIND", status: .temporaryRedirect, in: router)
        // A client that was told the host alone learns here what the server can do.
        router.on("/", method: .options) { _, _ in
            Response(status: .ok, headers: [.dav: OptionsMethod.classes, .allow: "OPTIONS, PROPFIND"])
        }
        // Behind the authenticator the reader is known, before it only what the client accepts.
        let group = router.group("/dav").add(middleware: DAVErrorAnswers()).add(middleware: authenticator)
            .add(middleware: DAVErrorAnswers())
        for name in DAVMethod.allCases.map(\.rawValue) + Self.refusedMethods {
            guard let method = HTTPRequest.Method(name) else { continue }
            let handler: @Sendable (Request, CreneauRequestContext) async throws -> Response = { request, context in
                try await answer(request, context: context)
            }
            group.on("", method: method, use: handler)
            group.on("**", method: method, use: handler)
        }
    }

    private func redirect(
        _ path: RouterPath, method name: String, status: HTTPResponse.Status, in router: Router<CreneauRequestContext>
    ) {
        guard let method = HTTPRequest.Method(name) else { return }
        router.on(path, method: method) { _, _ in
            Response(status: status, headers: [.location: "/dav/", .cacheControl: "max-age=86400"])
        }
    }

    private func answer(_ request: Request, context: CreneauRequestContext) async throws -> Response {
        let principal = try context.authenticatedPrincipal()
        // A credential that may not even see when somebody is taken has no business with people and calendars.
        guard principal.mayReadFreeBusy else { throw SchedulingError.forbidden }
        guard let resource = DAVResource(path: request.uri.path) else {
            // Where something is to be made, its name is at fault: nothing can ever be there.
            let makes = ["PUT", "MKCALENDAR", "MKCOL"].contains(request.method.rawValue)
            if makes, !PercentCoding.isDecodable(path: request.uri.path) {
                throw DAVError.malformed(.unusableName(limit: PercentCoding.longestSegment))
            }
            throw DAVError.notFound
        }
        guard let method = DAVMethod(rawValue: request.method.rawValue) else {
            throw DAVError.methodNotAllowed(allow: DAVMethod.allow(resource))
        }
        let body = try await request.collectBody()
        let davRequest = DAVRequest(
            tree: tree, head: request.head, query: request.uri.query, resource: resource, principal: principal,
            body: body)
        var response = try await method.answer(davRequest)
        if request.method == .head {
            let length = response.headers[.contentLength]
            response.body = .init()
            response.headers[.contentLength] = length
        }
        return response
    }
}

/// Gives the door's errors its own form. Others go on to the server's boundary.
struct DAVErrorAnswers: RouterMiddleware {
    typealias Context = CreneauRequestContext

    func handle(
        _ request: Request, context: CreneauRequestContext,
        next: (Request, CreneauRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as DAVError {
            return error.response(request.readerLanguage(context.principal))
        } catch let error as SchedulingError {
            return DAVError(error).response(request.readerLanguage(context.principal))
        } catch let error as ServingError {
            return DAVError.response(to: error, request.readerLanguage(context.principal))
        } catch is StoreError {
            return DAVError.unavailable.response(request.readerLanguage(context.principal))
        }
    }
}
