import CalendarTime

/// The REQUESTs of one change: attendees who are in the same instances get the same object.
typealias SharedRequests = [AttendeePresence.Extent: CalendarObject]

/// The messages of one change to one attendee.
struct MessageRound {
    let old: ObjectTimes?
    let new: ObjectTimes?
    /// The property in the new version, else in the old.
    let attendee: Attendee
    let context: ITIPContext
    private let before: AttendeePresence
    private let after: AttendeePresence
    private let forced: Bool

    init(old: ObjectMembers?, new: ObjectMembers?, attendee: Attendee, context: ITIPContext) {
        self.old = old?.times
        self.new = new?.times
        self.attendee = attendee
        self.context = context
        let address = attendee.address.normalized
        let served = old?[address]?.property.scheduleAgent == .server
        before = AttendeePresence(served ? old : nil, of: address)
        after = AttendeePresence(new, of: address)
        forced = new?[address]?.isForced ?? false
    }

    /// Whether the server speaks to this attendee (SCHEDULE-AGENT, RFC 6638 §7.1).
    var isServed: Bool { attendee.scheduleAgent == .server }

    func unserved() -> OrganizerChange.UnservedAttendee {
        OrganizerChange.UnservedAttendee(
            address: attendee.address, agent: attendee.scheduleAgent, clientAnswer: attendee.participationStatus,
            cancel: before.isEmpty ? nil : cancelEverything())
    }

    func messages(rescheduled: Set<Instant?>, shared: inout SharedRequests) -> [ITIPMessage] {
        if after.isEmpty {
            return before.isEmpty ? [] : [cancelEverything()].compactMap { $0 }
        }
        if before.inMaster, !after.inMaster {
            // Only single instances are left: the series is cancelled, and they are sent anew.
            return [cancelEverything(), request(significant: true, shared: &shared)].compactMap { $0 }
        }
        let lost = before.lost(in: after)
        var result = lost.isEmpty ? [] : [cancel(lost)].compactMap { $0 }
        let gained = before.isEmpty || (after.inMaster && !before.inMaster) || hasGainedInstances
        let asked = (after.inMaster && rescheduled.contains(nil)) || after.present.contains { rescheduled.contains($0) }
        if gained || asked || forced || before.visible(without: Set(lost)) != after.visible(without: Set(lost)) {
            result += [request(significant: gained || asked || forced, shared: &shared)].compactMap { $0 }
        }
        return result
    }

    private var hasGainedInstances: Bool {
        after.present.subtracting(before.present).contains { !before.contains($0) }
            || before.absent.subtracting(after.absent).contains { after.contains($0) }
    }

    // MARK: Messages

    private func request(significant: Bool, shared: inout SharedRequests) -> ITIPMessage? {
        guard let source = new?.object, let organizer = source.organizer else { return nil }
        let object =
            shared[after.extent] ?? Self.requestObject(after.components(), from: source, context: context)
        shared[after.extent] = object
        var message = ITIPMessage(
            method: .request, object: object, organizer: organizer, sender: organizer, recipient: attendee.address,
            significant: significant, scheduleForceSend: forced)
        message.earlier = old?.object
        return message
    }

    /// The VCALENDAR of a REQUEST: stamped now, each attendee with a PARTSTAT.
    static func requestObject(
        _ components: [CalendarComponent], from source: CalendarObject, context: ITIPContext
    ) -> CalendarObject {
        let sent = components.map { component in
            var copy = component.strippedForSending()
            copy.stamp(context.now)
            if copy.first("SEQUENCE") == nil { copy.sequence = 0 }
            for index in copy.properties.indices where copy.properties[index].name == "ATTENDEE" {
                if copy.properties[index][parameter: "PARTSTAT"] == nil {
                    copy.properties[index][parameter: "PARTSTAT"] = ParticipationStatus.needsAction.text
                }
            }
            return copy
        }
        return source.message(.request, of: sent)
    }

    /// The CANCEL of all that the attendee was in. One SEQUENCE higher when the object is gone, where nothing else can
    /// raise it (RFC 5546 §3.2.5).
    private func cancelEverything() -> ITIPMessage? {
        guard let old else { return nil }
        let highest = max(old.object.sequence, new?.object.sequence ?? 0)
        if before.inMaster, let master = old.object.master {
            let isWholeEnd = new == nil
            let sequence = isWholeEnd ? highest + 1 : cancelSequence
            return cancel([notice(of: master, sequence: sequence)])
        }
        return cancel(before.present.sorted())
    }

    /// Not above what the stored series has, so that a later invitation of the same attendee is not taken for an old
    /// one.
    private var cancelSequence: Int {
        let kept = new?.object.master?.sequence ?? new?.object.sequence ?? 0
        let known = before.present.compactMap { old?.overrides[$0]?.sequence } + [old?.object.master?.sequence ?? 0]
        return max(kept, known.max() ?? 0)
    }

    /// The CANCEL of single instances.
    private func cancel(_ lost: [Instant]) -> ITIPMessage? {
        guard let old else { return nil }
        let notices = lost.compactMap { recurrenceID -> CalendarComponent? in
            guard var instance = old.overrides[recurrenceID] ?? old.derivedInstance(at: recurrenceID) else {
                return nil
            }
            instance.updateRecurrenceIDRange()
            let kept = new?.overrides[recurrenceID] ?? new?.object.master
            let sequence = kept.map { max($0.sequence, instance.sequence) } ?? old.object.sequence + 1
            return notice(of: instance, sequence: sequence)
        }
        return cancel(notices)
    }

    private func cancel(_ notices: [CalendarComponent]) -> ITIPMessage? {
        guard let source = old?.object, let organizer = source.organizer, !notices.isEmpty else { return nil }
        return ITIPMessage(
            method: .cancel, object: source.message(.cancel, of: notices), organizer: organizer, sender: organizer,
            recipient: attendee.address, significant: true, scheduleForceSend: forced)
    }

    /// The component of a CANCEL: when and what, the organizer, and the one attendee.
    private func notice(of component: CalendarComponent, sequence: Int) -> CalendarComponent {
        let kept: Set<String> = [
            "UID", "RECURRENCE-ID", "DTSTART", "DTEND", "DUE", "DURATION", "SUMMARY", "LOCATION", "ORGANIZER",
            "CREATED",
        ]
        var copy = component.strippedForSending()
        copy.components = []
        copy.properties.removeAll { property in
            if property.name == "ATTENDEE" { return !CalendarAddress(property).matches([attendee.address.normalized]) }
            return !kept.contains(property.name)
        }
        copy.status = "CANCELLED"
        copy.sequence = sequence
        copy.stamp(context.now)
        return copy
    }
}

extension CalendarComponent {
    /// One instance is meant, also where the override stood for THISANDFUTURE.
    fileprivate mutating func updateRecurrenceIDRange() {
        guard var property = first("RECURRENCE-ID") else { return }
        property[parameter: "RANGE"] = nil
        set(property)
    }
}
