/// Why a resource cannot be used as it is described.
public enum ResourceError: Error, Hashable, Sendable, CustomStringConvertible {
    case outOfRange(field: String, allowed: String)
    case policy(BookingPolicyError)

    public var description: String {
        switch self {
        case .outOfRange(let field, let allowed): "\(field) must be \(allowed)"
        case .policy(let error): "policy: \(error)"
        }
    }
}

extension Resource {
    /// Checks what a description from outside can get wrong; everything that decides relies on it.
    ///
    /// - Throws: the first field whose value has no meaning.
    public func validate() throws(ResourceError) {
        if !(1...1_000_000).contains(units) { throw .outOfRange(field: "units", allowed: "1…1000000") }
        if let capacity, capacity < 0 { throw .outOfRange(field: "capacity", allowed: "0 or more") }
        for (field, seconds) in [("setup", setup), ("teardown", teardown)] where !(0...86_400).contains(seconds) {
            throw .outOfRange(field: field, allowed: "0 to 24 hours")
        }
        if parts.contains(id) { throw .outOfRange(field: "parts", allowed: "other resources") }
        if closures.contains(where: { $0.through < $0.from }) {
            throw .outOfRange(field: "closures", allowed: "in order: through not before from")
        }
        do throws(BookingPolicyError) { try policy.validate() } catch { throw .policy(error) }
    }
}
