import BookingCore
import CalendarTime
import ICalendar

/// Brings an organizer's message to a person here: their copy of the event is made or changed, and the message lies in
/// their inbox (RFC 6638 §4.1).
struct AttendeeDelivery {
    let round: OrganizerRound

    /// - Returns: what SCHEDULE-STATUS says of it (RFC 6638 §3.2.9).
    func deliver(_ message: ITIPMessage, to person: Person) throws -> ScheduleStatus {
        let owner = PrincipalID.person(person.id)
        let transaction = round.transaction
        let held = try transaction.object(uid: message.uid, ownedBy: owner)
        let object = try held?.parsed()
        if let object, object.organizer == nil {
            // An event of their own that happens to have the UID: the message is shown, the event stays.
            try round.putInboxItem(message.object, in: .inbox(of: owner))
            return .delivered
        }
        let names = person.addressSet.union([message.recipient.normalized])
        let context = try round.context()
        switch try message.applied(to: object, recipient: names, context: context) {
        case .created(let copy), .updated(let copy), .cancelled(let copy):
            let collection = try held?.collection ?? home(of: owner, for: copy)
            guard try transaction.collection(collection) != nil else { break }
            try transaction.put(
                try StoredObject(
                    copy, name: held?.name ?? Digest.etag(of: message.uid) + ".ics", collection: collection,
                    scheduleTag: try round.newScheduleTag(), zones: round.environment.zones, now: round.now))
        case .ignored(.otherOrganizer):
            // The UID is somebody else's here (RFC 5546 §3.2.2.5): nothing of the message is told.
            return .noAuthority
        case .remembered, .answered, .ignored:
            return .delivered
        }
        try round.putInboxItem(message.object, in: .inbox(of: owner))
        return .delivered
    }

    /// Where new invitations go (RFC 6638 §4.3); a task into the first calendar where the chosen one takes none.
    private func home(of owner: PrincipalID, for copy: CalendarObject) throws -> CollectionID {
        let chosen = try CalendarHome.scheduleCalendar(of: owner, in: round.transaction)
        let takes = try round.transaction.collection(chosen)?.components.contains(copy.componentName ?? "VEVENT")
        return takes == true ? chosen : .calendar(of: owner)
    }
}
