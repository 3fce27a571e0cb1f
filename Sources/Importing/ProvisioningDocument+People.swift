import BookingCore
import Scheduling

extension ProvisioningDocument {
    static func people(
        _ value: YAMLValue, names: inout DefinedNames
    ) throws(ProvisioningError) -> [ProvisionedPerson] {
        var people: [ProvisionedPerson] = []
        for item in try value.list() { people.append(try person(item, names: &names)) }
        return people
    }

    private static func person(
        _ value: YAMLValue, names: inout DefinedNames
    ) throws(ProvisioningError) -> ProvisionedPerson {
        var fields = try value.fields()
        let idValue = try fields.require("id")
        let id = try idValue.identifier().rawValue
        try names.define(id, in: .people, at: idValue)
        let name = try fields.require("name").text()
        let listed = try fields.require("addresses")
        var addresses: [String] = []
        for item in try listed.list() {
            let address = try item.address()
            try names.define(address: address, at: item)
            addresses.append(address)
        }
        guard !addresses.isEmpty else { throw listed.error(.expected("a list of at least one mail address")) }
        var person = Person(id: id, name: name, addresses: addresses)
        person.department = try fields.take("department")?.text()
        person.language = try fields.take("language")?.oneOf(Language.self).rawValue
        person.isAdministrator = try fields.take("administrator")?.boolean() ?? false
        person.isDisabled = try fields.take("disabled")?.boolean() ?? false
        let password = try fields.take("password")?.password()
        try fields.finish()
        return ProvisionedPerson(person: person, password: password)
    }

    static func groups(_ value: YAMLValue, names: inout DefinedNames) throws(ProvisioningError) -> [PersonGroup] {
        var groups: [PersonGroup] = []
        for item in try value.list() {
            var fields = try item.fields()
            let idValue = try fields.require("id")
            let id = try idValue.identifier().rawValue
            try names.define(id, in: .groups, at: idValue)
            let name = try fields.require("name").text()
            var group = PersonGroup(id: id, name: name, members: [])
            if let value = fields.take("address") {
                let address = try value.address()
                try names.define(address: address, at: value)
                group.address = address
            }
            for member in try fields.require("members").list() {
                let person = try member.text()
                names.refer(to: person, in: .people, at: member)
                group.members.append(person)
            }
            try fields.finish()
            groups.append(group)
        }
        return groups
    }
}

extension ProvisioningDocument {
    /// Groups of rooms, each with an address of its own under which the one that fits best is booked.
    static func roomGroups(_ value: YAMLValue, names: inout DefinedNames) throws(ProvisioningError) -> [RoomGroup] {
        var groups: [RoomGroup] = []
        for item in try value.list() {
            var fields = try item.fields()
            let idValue = try fields.require("id")
            let id = try idValue.identifier().rawValue
            try names.define(id, in: .roomGroups, at: idValue)
            let title = try fields.require("name").localizedText()
            let addressValue = try fields.require("address")
            let address = try addressValue.address()
            try names.define(address: address, at: addressValue)
            var group = RoomGroup(id: id, names: title, address: address, members: [])
            for member in try fields.require("members").list() {
                let resource = try member.identifier()
                names.refer(to: resource.rawValue, in: .resources, at: member)
                group.members.append(resource)
            }
            try fields.finish()
            groups.append(group)
        }
        return groups
    }
}

extension YAMLValue {
    /// A first password: 8 to 1,000 octets.
    fileprivate func password() throws(ProvisioningError) -> String {
        let password = try text()
        guard password.utf8.count >= 8, !password.hasPrefix("crn_") else {
            throw error(.outOfRange(allowed: "at least 8 characters, and not crn_ at the beginning"))
        }
        return password
    }
}
