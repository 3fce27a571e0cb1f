import Foundation

/// Finds a resource by what files call it.
struct RoomNames {
    private var ids: [String: String] = [:]

    init(_ resources: [APIClient.Document]) {
        for resource in resources {
            let id = resource.text("id")
            let names = (resource["names"] as? [String: String] ?? [:]).values
            let aliases = resource["aliases"] as? [String] ?? []
            for name in [id, resource.text("address"), resource.text("name")] + names + aliases where !name.isEmpty {
                ids[Self.key(name)] = ids[Self.key(name)] ?? id
            }
            ids[Self.key(id)] = id
        }
    }

    /// Those that the names stand for, each once.
    func ids(of names: [String]) -> [String] {
        names.compactMap { ids[Self.key($0)] }.reduce(into: []) { found, id in
            if !found.contains(id) { found.append(id) }
        }
    }

    private static func key(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
