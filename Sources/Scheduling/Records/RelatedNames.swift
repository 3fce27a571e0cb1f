import BookingCore

extension Reason {
    /// Whether its sentence names another resource.
    var namesResource: Bool { if case .partInUse = self { true } else { false } }
}

extension BookingSnapshot {
    /// Of the other resources that the sentences for `reasons` name.
    func relatedNames(of reasons: [Reason]) throws -> [ResourceID: LocalizedText] {
        var names: [ResourceID: LocalizedText] = [:]
        for reason in reasons {
            guard case .partInUse(let id, _) = reason, names[id] == nil else { continue }
            names[id] = try resource(id)?.names
        }
        return names
    }
}
