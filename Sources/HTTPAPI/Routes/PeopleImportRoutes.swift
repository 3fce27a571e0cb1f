import HTTPServing
import Hummingbird
import Scheduling
import Wording

/// `/people/import`: many people and their groups at once, for administrators.
struct PeopleImportRoutes: Sendable {
    let directory: DirectoryService
    /// A directory server brings the groups.
    let keepsGroupsElsewhere: Bool
    /// Octets.
    private static let largest = 8 << 20

    func add(to group: RouterGroup<CreneauRequestContext>) {
        group.post("people/import", use: importPeople)
    }

    private func importPeople(_ request: Request, _ context: CreneauRequestContext) async throws -> Response {
        _ = try request.parameters()
        let principal = try context.authenticatedPrincipal()
        guard principal.person.isAdministrator, principal.allows(.administerResources) else {
            throw SchedulingError.forbidden
        }
        var fields = try JSONFields(body: try await request.jsonBody(upTo: Self.largest))
        let isDryRun = try fields.take("dryRun")?.boolean() ?? false
        let skipsFaulty = try fields.take("skipFaulty")?.boolean() ?? false
        let drafts = try fields.require("people").list().map { try PersonDraft($0) }
        try fields.finish()
        let report = try await directory.importPeople(
            drafts, isDryRun: isDryRun, skipsFaulty: skipsFaulty, keepsGroupsElsewhere: keepsGroupsElsewhere,
            as: principal, door: context.door)
        return .json(report.json(request.readerLanguage(context.principal)))
    }
}

extension PersonDraft {
    fileprivate init(_ field: JSONField) throws(RequestError) {
        var fields = try field.fields()
        self.init(id: try fields.require("id").text())
        name = try fields.take("name")?.text()
        // Whether they are addresses is said of each person by the report.
        addresses = try fields.take("addresses")?.texts().map { $0.lowercased() }
        department = try fields.take("department")?.text()
        language = try fields.take("language")?.text()
        isAdministrator = try fields.take("administrator")?.boolean()
        isDisabled = try fields.take("disabled")?.boolean()
        groups = try fields.take("groups")?.texts() ?? []
        try fields.finish()
    }
}

extension PeopleImportReport {
    fileprivate func json(_ language: Language) -> JSON {
        let faults = faults.map { fault -> JSON in
            let sentence: RequestFault =
                switch fault.problem {
                case .field(let problem): .invalidField(name: fault.field, FieldFault(problem))
                case .addressInUse(let address): .addressInUse(address)
                }
            return [
                "index": JSON(fault.index), "id": .string(fault.id), "field": .string(fault.field),
                "detail": .string(Wording.sentence(for: sentence, language: language)),
            ]
        }
        return [
            "dryRun": .bool(isDryRun), "stored": .bool(isStored), "made": JSON(made), "changed": JSON(changed),
            "left": JSON(left), "groupsMade": JSON(groupsMade), "groupsChanged": JSON(groupsChanged),
            "faults": .array(faults),
        ]
    }
}
