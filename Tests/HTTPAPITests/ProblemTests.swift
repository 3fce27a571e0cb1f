import HTTPServing
import HTTPTypes
import Scheduling
import Testing
import Wording

@testable import HTTPAPI

@Suite struct ProblemTests {
    static let table: [(any Error & Sendable, Int, String)] = [
        (SchedulingError.notFound, 404, "not-found"), (SchedulingError.forbidden, 403, "forbidden"),
        (SchedulingError.preconditionFailed, 412, "precondition-failed"),
        (SchedulingError.alreadyExists, 409, "already-exists"),
        (SchedulingError.idempotencyMismatch, 422, "idempotency-mismatch"),
        (SchedulingError.unknownResource("x"), 422, "unknown-resource"),
        (SchedulingError.invalidField(name: "end", problem: .endBeforeStart), 422, "invalid-field"),
        (SchedulingError.tooLarge(limit: 9), 413, "too-large"),
        (SchedulingError.storeUnavailable(.overloaded), 503, "overloaded"),
        (StoreError.overloaded, 503, "overloaded"), (StoreError.notWritable("disk"), 507, "not-writable"),
        (DirectoryConflict(address: "a@ville.example", holder: .person("a")), 409, "address-in-use"),
        (ServingError.unauthenticated, 401, "unauthenticated"),
        (ServingError.tooManyFailures(retryAfter: 3), 429, "too-many-failures"),
        (ServingError.bodyTooLarge(limit: 9), 413, "body-too-large"),
        (ServingError.compressedBody, 415, "compressed-body"),
        (ServingError.identitySourceUnreachable(.directory), 503, "identity-source-unreachable"),
        (IdentitySourceUnreachable(.signIn), 503, "identity-source-unreachable"),
        (RequestError.notJSON(JSONSyntaxError(problem: .unexpectedEnd, line: 2)), 400, "malformed-json"),
        (RequestError.wrongContentType(nil), 415, "unsupported-media-type"),
        (RequestError.unknownField(name: "x"), 422, "unknown-field"),
        (RequestError.unknownParameter(name: "x"), 400, "unknown-parameter"),
        (RequestError.noSuchPath, 404, "not-found"),
    ]

    @Test(arguments: table.indices)
    func `every error has its status and its word`(_ index: Int) throws {
        let (error, status, code) = Self.table[index]
        let problem = try #require(Problem(error))
        #expect(problem.status.code == status)
        #expect(problem.code.rawValue == code)
    }

    @Test(arguments: table.indices, Language.allCases)
    func `every problem is a sentence`(_ index: Int, _ language: Language) throws {
        let problem = try #require(Problem(Self.table[index].0))
        let sentence = Wording.sentence(for: problem.fault, language: language)
        #expect(sentence.hasSuffix("."))
        #expect(sentence.first?.isUppercase == true)
    }

    @Test func `what is no problem of the client is left to the error boundary`() {
        #expect(Problem(CancellationError() as any Error) == nil)
    }

    @Test func `overload says when to come back`() throws {
        let problem = try #require(Problem(StoreError.overloaded))
        #expect(problem.headers[.retryAfter] == "2")
    }
}
