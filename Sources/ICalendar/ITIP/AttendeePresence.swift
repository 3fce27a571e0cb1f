import CalendarTime

/// In which instances of one object an attendee takes part.
struct AttendeePresence {
    let times: ObjectTimes
    let addresses: Set<String>
    /// In the series, or the single event.
    let inMaster: Bool
    /// The overrides that stand and have the attendee, by original start.
    let present: Set<Instant>
    /// The overrides that are cancelled or lack the attendee.
    let absent: Set<Instant>
    private let excluded: Set<Instant>

    init(_ times: ObjectTimes?, of addresses: Set<String>, context: ITIPContext) {
        let times = times ?? ObjectTimes(CalendarObject(components: []), context)
        self.times = times
        self.addresses = addresses
        func hasAttendee(_ component: CalendarComponent) -> Bool {
            !component.isCancelled && component.attendee(addresses) != nil
        }
        let master = times.object.master
        inMaster = master.map(hasAttendee) ?? false
        excluded = master.map { times.instants("EXDATE", of: $0) } ?? []
        present = Set(times.overrides.filter { hasAttendee($0.value) }.keys)
        absent = Set(times.overrides.keys).subtracting(present)
    }

    var isEmpty: Bool { !inMaster && present.isEmpty }

    /// Whether the attendee takes part in the instance; a series without that instance counts as no.
    func contains(_ recurrenceID: Instant) -> Bool {
        if present.contains(recurrenceID) { return true }
        if absent.contains(recurrenceID) || !inMaster || excluded.contains(recurrenceID) { return false }
        return times.hasInstance(at: recurrenceID)
    }

    /// The instances of `self` that the attendee has lost in `later`, by an override or an EXDATE; sorted.
    func lost(in later: AttendeePresence) -> [Instant] {
        let named = later.absent.union(present).union(inMaster ? later.excluded.subtracting(excluded) : [])
        return named.filter { recurrenceID in
            guard contains(recurrenceID) else { return false }
            if later.present.contains(recurrenceID) { return false }
            if later.absent.contains(recurrenceID) || later.excluded.contains(recurrenceID) { return true }
            return !later.inMaster
        }.sorted()
    }

    /// The components as this attendee may know them: the series without the instances that they are not in (EXDATE),
    /// no series at all when they are invited to single instances only.
    func components() -> [CalendarComponent] {
        var result: [CalendarComponent] = []
        if inMaster, var master = times.object.master {
            let form = TimeForm(of: master, in: times)
            for recurrenceID in absent.subtracting(excluded).sorted() {
                master.append(form.property("EXDATE", recurrenceID))
            }
            result.append(master)
        }
        result += present.sorted().compactMap { times.overrides[$0] }
        return result
    }
}
