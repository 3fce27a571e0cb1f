public import BookingCore
public import Scheduling
import Wording

/// Bodies of requests to this API, for programs that call it.
public enum RequestDocument {
    /// What `PUT /resources/{id}` takes.
    public static func resource(_ resource: Resource) -> String {
        String(decoding: resource.json(.fr, isManaged: true).encoded(), as: UTF8.self)
    }

    /// What `PUT /resources` takes.
    public static func resources(_ resources: [Resource]) -> String {
        let body: JSON = ["resources": .array(resources.map { $0.json(.fr, isManaged: true) })]
        return String(decoding: body.encoded(), as: UTF8.self)
    }

    /// What `PUT /policies/{name}` takes.
    public static func policy(_ policy: BookingPolicy) -> String {
        String(decoding: policy.json.encoded(), as: UTF8.self)
    }

    /// What `POST /policies/what-if` takes.
    public static func whatIf(_ policies: [NamedPolicy], days: Int) -> String {
        let members = policies.map { JSON.Member(name: $0.name, value: $0.policy.json) }
        let body: JSON = ["policies": .object(members), "days": JSON(days)]
        return String(decoding: body.encoded(), as: UTF8.self)
    }

    /// What `PUT /room-groups/{id}` takes.
    public static func roomGroup(_ group: RoomGroup) -> String {
        String(decoding: group.json(.fr).encoded(), as: UTF8.self)
    }
}

extension RoomGroup {
    func json(_ language: Language) -> JSON {
        [
            "id": .string(id), "name": .string(language == .fr ? names.fr : names.en), "names": names.json,
            "address": .string(address), "members": JSON(members.map(\.rawValue)),
        ]
    }

    init(id: String, body: [UInt8]) throws(RequestError) {
        var fields = try JSONFields(body: body)
        if let field = fields.take("id"), try field.text() != id { throw field.error(.notAllowed) }
        _ = fields.take("name")
        self.init(
            id: id, names: try fields.require("names").localizedText(),
            address: try fields.require("address").address(), members: try fields.require("members").identifiers())
        try fields.finish()
    }
}
