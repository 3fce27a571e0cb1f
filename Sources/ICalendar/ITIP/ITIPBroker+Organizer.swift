import CalendarTime

/// Turns changes of calendar objects into scheduling messages, and messages into changes (RFC 5546, RFC 6638 §3.2).
///
/// Pure: keeps nothing, reads no clock, so the same input always gives the same output.
public enum ITIPBroker {
    /// What the organizer's change from `old` to `new` asks the server to send, and the object to store.
    ///
    /// Each attendee's message holds the instances that they are in. A change of times or recurrence raises SEQUENCE
    /// where the client forgot (RFC 5546 §2.1.4) and sets the other attendees' answers back to NEEDS-ACTION; a change
    /// of text sends a REQUEST with `significant` false; what nobody can see sends nothing.
    ///
    /// - Parameter old: nil for a new object.
    /// - Parameter new: nil for a deleted one.
    /// - Parameter organizer: the writer's normalized addresses.
    public static func organizerMessages(
        from old: CalendarObject?, to new: CalendarObject?, organizer: Set<String>, context: ITIPContext
    ) throws(ITIPError) -> OrganizerChange {
        try checkOrganizer(from: old, to: new, organizer: organizer, context: context)
        let oldMembers = old.map { ObjectMembers(ObjectTimes($0, context)) }
        var shared: SharedRequests = [:]
        guard let new else {
            var change = OrganizerChange(messages: [], object: nil, unserved: [])
            for attendee in invited(old, nil, except: organizer) where attendee.scheduleAgent == .server {
                let round = MessageRound(old: oldMembers, new: nil, attendee: attendee, context: context)
                change.messages += round.messages(rescheduled: [], shared: &shared)
            }
            return change
        }
        var versions = VersionRaise(old: oldMembers?.times, new: ObjectTimes(new, context), organizer: organizer)
        versions.raise()
        let newMembers = ObjectMembers(ObjectTimes(versions.object, context))
        var change = OrganizerChange(messages: [], object: versions.object, unserved: [])
        for attendee in invited(old, versions.object, except: organizer) {
            let round = MessageRound(old: oldMembers, new: newMembers, attendee: attendee, context: context)
            if round.isServed {
                change.messages += round.messages(rescheduled: versions.rescheduled, shared: &shared)
            } else {
                change.unserved.append(round.unserved())
            }
        }
        change.object?.updateMain { $0.removeSchedulingParameters([SchedulingParameter.forceSend]) }
        return change
    }

    /// Every attendee of both versions, the new version's property first, without the organizer.
    private static func invited(
        _ old: CalendarObject?, _ new: CalendarObject?, except organizer: Set<String>
    ) -> [Attendee] {
        var own = organizer
        for object in [old, new] { if let address = object?.organizer { own.insert(address.normalized) } }
        var seen: Set<String> = []
        return ((new?.attendees ?? []) + (old?.attendees ?? [])).filter { attendee in
            !attendee.address.matches(own) && seen.insert(attendee.address.normalized).inserted
        }
    }

    private static func checkOrganizer(
        from old: CalendarObject?, to new: CalendarObject?, organizer: Set<String>, context: ITIPContext
    ) throws(ITIPError) {
        if let old, let new, old.uid != new.uid { throw .uidChanged }
        if let new { try checkSameOrganizer(in: new) }
        guard let known = new?.organizer ?? old?.organizer else { return }
        if let before = old?.organizer, let new {
            if let after = new.organizer {
                let bothOwn = before.matches(organizer) && after.matches(organizer)
                if !bothOwn, !context.isSamePerson(before, after) { throw .organizerChanged(from: before, to: after) }
            } else if !new.attendees.isEmpty {
                throw .organizerChanged(from: before, to: nil)
            }
        }
        let property = (new ?? old)?.main.lazy.compactMap { $0.first("ORGANIZER") }.first
        let agent = property?[parameter: "SENT-BY"].map { CalendarAddress($0).matches(organizer) } ?? false
        if !known.matches(organizer), !agent { throw .notOrganizer(known) }
    }

    /// All components of one object have the same organizer (RFC 6638 §3.2.4.2).
    static func checkSameOrganizer(in object: CalendarObject) throws(ITIPError) {
        guard let first = object.organizer else { return }
        for component in object.main {
            if let other = component.organizer, other.normalized != first.normalized {
                throw .differentOrganizers(first, other)
            }
        }
    }
}
