/// What a change of an attendee's copy brings about.
public struct AttendeeChange: Hashable, Sendable {
    /// REPLY messages: one for the series or event, one for each instance whose answer changed by itself.
    public var messages: [ITIPMessage]
    /// What to store; SCHEDULE-FORCE-SEND taken out. Nil after a deletion.
    public var object: CalendarObject?
}
