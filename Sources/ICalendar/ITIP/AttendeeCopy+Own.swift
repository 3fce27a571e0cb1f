import CalendarTime

/// What in a copy is the attendee's own (RFC 6638 §3.2.2.1), told from what only came from the organizer.
extension AttendeeCopy {
    /// Keeps in `copy`, which comes from the organizer, what the attendee wrote into `mine`.
    ///
    /// Of categories each word is somebody's: those that the attendee added stay, those that they took out stay away, and
    /// the organizer's follow the organizer. A colour of the attendee's own stays. What the organizer had said before and
    /// says no more goes. Where nobody knows what the organizer had said (``ITIPMessage/earlier``), theirs stands, and the
    /// attendee's where there is none.
    func keepOwnProperties(of mine: CalendarComponent, in copy: inout CalendarComponent) {
        var names: [String] = []
        for property in mine.properties where property.isAttendeesOwn && !names.contains(property.name) {
            names.append(property.name)
        }
        guard !names.isEmpty else { return }
        let said = organizersWord(on: mine)
        for name in names {
            let own = mine.all(name)
            guard let before = said?.all(name), name == "CATEGORIES" || name == "COLOR" else {
                if copy.first(name) == nil { copy.properties += own }
                continue
            }
            if name == "CATEGORIES" {
                copy.mergeCategories(own, after: before)
            } else if own.map(\.value) != before.map(\.value) {
                copy.remove(name)
                copy.properties += own
            }
        }
    }

    /// A date that the attendee took out of their copy by EXDATE stays out while their DECLINED stands there: nobody asks
    /// them again (RFC 5546 §3.2.2.1).
    ///
    /// What the organizer had excluded, or given to others, and now gives to the attendee is there again.
    func keepLeftOut(_ master: inout CalendarComponent?, _ overrides: inout [Instant: CalendarComponent]) {
        guard let stored, let mine = stored.object.master, !mine.isCancelled, let earlier,
            let before = earlier.object.master, let asked = sent.object.master, var series = master
        else { return }
        let leftOut = stored.instants("EXDATE", of: mine)
            .subtracting(earlier.instants("EXDATE", of: before)).subtracting(sent.instants("EXDATE", of: asked))
        let form = TimeForm(of: series, in: sent)
        for recurrenceID in leftOut.sorted() {
            let known = earlier.overrides[recurrenceID] ?? before
            let word = sent.overrides[recurrenceID] ?? asked
            let isKnown = earlier.overrides[recurrenceID] != nil || earlier.futures.isEmpty
            let isSaid = sent.overrides[recurrenceID] != nil || sent.futures.isEmpty
            guard isKnown, isSaid, known.attendee(recipient) != nil, !known.isCancelled, !word.isCancelled,
                !word.isThisAndFuture,
                word.attendee(recipient)?.participationStatus == .declined,
                overrides[recurrenceID] == nil || sent.overrides[recurrenceID] != nil
            else { continue }
            overrides[recurrenceID] = nil
            series.append(form.property("EXDATE", recurrenceID))
        }
        master = series
    }

    /// What the organizer had said of the series or instance that the attendee has as `mine`.
    private func organizersWord(on mine: CalendarComponent) -> CalendarComponent? {
        guard let earlier, let stored else { return nil }
        let override = stored.recurrenceID(of: mine).flatMap { earlier.overrides[$0] }
        return override ?? earlier.object.master
    }
}

extension CalendarComponent {
    /// Brings what an attendee changed in the categories since `before` into these newer ones.
    ///
    /// Who has none left gets the organizer's: programs that know no categories drop them.
    fileprivate mutating func mergeCategories(_ own: [CalendarProperty], after before: [CalendarProperty]) {
        let mine = Set(own.flatMap(\.categories))
        let known = Set(before.flatMap(\.categories))
        guard !mine.isEmpty, mine != known else { return }
        let dropped = known.subtracting(mine)
        var present: Set<String> = []
        properties = properties.compactMap { property in
            guard property.name == "CATEGORIES" else { return property }
            let line = property.keepingCategories { !dropped.contains($0) }
            present.formUnion(line?.categories ?? [])
            return line
        }
        for property in own {
            guard let line = property.keepingCategories({ !known.contains($0) && !present.contains($0) }) else {
                continue
            }
            present.formUnion(line.categories)
            append(line)
        }
    }
}

extension CalendarProperty {
    fileprivate var categories: [String] { textList.map(\.trimmingSpaces).filter { !$0.isEmpty } }

    /// The list with those of its categories alone that are wanted, as they are written; nil without any.
    fileprivate func keepingCategories(_ isWanted: (String) -> Bool) -> CalendarProperty? {
        let kept = CalendarText.split(value, at: ",").filter { part in
            let text = CalendarText.unescaped(part).trimmingSpaces
            return !text.isEmpty && isWanted(text)
        }
        guard !kept.isEmpty else { return nil }
        var line = self
        line.value = kept.joined(separator: ",")
        return line
    }
}
