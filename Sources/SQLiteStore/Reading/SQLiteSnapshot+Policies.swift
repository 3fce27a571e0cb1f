import BookingCore
import GRDB
import Scheduling

/// Policies that resources share.
extension SQLiteSnapshot {
    func namedPolicies() throws -> [NamedPolicy] {
        // With `max` the other columns are those of the row that has it.
        try database.all("SELECT name, max(version), data FROM named_policy GROUP BY name ORDER BY name", [], decode)
    }

    func namedPolicy(_ name: String) throws -> NamedPolicy? {
        try database.first(
            "SELECT name, version, data FROM named_policy WHERE name = ? ORDER BY version DESC LIMIT 1", [name],
            decode)
    }

    func versions(ofPolicy name: String) throws -> [NamedPolicy] {
        try database.all(
            "SELECT name, version, data FROM named_policy WHERE name = ? ORDER BY version", [name], decode)
    }

    private func decode(_ row: Row) throws -> NamedPolicy {
        NamedPolicy(name: row[0], version: row[1], policy: try context.published.policies.value(of: row[2]))
    }
}
