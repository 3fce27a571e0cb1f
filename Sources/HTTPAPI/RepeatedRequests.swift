import HTTPServing
import Hummingbird
import Scheduling

/// Requests with an Idempotency-Key: the first answer is given again (QUALITY I4), whichever route they take.
struct RepeatedRequests: Sendable {
    private let inFlight = RequestsInFlight()

    /// - Parameter decide: carries the request out, or finds its first answer.
    /// - Throws: ``RequestError/requestInFlight`` where another request of the person with this key runs.
    func once(
        _ token: IdempotencyToken, _ principal: Principal,
        _ writing: @escaping @Sendable (BookingAnswer) -> WrittenResponse,
        _ decide: (AnswerKeeping) async throws -> WrittenAnswer
    ) async throws -> Response {
        try await inFlight.run(principal.person.id + " " + token.key) {
            let keeping = AnswerKeeping(token: token) { writing($0).kept }
            return WrittenResponse(try await decide(keeping)).response
        }
    }
}
