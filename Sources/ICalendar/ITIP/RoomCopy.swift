/// How a room keeps an event in its own calendar.
public struct RoomCopyForm: Hashable, Sendable {
    /// Whether attendees other than the room and the organizer stay in.
    public var keepsAttendees: Bool
    public var keepsAttachments: Bool
    public var keepsDescription: Bool
    /// Whether a pending answer (TENTATIVE) takes time.
    public var pendingBlocks: Bool

    public init(
        keepsAttendees: Bool = true, keepsAttachments: Bool = false, keepsDescription: Bool = true,
        pendingBlocks: Bool = true
    ) {
        self.keepsAttendees = keepsAttendees
        self.keepsAttachments = keepsAttachments
        self.keepsDescription = keepsDescription
        self.pendingBlocks = pendingBlocks
    }
}

extension ITIPBroker {
    /// The event as it stands in the room's calendar: OPAQUE where the room accepted (or holds the time while the
    /// answer is pending), TRANSPARENT elsewhere; no alarms, no scheduling parameters of the organizer's copy.
    ///
    /// - Parameter room: the room's normalized addresses.
    public static func roomCopy(
        of object: CalendarObject, room: Set<String>, form: RoomCopyForm = RoomCopyForm()
    )
        -> CalendarObject
    {
        var copy = object
        copy.method = nil
        copy.updateMain { component in
            component = component.strippedForSending()
            let answer = component.attendee(room)?.participationStatus ?? .needsAction
            component.transparent = !(answer == .accepted || (answer == .tentative && form.pendingBlocks))
            if !form.keepsAttachments { component.remove("ATTACH") }
            if !form.keepsDescription { component.remove("DESCRIPTION") }
            if !form.keepsAttendees {
                let organizer = component.organizer?.normalized
                component.properties.removeAll { property in
                    guard property.name == "ATTENDEE" else { return false }
                    let address = CalendarAddress(property)
                    return !address.matches(room) && address.normalized != organizer
                }
            }
        }
        return copy
    }
}
