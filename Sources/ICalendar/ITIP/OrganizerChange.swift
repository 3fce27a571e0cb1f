/// What a change of the organizer's object brings about.
public struct OrganizerChange: Hashable, Sendable {
    /// An attendee whom the server sends nothing, because a client does or nobody shall (RFC 6638 §7.1).
    public struct UnservedAttendee: Hashable, Sendable {
        public var address: CalendarAddress
        public var agent: ScheduleAgent
        /// The answer the client wrote. For a local room it means nothing: the caller resets it to NEEDS-ACTION.
        public var clientAnswer: ParticipationStatus
        /// Where the server served the attendee before: the CANCEL that frees a local room. Not sent to people.
        public var cancel: ITIPMessage?
    }

    /// Per attendee; a CANCEL stands before the REQUEST of the same attendee.
    public var messages: [ITIPMessage]
    /// What to store: SEQUENCE raised and answers reset where needed, SCHEDULE-FORCE-SEND taken out. Nil after a
    /// deletion.
    public var object: CalendarObject?
    public var unserved: [UnservedAttendee]
}
