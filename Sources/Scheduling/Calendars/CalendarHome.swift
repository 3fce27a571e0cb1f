public import CalendarTime

/// What every person and every resource has from the beginning: one calendar and one inbox.
public enum CalendarHome {
    /// Makes the owner's `calendar` and `inbox` where they are missing.
    public static func provision(
        _ owner: PrincipalID, displayName: String, in transaction: any BookingTransaction, now: Instant
    ) throws {
        let calendar = CollectionID.calendar(of: owner)
        let inbox = CollectionID.inbox(of: owner)
        try transaction.require([.collection(calendar), .collection(inbox)])
        if try transaction.collection(calendar) == nil {
            var components = ["VEVENT"]
            if case .person = owner { components = CalendarCollection.allComponents }
            try transaction.save(
                CalendarCollection(id: calendar, displayName: displayName, components: components, createdAt: now))
        }
        if try transaction.collection(inbox) == nil {
            try transaction.save(
                CalendarCollection(
                    id: inbox, kind: .inbox, displayName: "Inbox", components: ["VEVENT"], createdAt: now))
        }
    }

    /// The calendar that invitations are put into (RFC 6638 §9.2): the one that the owner chose, as long as it is there and
    /// takes events; otherwise the first one, which stays.
    public static func scheduleCalendar(
        of owner: PrincipalID, in snapshot: any BookingSnapshot
    ) throws -> CollectionID {
        guard let name = try snapshot.collection(.inbox(of: owner))?.defaultCalendar else {
            return .calendar(of: owner)
        }
        let chosen = CollectionID(owner: owner, name: name)
        return try snapshot.collection(chosen)?.takesInvitations == true ? chosen : .calendar(of: owner)
    }
}
