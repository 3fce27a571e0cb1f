import Synchronization

/// Finds time zones by the names that calendar clients write.
///
/// Reads nothing by itself: `load` gives the TZif bytes of an IANA name. Zones are kept after their first use, in a cache
/// that all copies of the value share.
public struct ZoneDatabase: Sendable {
    /// The version of the zone data, such as `2025b`.
    public let version: String
    private let cache: ZoneCache

    /// - Parameter load: the TZif bytes of a zone, nil when there is none. Called with names that hold only letters,
    ///   digits, `_`, `+`, `-` and single slashes between them.
    public init(version: String, load: @escaping @Sendable (_ ianaName: String) -> [UInt8]?) {
        self.version = version
        cache = ZoneCache(load: load)
    }

    /// The zone that `name` means, by whatever scheme it was written; nil when nobody can say.
    ///
    /// Tried in turn: the exact IANA name; then what `ianaName(for:)` makes of it.
    public func zone(named name: String) -> ZoneRules? {
        if !ZoneNames.isLocalFile(name), let exact = exactZone(named: name) { return exact }
        guard let canonical = ianaName(for: name), canonical != name else { return nil }
        return exactZone(named: canonical)
    }

    /// The zone of an IANA name written exactly as tzdata does, without any translation.
    public func exactZone(named name: String) -> ZoneRules? {
        guard ZoneNames.isWellFormed(name) else { return nil }
        return cache.zone(named: name)
    }

    /// The IANA name that `name` stands for, without loading: known IANA names whatever their case, vendors' prefixes
    /// (`/mozilla.org/20050126_1/Europe/Paris`), Windows names, Windows display names (`(UTC+01:00) Brussels, …`),
    /// `tzone://Microsoft/Utc`; quotes and blanks around are dropped.
    public func ianaName(for name: String) -> String? {
        ZoneNames.canonical(name)
    }
}

/// The loaded zones, and a bounded memory of names that have none.
private final class ZoneCache: Sendable {
    private struct State {
        var zones: [String: ZoneRules] = [:]
        var missing: Set<String> = []
    }

    private static let missingLimit = 1000
    private let state = Mutex(State())
    private let load: @Sendable (String) -> [UInt8]?

    init(load: @escaping @Sendable (String) -> [UInt8]?) { self.load = load }

    func zone(named name: String) -> ZoneRules? {
        let known: ZoneRules?? = state.withLock { state in
            if let zone = state.zones[name] { return .some(zone) }
            return state.missing.contains(name) ? .some(nil) : nil
        }
        if let known { return known }
        // Loading happens outside the lock; two callers may load the same zone, and the first to finish is kept.
        let loaded = load(name).flatMap { try? ZoneRules(tzif: $0, identifier: name) }
        return state.withLock { state in
            guard let loaded else {
                if state.missing.count < ZoneCache.missingLimit { state.missing.insert(name) }
                return nil
            }
            if let zone = state.zones[name] { return zone }
            state.zones[name] = loaded
            return loaded
        }
    }
}
