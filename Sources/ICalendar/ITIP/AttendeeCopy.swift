import CalendarTime

/// An attendee's copy of an event under a message of its organizer.
struct AttendeeCopy {
    let object: CalendarObject?
    let message: ITIPMessage
    let recipient: Set<String>
    let ordering: ITIPOrdering
    let tombstone: ITIPTombstone?
    let context: ITIPContext
    let stored: ObjectTimes?
    let sent: ObjectTimes
    /// The organizer's event before the message, where there is a copy to bring it into.
    let earlier: ObjectTimes?

    init(
        object: CalendarObject?, message: ITIPMessage, recipient: Set<String>, ordering: ITIPOrdering,
        tombstone: ITIPTombstone?, context: ITIPContext
    ) {
        self.object = object
        self.message = message
        self.recipient = recipient
        self.ordering = ordering
        self.tombstone = tombstone
        self.context = context
        stored = object.map { ObjectTimes($0, context) }
        sent = ObjectTimes(message.object, context)
        earlier = object == nil ? nil : message.earlier.map { ObjectTimes($0, context) }
    }

    // MARK: REQUEST (RFC 5546 §3.2.2)

    /// A master is the whole of what the organizer shows: it replaces the stored one and every override that is not
    /// later; an override alone replaces its instance.
    func request() -> ITIPOutcome {
        guard message.object.main.contains(where: { $0.attendee(recipient) != nil }) else {
            return .ignored(.notInvited)
        }
        var master = stored?.object.master
        var overrides = stored?.overrides ?? [:]
        var floor = master.map(VersionOrder.init) ?? tombstone?.order(of: nil)
        var refusals: [IgnoredReason] = []
        var isWhole = false
        var accepted = false
        if let snapshot = message.object.master {
            let order = VersionOrder(snapshot)
            if let reason = refusalOf(order, against: floor, isCancelled: master?.isCancelled ?? (floor != nil)) {
                refusals.append(reason)
            } else {
                (isWhole, accepted, floor) = (true, true, order)
                overrides = overrides.filter { outlives(order, $0.value) }
                master = personal(snapshot, replacing: stored?.object.master)
            }
        }
        for (recurrenceID, component) in sent.overrides {
            let own = VersionOrder(component)
            let order = isWhole ? max(own, floor ?? own) : own
            let known = overrides[recurrenceID].map(VersionOrder.init) ?? tombstone?.order(of: recurrenceID)
            let isCancelled = overrides[recurrenceID]?.isCancelled ?? (known != nil)
            var reason = refusalOf(order, against: known, isCancelled: isCancelled)
            if !isWhole {
                reason = reason ?? refusalOf(order, against: floor, isCancelled: master?.isCancelled ?? false)
            }
            if let reason {
                refusals.append(reason)
                continue
            }
            accepted = true
            overrides[recurrenceID] = personal(
                component, replacing: stored?.overrides[recurrenceID] ?? stored?.object.master)
        }
        guard accepted else { return .ignored(refusals.first ?? .older) }
        if !isWhole, let former = master, former.isCancelled, !isOfOneType(with: former) {
            // A cancelled series by the hour and all-day dates that stand for themselves are no one object.
            master = nil
            overrides = overrides.filter { sent.overrides[$0.key] != nil || !$0.value.isCancelled }
        }
        recallCancelled(&master, &overrides, floor: floor)
        if isWhole { keepLeftOut(&master, &overrides) }
        let result = assemble(master: master, overrides: overrides)
        return object == nil ? .created(result) : .updated(result)
    }

    /// Whether the dates that were sent may be exceptions to the series: all dates, or all times (RFC 5545 §3.8.4.4).
    private func isOfOneType(with series: CalendarComponent) -> Bool {
        guard let stored else { return true }
        let isDate = stored.content(series).isDate
        return sent.overrides.values.allSatisfy { sent.content($0).isDate == isDate }
    }

    /// Whether a stored override stands although a series of version `order` without it came: it is later, or a CANCEL
    /// of the same version.
    private func outlives(_ order: VersionOrder, _ override: CalendarComponent) -> Bool {
        guard ordering == .byMessage else { return false }
        let own = VersionOrder(override)
        return order < own || (override.isCancelled && order == own)
    }

    /// Why a version does not take effect against the one known, nil if it does.
    func refusalOf(_ order: VersionOrder, against known: VersionOrder?, isCancelled: Bool) -> IgnoredReason? {
        guard ordering == .byMessage, let known, order <= known else { return nil }
        if isCancelled { return .cancelledBefore }
        return order == known ? .repeated : .older
    }

    /// The component as the recipient keeps it: the organizer's, with what is the attendee's own (RFC 6638 §3.2.2.1),
    /// and with their answer where the organizer did not ask again.
    func personal(_ component: CalendarComponent, replacing mine: CalendarComponent?) -> CalendarComponent {
        var copy = component
        copy.components.removeAll { $0.name == "VALARM" }
        copy.removeSchedulingParameters([
            SchedulingParameter.status, SchedulingParameter.forceSend, SchedulingParameter.answered,
        ])
        guard let mine, !mine.isCancelled, let stored else { return copy }
        copy.components += mine.components.filter { $0.name == "VALARM" }
        keepOwnProperties(of: mine, in: &copy)
        let asksAgain = sent.isRescheduled(component, after: mine, in: stored)
        if !asksAgain {
            if let transparency = mine.first("TRANSP") { copy.set(transparency) }
            if copy.name == "VTODO", !copy.isCancelled, let progress = mine.first("STATUS") { copy.set(progress) }
            if let answer = mine.attendee(recipient)?.participationStatus, answer != .needsAction {
                let asked = copy.attendee(recipient)?.participationStatus ?? .needsAction
                if asked == .needsAction { copy.answer(recipient, answer) }
            }
        }
        return copy
    }

    // MARK: ADD (RFC 5546 §3.2.4)

    /// New instances of a known series. Without the series, or with a rule inside, the recipient asks for the whole
    /// (REFRESH) instead of guessing.
    func add() -> ITIPOutcome {
        guard let stored, var master = stored.object.master, !master.isCancelled,
            !message.object.main.contains(where: { $0.first("RRULE") != nil || $0.first("RECURRENCE-ID") != nil })
        else { return refreshInstead() }
        let order = message.object.main.map(VersionOrder.init).max() ?? VersionOrder(master)
        if let reason = refusalOf(order, against: VersionOrder(master), isCancelled: false) { return .ignored(reason) }
        var overrides = stored.overrides
        let form = TimeForm(of: master, in: stored)
        for component in message.object.main {
            guard let start = sent.instant("DTSTART", of: component) else { return refreshInstead() }
            master.append(form.property("RDATE", start))
            var instance = personal(component, replacing: nil)
            let place = instance.properties.firstIndex { $0.name == "DTSTART" } ?? instance.properties.startIndex
            instance.properties.insert(form.property("RECURRENCE-ID", start), at: place)
            overrides[start] = instance
        }
        master.sequence = max(order.sequence, master.sequence)
        master.stamp(order.stamp)
        return .updated(assemble(master: master, overrides: overrides))
    }

    private func refreshInstead() -> ITIPOutcome {
        let attendee = message.object.attendees.first { $0.address.matches(recipient) }
        guard let attendee else { return .ignored(.notInvited) }
        var component = CalendarComponent(message.object.componentName ?? "VEVENT")
        component.uid = message.uid
        component.stamp(context.now)
        component.append(CalendarProperty("ORGANIZER", value: message.organizer.raw))
        component.append(CalendarProperty("ATTENDEE", value: attendee.address.raw))
        let refresh = ITIPMessage(
            method: .refresh, object: CalendarObject(components: [component], method: ITIPMethod.refresh.rawValue),
            organizer: message.organizer, sender: attendee.address, recipient: message.organizer, significant: true)
        return .answered([refresh])
    }

    // MARK: Result

    /// The object of these components; VTIMEZONEs of the message join those that are here, and those that come with the
    /// whole series take the place of others of their name, which said when it was (RFC 5545 §3.6.5).
    func assemble(master: CalendarComponent?, overrides: [Instant: CalendarComponent]) -> CalendarObject {
        let components = (master.map { [$0] } ?? []) + overrides.sorted { $0.key < $1.key }.map(\.value)
        var result = object ?? message.object
        result.method = nil
        result.main = components
        if message.object.master != nil {
            let brought = Set(
                message.object.calendar.components(named: "VTIMEZONE").compactMap { $0.first("TZID")?.value })
            result.calendar.components.removeAll { component in
                component.name == "VTIMEZONE" && component.first("TZID").map { brought.contains($0.value) } ?? false
            }
        }
        let known = Set(result.calendar.components(named: "VTIMEZONE").compactMap { $0.first("TZID")?.value })
        let added = message.object.calendar.components(named: "VTIMEZONE").filter { zone in
            zone.first("TZID").map { !known.contains($0.value) } ?? false
        }
        result.calendar.components.insert(contentsOf: added, at: 0)
        return result
    }
}

extension ObjectTimes {
    /// Whether `component` of this object asks for a new answer, after `other` of another object: a higher SEQUENCE or
    /// another time.
    func isRescheduled(
        _ component: CalendarComponent, after other: CalendarComponent, in otherTimes: ObjectTimes
    ) -> Bool {
        if component.first("RECURRENCE-ID") != nil, other.first("RECURRENCE-ID") == nil {
            // A date that the series did not have is asked for the first time.
            guard let recurrenceID = recurrenceID(of: component), otherTimes.hasInstance(at: recurrenceID) else {
                return true
            }
            let derived = otherTimes.derivedContent(at: recurrenceID)
            return derived.map(content(component).isRescheduled(after:)) ?? true
        }
        return content(component).isRescheduled(after: otherTimes.content(other))
    }
}

extension CalendarProperty {
    /// Whether an attendee may have it for themselves in their copy (RFC 6638 §3.2.2.1), to be kept over an update.
    var isAttendeesOwn: Bool {
        ["CATEGORIES", "COLOR", "PERCENT-COMPLETE", "COMPLETED", "CREATED"].contains(name) || name.hasPrefix("X-")
    }
}

extension CalendarComponent {
    mutating func markCancelled(_ order: VersionOrder) {
        status = "CANCELLED"
        sequence = order.sequence
        stamp(order.stamp)
    }

    mutating func answer(_ addresses: Set<String>, _ status: ParticipationStatus) {
        updateAttendee(addresses) { $0[parameter: "PARTSTAT"] = status.text }
    }
}
