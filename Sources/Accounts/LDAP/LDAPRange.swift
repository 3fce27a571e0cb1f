/// A part of an attribute's values, as Active Directory gives an attribute with more than 1,500 of them:
/// `member;range=0-1499`, and `member;range=1500-*` for the rest (MS-ADTS §3.1.1.3.1.3.3).
struct LDAPRange: Hashable {
    /// Values of one attribute.
    private static let mostValues = 200_000

    var attribute: String
    var first: Int
    /// Nil: these are the last values.
    var last: Int?

    /// - Parameter name: in lower case; nil where it names no part.
    init?(_ name: String) {
        let parts = name.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].hasPrefix("range=") else { return nil }
        let ends = parts[1].dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int(ends[0]), first >= 0 else { return nil }
        attribute = String(parts[0])
        self.first = first
        if ends[1] == "*" {
            last = nil
        } else {
            guard let last = Int(ends[1]), last >= first, last < Int.max else { return nil }
            self.last = last
        }
    }

    /// The entry with every value of its attributes, where the server gave parts of them.
    ///
    /// - Parameter read: the entry again, with the attribute of that name; nil where it is gone.
    /// - Throws: ``LDAPFailure/tooLarge``; ``LDAPFailure/unreachable(_:)`` where the server does not go on.
    static func completed(
        _ entry: LDAPEntry, read: (_ dn: String, _ name: String) throws(LDAPFailure) -> LDAPEntry?
    ) throws(LDAPFailure) -> LDAPEntry {
        var whole = entry
        for name in entry.attributes.keys.sorted() {
            guard let range = LDAPRange(name), let values = entry.attributes[name] else { continue }
            whole.attributes[name] = nil
            var (current, all) = (range, values)
            while let last = current.last {
                guard all.count <= mostValues else { throw .tooLarge }
                let wanted = "\(range.attribute);range=\(last + 1)-*"
                guard let next = try read(entry.dn, wanted) else { break }
                let found = next.attributes.compactMap { key, values in LDAPRange(key).map { ($0, values) } }
                    .first { $0.0.attribute == range.attribute && $0.0.first == last + 1 }
                guard let (part, more) = found else {
                    throw .unreachable("it gives a part of \(range.attribute) and not the rest")
                }
                all += more
                current = part
            }
            whole.attributes[range.attribute, default: []] += all
        }
        return whole
    }
}
