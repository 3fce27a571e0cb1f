/// References in requests: absolute paths, whole URLs, and the calendar user addresses that they can stand for.
enum Href {
    /// The resource that a reference names, on this server.
    ///
    /// A whole URL is taken by its path: a client may reach the server by a name that it does not know itself.
    static func resource(_ text: String) -> DAVResource? {
        path(of: text).flatMap { DAVResource(path: $0) }
    }

    /// The path of `text`, without scheme, authority, query and fragment.
    static func path(of text: String) -> Substring? {
        var rest = text[...]
        if let scheme = rest.range(of: "://") {
            guard let slash = rest[scheme.upperBound...].firstIndex(of: "/") else { return nil }
            rest = rest[slash...]
        }
        guard rest.hasPrefix("/") else { return nil }
        return rest.prefix { $0 != "?" && $0 != "#" }
    }
}

extension Substring {
    /// The first occurrence of `text`.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) {
                return start..<(index(start, offsetBy: text.count, limitedBy: endIndex) ?? endIndex)
            }
            start = index(after: start)
        }
        return nil
    }
}
