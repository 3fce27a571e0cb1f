import CalendarTime

/// Who is invited to what in one object, read once: an object may have hundreds of attendees in hundreds of overrides.
struct ObjectMembers {
    /// Where one attendee stands.
    struct Member {
        var inMaster = false
        /// The overrides with the attendee that are not cancelled, by original start.
        var overrides: Set<Instant> = []
        /// The first property, of the master where it is there.
        var property: CalendarProperty
        /// SCHEDULE-FORCE-SEND=REQUEST anywhere.
        var isForced = false
    }

    let times: ObjectTimes
    /// EXDATE of the master.
    let excluded: Set<Instant>
    /// What the object says, overrides that say no more than the series left out.
    let contents: [Instant?: ComponentContent]
    private var members: [String: Member] = [:]

    init(_ times: ObjectTimes) {
        self.times = times
        excluded = times.object.master.map { times.instants("EXDATE", of: $0) } ?? []
        contents = times.contents()
        if let master = times.object.master { note(master, at: nil) }
        for (recurrenceID, override) in times.overrides { note(override, at: recurrenceID) }
    }

    private mutating func note(_ component: CalendarComponent, at recurrenceID: Instant?) {
        for attendee in component.attendees {
            var member = members[attendee.address.normalized] ?? Member(property: attendee.property)
            if attendee.scheduleForceSend == "REQUEST" { member.isForced = true }
            if !component.isCancelled {
                if let recurrenceID { member.overrides.insert(recurrenceID) } else { member.inMaster = true }
            }
            members[attendee.address.normalized] = member
        }
    }

    /// - Parameter address: normalized.
    subscript(address: String) -> Member? { members[address] }
}
