import HTTPTypes
import Scheduling
import Wording

extension Problem {
    /// Runs `body`; who or what is unknown to it is told by the request's own field.
    static func naming<Answer>(
        person: String = "person", resource: String = "resource", _ body: () async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await body()
        } catch SchedulingError.unknownPerson(let id) {
            throw Problem(unknown: .unknownPerson, .unknownPerson(id), in: person)
        } catch SchedulingError.unknownResource(let id) {
            throw Problem(unknown: .unknownResource, .unknownResource(id), in: resource)
        }
    }

    private init(unknown code: ProblemCode, _ fault: RequestFault, in field: String) {
        self.init(.unprocessableContent, code, fault)
        members.append(.init(name: "field", value: .string(field)))
    }
}
