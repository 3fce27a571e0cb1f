extension CalendarObject {
    /// Checks that the object can be a calendar object resource (RFC 4791 §4.1): no METHOD, components of one kind besides
    /// VTIMEZONE, one UID, at most one master, each instance changed at most once.
    public func validateForStorage() throws(CalendarObjectError) {
        if let method { throw .methodPresent(method) }
        let main = main
        guard let first = main.first else { throw .noComponent }
        let names = distinct(main.map(\.name))
        guard names.count == 1 else { throw .mixedComponents(names) }
        for component in main where component.uid?.isEmpty ?? true {
            throw .missingUID(component: component.name)
        }
        let uids = distinct(main.compactMap(\.uid))
        guard uids.count == 1 else { throw .mixedUIDs(uids) }
        guard main.count(where: { $0.first("RECURRENCE-ID") == nil }) < 2 else {
            throw .severalMasters(uid: first.uid ?? "")
        }
        var seen: Set<RecurrenceKey> = []
        for component in main {
            guard let id = component.first("RECURRENCE-ID") else { continue }
            guard seen.insert(RecurrenceKey(id)).inserted else { throw .duplicateRecurrenceID(id.value) }
        }
    }

    /// Checks that every component names the same organizer or none does (RFC 6638 §3.2.4.2,
    /// same-organizer-in-all-components).
    public func validateSameOrganizer() throws(CalendarObjectError) {
        let organizers = main.map { $0.organizer?.normalized }
        guard Set(organizers).count > 1 else { return }
        throw .differentOrganizers(distinct(organizers.map { $0 ?? "none" }))
    }

    /// What makes two RECURRENCE-IDs one, as far as it shows without zones. The same instant in two zones is found when
    /// the set is expanded (``recurrenceSet(zones:defaultZone:)``).
    private struct RecurrenceKey: Hashable {
        let value: String
        let zone: String?

        init(_ property: CalendarProperty) {
            value = property.value.trimmingSpaces.uppercased()
            zone = property[parameter: "TZID"]
        }
    }

    /// Without repetitions, in order of first occurrence.
    private func distinct(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
