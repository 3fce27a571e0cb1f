import HTTPServing
import HTTPTypes
import Hummingbird
import Scheduling
import Wording

/// Turns every error of this door into a problem document in the reader's language.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = CreneauRequestContext

    /// Paths that begin so; others are left to somebody else.
    var prefix = "/"

    func handle(
        _ request: Request, context: CreneauRequestContext,
        next: (Request, CreneauRequestContext) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path.hasPrefix(prefix) else { return try await next(request, context) }
        do {
            return try await next(request, context)
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as HTTPError where error.status == .notFound {
            return Problem(RequestError.noSuchPath).response(request.language(context))
        } catch {
            // A fault of ours: the error boundary logs it and tells the client no more than its number.
            guard let problem = Problem(error) else { throw error }
            return problem.response(request.language(context))
        }
    }
}

extension Request {
    /// The language that Accept-Language asks for; else the person's own; else French.
    func language(_ context: CreneauRequestContext) -> Language {
        AcceptedLanguage.language(headers[.acceptLanguage])
            ?? context.principal?.person.language.flatMap(Language.init(rawValue:)) ?? .fr
    }
}

/// Accept-Language (RFC 9110 §12.5.4), as far as two languages need it.
enum AcceptedLanguage {
    /// The served language with the highest weight, the earlier one of equal ones; nil where none is named.
    static func language(_ field: String?) -> Language? {
        guard let field else { return nil }
        var best: (language: Language, weight: Double)?
        for item in field.split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.drop { $0 == " " } }
            guard let tag = parts.first, let language = Language(rawValue: tag.prefix { $0.isLetter }.lowercased())
            else { continue }
            let weight =
                parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2).prefix { $0 != " " }) }
                ?? 1
            guard weight > 0, weight > best?.weight ?? 0 else { continue }
            best = (language, weight)
        }
        return best?.language
    }
}
