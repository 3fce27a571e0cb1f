import CalendarTime
import Scheduling

/// What the store's columns tell about a filter, so that calendar data is read only where it matters.
extension CalendarFilter {
    /// The one component that members must have; nil where several are asked for, or none.
    private var wanted: ComponentFilter? {
        guard root.components.count == 1, let only = root.components.first, !only.isNotDefined else { return nil }
        return only.name == "VTIMEZONE" ? nil : only
    }

    private static let timed: Set<String> = ["VEVENT", "VTODO", "VJOURNAL"]

    /// What an index can look for: every member that meets the filter is among what it finds.
    var query: ObjectQuery {
        guard let wanted else { return ObjectQuery() }
        let uid = wanted.properties.compactMap(\.uidPart).first
        return ObjectQuery(
            component: wanted.name, window: Self.timed.contains(wanted.name) ? wanted.timeRange?.range : nil,
            uidPart: uid)
    }

    /// Whether a member meets the filter; nil where only its text tells.
    func decides(_ outline: ObjectOutline) -> Bool? {
        guard !root.isNotDefined else { return false }
        var result: Bool? = root.properties.isEmpty ? true : nil
        for filter in root.components {
            switch filter.decides(outline) {
            case false: return false
            case true: continue
            case nil: result = nil
            }
        }
        return result
    }
}

extension ComponentFilter {
    /// For a filter on what members are made of. Inside one object all components have one name and one UID (RFC 4791 §4.1).
    fileprivate func decides(_ outline: ObjectOutline) -> Bool? {
        guard name != "VTIMEZONE" else { return nil }
        guard name == outline.component else { return isNotDefined }
        guard !isNotDefined else { return false }
        var result: Bool? = components.isEmpty ? true : nil
        if let range = timeRange?.range {
            switch outline.isAt(range) {
            case false: return false
            case true: break
            case nil: result = nil
            }
        }
        for property in properties {
            switch property.decides(uid: outline.uid) {
            case false: return false
            case true: break
            case nil: result = nil
            }
        }
        return result
    }
}

extension PropertyFilter {
    /// A text that the UID must have in it, ASCII case set aside.
    fileprivate var uidPart: String? {
        guard name == "UID", let textMatch, !textMatch.isNegated, textMatch.collation != .unicodeCasemap,
            !textMatch.text.contains("\0")
        else { return nil }
        return textMatch.text
    }

    fileprivate func decides(uid: String) -> Bool? {
        guard name == "UID", let textMatch, parameters.isEmpty, timeRange == nil, !isNotDefined else { return nil }
        return textMatch.matches(uid)
    }
}

extension ObjectOutline {
    /// More than any zone is from UTC, and more than a zone's rules are ever changed by: how far the stored extent is wider
    /// than the instances, at most, at both ends.
    private static let slack: Int64 = 2 * 86_400

    /// Whether an instance is in `range`; nil where only the text tells.
    ///
    /// An extent that begins in the range has its first instance there. One that ends before or begins after it has none.
    fileprivate func isAt(_ range: TimeRange) -> Bool? {
        if let instance { return ObjectOccurrences.touches(instance, range) }
        if let lastEnd, lastEnd < range.start { return false }
        guard let firstStart else { return nil }
        if firstStart >= range.end { return false }
        return firstStart >= range.start && firstStart.adding(Self.slack) < range.end ? true : nil
    }
}
