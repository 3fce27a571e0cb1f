import BookingCore
import CalendarTime

/// Reads the resources of a file; names of shared policies, hours and closures are resolved here.
struct ResourceReader {
    let shared: SharedDefinitions
    let zones: ZoneDatabase
    /// The site's; nil where the file has no site.
    let defaultZone: String?

    func resources(_ value: YAMLValue, names: inout DefinedNames) throws(ProvisioningError) -> [Resource] {
        var resources: [Resource] = []
        for item in try value.list() { resources.append(try resource(item, names: &names)) }
        return resources
    }

    private func resource(_ value: YAMLValue, names: inout DefinedNames) throws(ProvisioningError) -> Resource {
        var fields = try value.fields()
        let idValue = try fields.require("id")
        let id = try idValue.identifier()
        try names.define(id.rawValue, in: .resources, at: idValue)
        let addressValue = try fields.require("address")
        let address = try addressValue.address()
        try names.define(address: address, at: addressValue)
        var resource = Resource(
            id: id, names: try fields.require("name").localizedText(), address: address, zone: try zone(&fields))
        resource.kind = try fields.take("kind")?.oneOf(ResourceKind.self) ?? .room
        for item in try fields.take("aliases")?.list() ?? [] {
            let alias = try item.address()
            try names.define(address: alias, at: item)
            resource.aliases.append(alias)
        }
        try readPlace(&fields, into: &resource)
        try readTimes(&fields, into: &resource)
        try readRelations(&fields, into: &resource, names: &names)
        try readPolicy(&fields, into: &resource, names: &names)
        resource.disabled = try fields.take("disabled")?.boolean() ?? false
        try fields.finish()
        do {
            try resource.validate()
        } catch {
            throw value.error(.outOfRange(allowed: "a resource whose \(error)"))
        }
        return resource
    }

    private func zone(_ fields: inout YAMLFields) throws(ProvisioningError) -> String {
        if let value = fields.take("zone") { return try value.zoneName(zones) }
        if let defaultZone { return defaultZone }
        return try fields.require("zone").zoneName(zones)
    }

    private func readPlace(_ fields: inout YAMLFields, into resource: inout Resource) throws(ProvisioningError) {
        resource.description = try fields.take("description")?.localizedText()
        resource.calendarName = try fields.take("calendarName")?.localizedText()
        resource.site = try fields.take("site")?.text()
        resource.building = try fields.take("building")?.text()
        resource.floor = try fields.take("floor")?.text()
        resource.capacity = try fields.take("capacity")?.integer(1...1_000_000)
        resource.units = try fields.take("units")?.integer(1...100_000) ?? 1
        resource.features = try fields.take("features")?.texts() ?? []
        resource.stepFree = try fields.take("stepFree")?.boolean() ?? false
    }

    private func readTimes(_ fields: inout YAMLFields, into resource: inout Resource) throws(ProvisioningError) {
        resource.setup = try fields.take("setup")?.duration() ?? 0
        resource.teardown = try fields.take("teardown")?.duration() ?? 0
        if let value = fields.take("openingHours") {
            resource.openingHours =
                value.isScalar
                ? try named(value, among: shared.openingHours, section: "openingHours") : try value.openingHours()
        }
        for item in try fields.take("closures")?.list() ?? [] {
            if item.isScalar {
                resource.closures += try named(item, among: shared.closures, section: "closures")
            } else {
                resource.closures.append(try item.closure())
            }
        }
        resource.closures.sort { ($0.from, $0.through) < ($1.from, $1.through) }
    }

    private func readRelations(
        _ fields: inout YAMLFields, into resource: inout Resource, names: inout DefinedNames
    ) throws(ProvisioningError) {
        for item in try fields.take("parts")?.list() ?? [] {
            let part = try item.identifier()
            guard part != resource.id else { throw item.error(.expected("another resource than this one")) }
            names.refer(to: part.rawValue, in: .resources, at: item)
            resource.parts.append(part)
        }
        for item in try fields.take("companions")?.list() ?? [] {
            let companion = try item.companion()
            names.refer(to: companion.resource.rawValue, in: .resources, at: item)
            resource.companions.append(companion)
        }
        for item in try fields.take("managers")?.list() ?? [] {
            let manager = try item.text()
            names.refer(to: manager, in: .people, .groups, at: item)
            resource.managers.append(manager)
        }
    }

    /// The shared policy of this name, or the defaults, with the single fields under `overrides` on top.
    private func readPolicy(
        _ fields: inout YAMLFields, into resource: inout Resource, names: inout DefinedNames
    ) throws(ProvisioningError) {
        if let value = fields.take("policy") {
            resource.policy = try named(value, among: shared.policies, section: "policies")
            resource.policyName = try value.text()
            resource.policyVersion = 1
        }
        let shared = resource.policy
        if let overrides = fields.take("overrides") {
            try overrides.apply(to: &resource.policy)
            try overrides.referToPeople(&names)
        }
        if resource.policyName != nil { resource.policyOverrides = PolicyOverrides(from: shared, to: resource.policy) }
    }

    private func named<Value>(
        _ value: YAMLValue, among values: [String: Value], section: String
    ) throws(ProvisioningError) -> Value {
        let name = try value.text()
        guard let found = values[name] else { throw value.error(.undefined(name: name, section: section)) }
        return found
    }
}
