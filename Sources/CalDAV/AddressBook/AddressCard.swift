import BookingCore
import ICalendar
import Scheduling

/// The vCard of one resource (RFC 6350; the names of kinds as SOGo and Apple's server have them).
///
/// There is no REV: when a card last changed is not known apart from when the resource did, and the entity tag says whether it
/// did. There is neither CALURI nor FBURL (RFC 6350 §6.9): both want an address that answers GET to whoever has the card, and
/// such an address of a room is a secret that its managers give away.
struct AddressCard: Hashable, Sendable {
    let id: ResourceID
    /// Strong, without quotes. One tag stands for both versions: they change together.
    let etag: String
    private let entry: RoomEntry
    private let organization: String
    private let zone: String

    init(_ resource: Resource, in directory: RoomDirectory) {
        id = resource.id
        entry = RoomEntry(resource, language: directory.readLanguage)
        organization = directory.organization
        zone = resource.zone
        etag = RoomDirectory.entityTag(
            of: VCard.text(
                Self.properties(entry, resource.id, organization, zone: resource.zone, version: .four), version: .four))
    }

    /// The last segment of its path.
    var name: String { id.rawValue + ".vcf" }

    func properties(_ version: VCardVersion) -> [VCardProperty] {
        Self.properties(entry, id, organization, zone: zone, version: version)
    }

    func text(_ version: VCardVersion) -> String { VCard.text(properties(version), version: version) }

    private static func properties(
        _ entry: RoomEntry, _ id: ResourceID, _ organization: String, zone: String, version: VCardVersion
    ) -> [VCardProperty] {
        var properties = [
            VCardProperty("PRODID", .text(CalendarObject.productIdentifier)),
            VCardProperty("UID", .plain(ResourceURN.text(.resource(id)))),
            VCardProperty("KIND", .plain(entry.isPlace ? "location" : "thing")),
            VCardProperty("FN", .text(entry.name)),
            // Version 3 requires it, and Apple's Contacts sorts by it.
            VCardProperty("N", .structured([entry.name, "", "", "", ""])),
        ]
        let units = [organization, entry.site ?? ""].filter { !$0.isEmpty }
        if !units.isEmpty { properties.append(VCardProperty("ORG", .structured(units))) }
        properties += addresses(of: entry, version: version)
        if !entry.place.isEmpty || entry.site?.isEmpty == false {
            properties.append(
                VCardProperty(
                    "ADR", .structured(["", entry.place, entry.site ?? "", "", "", "", ""]),
                    parameters: [type("work", version)]))
        }
        properties.append(
            VCardProperty(
                "TZ", .text(zone), parameters: version == .three ? [.init(name: "VALUE", values: ["text"])] : []))
        properties.append(VCardProperty("CATEGORIES", .list(entry.categories)))
        if !entry.note.isEmpty { properties.append(VCardProperty("NOTE", .text(entry.note))) }
        // RFC 6350 §6.9.2, for version 3 RFC 2739.
        properties.append(VCardProperty("CALADRURI", .plain("mailto:" + entry.address)))
        if let capacity = entry.capacity { properties.append(VCardProperty("X-CAPACITY", .plain(String(capacity)))) }
        return properties
    }

    private static func addresses(of entry: RoomEntry, version: VCardVersion) -> [VCardProperty] {
        var properties: [VCardProperty] = []
        for (index, address) in ([entry.address] + entry.aliases).enumerated() {
            var parameters: [VCardProperty.Parameter] = []
            switch version {
            case .three:
                parameters = [.init(name: "TYPE", values: index == 0 ? ["INTERNET", "PREF"] : ["INTERNET"])]
            case .four:
                parameters = [type("work", version)] + (index == 0 ? [.init(name: "PREF", values: ["1"])] : [])
            }
            properties.append(VCardProperty("EMAIL", .text(address), parameters: parameters))
        }
        return properties
    }

    private static func type(_ name: String, _ version: VCardVersion) -> VCardProperty.Parameter {
        .init(name: "TYPE", values: [version == .three ? name.uppercased() : name])
    }
}
