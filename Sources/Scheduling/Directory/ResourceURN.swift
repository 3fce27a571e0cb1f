import BookingCore
import ICalendar
import Synchronization

/// A URN for a principal that never changes (RFC 5842 §3.1). Outlook's connectors ask for one before they take a principal
/// for a room, and may write it as the ATTENDEE.
public enum ResourceURN {
    /// `urn:uuid:` with a version 8 UUID made of the principal's path by FNV-1a with 128 bits: no secret, only an identity.
    public static func text(_ id: PrincipalID) -> String {
        let prime = UInt128(1) << 88 | 0x13B
        var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
        for octet in ("principal:" + id.path).utf8 { hash = (hash ^ UInt128(octet)) &* prime }
        hash = hash & ~(UInt128(0xF) << 76) | UInt128(8) << 76
        hash = hash & ~(UInt128(0x3) << 62) | UInt128(2) << 62
        let digits = String(hash, radix: 16)
        let text = String(repeating: "0", count: 32 - digits.count) + digits
        var parts: [Substring] = []
        var rest = text[...]
        for count in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return "urn:uuid:" + parts.joined(separator: "-")
    }

    /// Whether a text could be one of ours: a UUID of version 8.
    static func isPossible(_ text: String) -> Bool {
        let octets = text.utf8
        guard octets.count == 45, text.hasPrefix("urn:uuid:") else { return false }
        return octets[octets.index(octets.startIndex, offsetBy: 23)] == UInt8(ascii: "8")
    }

    /// Whose URN it is, as far as they are in `directory`.
    ///
    /// A URN cannot be read backwards, so that every principal's is computed once and kept. One that nobody has is
    /// remembered as long as the directory stays as it is.
    ///
    /// - Parameter text: in lower case.
    static func principal(_ text: String, in directory: any BookingSnapshot) throws -> PrincipalID? {
        guard isPossible(text) else { return nil }
        try learn([text], in: directory)
        return known.withLock { $0.principals[text] }
    }

    /// Changes whenever somebody comes.
    private static func state(of directory: any BookingSnapshot) throws -> String {
        try "\(directory.storeEpoch()) \(directory.directoryNumber())"
    }

    /// Reads the directory once where one of `texts` is not known yet, however many they are.
    static func learn(_ texts: Set<String>, in directory: any BookingSnapshot) throws {
        let unknown = texts.filter { text in isPossible(text) && known.withLock { $0.principals[text] == nil } }
        guard !unknown.isEmpty else { return }
        let state = try state(of: directory)
        guard known.withLock({ $0.state != state || !unknown.isSubset(of: $0.nobody) }) else { return }
        var ids = try directory.resources().map { PrincipalID.resource($0.id) }
        ids += try directory.people().map { .person($0.id) }
        ids += try directory.groups().map { .group($0.id) }
        ids += try directory.roomGroups().map { .roomGroup($0.id) }
        known.withLock { table in
            let read = Set(table.principals.values)
            for id in ids where !read.contains(id) { table.principals[text(id)] = id }
            if table.state != state || table.nobody.count > 10_000 { table.nobody = [] }
            table.state = state
            table.nobody.formUnion(unknown)
            table.nobody.subtract(table.principals.keys)
        }
    }

    /// The URNs that `object` names somebody by.
    static func texts(in object: CalendarObject) -> Set<String> {
        var texts: Set<String> = []
        for component in object.main {
            for property in component.properties where property.name == "ATTENDEE" || property.name == "ORGANIZER" {
                let uri = CalendarAddress(property).uri
                if isPossible(uri) { texts.insert(uri) }
            }
        }
        return texts
    }

    private struct Table {
        /// What a URN means never changes, whether the principal is there or not.
        var principals: [String: PrincipalID] = [:]
        var nobody: Set<String> = []
        /// Of the directory in which `nobody` is true.
        var state = ""
    }

    private static let known = Mutex(Table())
}
