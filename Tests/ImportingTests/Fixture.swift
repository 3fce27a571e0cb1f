import CalendarTime
import Foundation

@testable import Importing

/// Zones from the machine, and the sample file of the repository.
enum Fixture {
    static let zones = ZoneDatabase(version: "test") { name in
        FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name).map(Array.init)
    }

    static let site = """
        site:
          name: Ville
          zone: Europe/Paris
          domains: { ville.example: owned }

        """

    static func document(_ yaml: String) throws(ProvisioningError) -> ProvisioningDocument {
        try ProvisioningDocument(yaml: yaml, zones: zones)
    }

    static func townHall() throws -> ProvisioningDocument {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let url = root.appending(path: "Samples/townhall/townhall.yaml")
        return try ProvisioningDocument(yaml: String(contentsOf: url, encoding: .utf8), zones: zones)
    }
}
