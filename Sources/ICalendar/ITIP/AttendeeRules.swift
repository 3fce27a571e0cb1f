import CalendarTime

/// Checks that an attendee changed no more than RFC 6638 §3.2.2.1 lets them. What others answered is not looked at: the
/// stored copy's word stands there (``ITIPBroker/keepingAnswers(of:in:writer:context:)``).
struct AttendeeRules {
    let old: ObjectTimes
    let new: ObjectTimes
    let attendee: Set<String>

    private static let free: Set<String> = [
        "TRANSP", "PERCENT-COMPLETE", "COMPLETED", "CATEGORIES", "COLOR", "COMMENT", "CREATED",
    ]

    func check() throws(ITIPError) {
        switch (old.object.master, new.object.master) {
        case (let before?, let after?):
            try compare(old.content(before), new.content(after), recurrenceID: nil)
        case (nil, nil): break
        case (let one, let other):
            throw .attendeeChangeNotAllowed(property: (one ?? other)?.name ?? "VEVENT", recurrenceID: nil)
        }
        for (recurrenceID, after) in new.overrides {
            guard let before = old.overrides[recurrenceID] ?? added(recurrenceID) else {
                throw .attendeeChangeNotAllowed(property: after.name, recurrenceID: recurrenceID)
            }
            try compare(old.content(before), new.content(after), recurrenceID: recurrenceID)
        }
        for (recurrenceID, before) in old.overrides where new.overrides[recurrenceID] == nil {
            try checkRemoved(before, recurrenceID: recurrenceID)
        }
    }

    /// The instance of the series that a new override may stand for; a single event has none.
    private func added(_ recurrenceID: Instant) -> CalendarComponent? {
        guard let master = old.object.master, master.isRepeating,
            !old.instants("EXDATE", of: master).contains(recurrenceID),
            old.hasInstance(at: recurrenceID)
        else { return nil }
        return old.derivedInstance(at: recurrenceID)
    }

    /// An override may go with an EXDATE, when it was cancelled, or when it says nothing but an answer.
    private func checkRemoved(_ before: CalendarComponent, recurrenceID: Instant) throws(ITIPError) {
        if before.isCancelled { return }
        if let master = new.object.master {
            if new.instants("EXDATE", of: master).contains(recurrenceID) { return }
            if let derived = old.derivedContent(at: recurrenceID) {
                do {
                    try compare(derived, old.content(before), recurrenceID: recurrenceID)
                    return
                } catch {}
            }
        }
        throw .attendeeChangeNotAllowed(property: before.name, recurrenceID: recurrenceID)
    }

    private func compare(
        _ before: ComponentContent, _ after: ComponentContent, recurrenceID: Instant?
    ) throws(ITIPError) {
        func refuse(_ property: String, _ differs: Bool) throws(ITIPError) {
            if differs { throw .attendeeChangeNotAllowed(property: property, recurrenceID: recurrenceID) }
        }
        try refuse("DTSTART", before.start != after.start || before.isDate != after.isDate)
        try refuse("DTEND", before.end != after.end)
        try refuse("RRULE", before.rules != after.rules)
        try refuse("RDATE", before.dates != after.dates)
        // Only an instance of several can be left out by itself.
        let keepsDates =
            isRepeating(before) ? before.excluded.isSubset(of: after.excluded) : before.excluded == after.excluded
        try refuse("EXDATE", !keepsDates)
        // Whoever does a task says how far they are by STATUS too; calling it off is the organizer's.
        let isOwnStatus = old.object.componentName == "VTODO" && !before.isCancelled && !after.isCancelled
        try refuse("STATUS", before.status != after.status && !isOwnStatus)
        try refuse("ATTENDEE", before.attendees != after.attendees)
        for name in Set(before.texts.keys).union(after.texts.keys).subtracting(Self.free).sorted() {
            try refuse(name, values(before, name) != values(after, name))
        }
    }

    private func isRepeating(_ content: ComponentContent) -> Bool { !content.rules.isEmpty || !content.dates.isEmpty }

    /// Values alone: clients drop and add parameters as they like.
    private func values(_ content: ComponentContent, _ name: String) -> [String] {
        (content.texts[name] ?? []).map(\.value).sorted()
    }
}

extension CalendarComponent {
    fileprivate var isRepeating: Bool { first("RRULE") != nil || first("RDATE") != nil }
}
