import CalendarTime

/// In which instances of one object an attendee takes part.
struct AttendeePresence {
    /// Presences that are equal here see the same components.
    struct Extent: Hashable {
        var inMaster: Bool
        var present: Set<Instant>
    }

    let members: ObjectMembers?
    /// Whether they are in the series, or the single event, and in which overrides that stand.
    let extent: Extent
    /// The parts of the series that an override for THISANDFUTURE takes from the attendee; the last may have no end. Who is
    /// invited only from such an override on is not in what comes before it.
    let leaves: [Leave]
    /// The series that the attendee is in, its ``leaves`` still in it; nil for single instances.
    private let series: CalendarComponent?

    /// From the override's original start until the next one for THISANDFUTURE that the attendee is in.
    struct Leave: Hashable {
        var from: Instant
        var until: Instant?

        func contains(_ recurrenceID: Instant) -> Bool {
            recurrenceID >= from && until.map { recurrenceID < $0 } ?? true
        }
    }

    /// - Parameter address: normalized.
    init(_ members: ObjectMembers?, of address: String) {
        let member = members?[address]
        self.members = member == nil ? nil : members
        let present = member?.overrides ?? []
        let futures = self.members?.times.futures ?? []
        let own = member?.inMaster == true ? self.members?.times.object.master : nil
        series = own ?? self.members?.times.series(beginningAt: futures.first { present.contains($0) })
        extent = Extent(inMaster: series != nil, present: present)
        leaves = series == nil ? [] : Self.leaves(in: futures, present: present, isThereBefore: own != nil)
    }

    var inMaster: Bool { extent.inMaster }
    var present: Set<Instant> { extent.present }
    var isEmpty: Bool { !inMaster && present.isEmpty }

    /// The overrides that are cancelled or lack the attendee.
    var absent: Set<Instant> { Set(members?.times.overrides.keys.map { $0 } ?? []).subtracting(present) }

    private var excluded: Set<Instant> { members?.excluded ?? [] }

    /// Whether the attendee takes part in the instance; a series without that instance counts as no.
    func contains(_ recurrenceID: Instant) -> Bool {
        guard let times = members?.times else { return false }
        if present.contains(recurrenceID) { return true }
        if times.overrides[recurrenceID] != nil || !inMaster || excluded.contains(recurrenceID) { return false }
        if leaves.contains(where: { $0.contains(recurrenceID) }) { return false }
        return times.hasInstance(at: recurrenceID)
    }

    /// The instances of `self` that the attendee has lost in `later`, by an override or an EXDATE; sorted.
    func lost(in later: AttendeePresence) -> [Instant] {
        let goneByRule = inMaster ? later.excluded.subtracting(excluded) : []
        let away = later.absent
        return away.union(present).union(goneByRule).filter { recurrenceID in
            if later.present.contains(recurrenceID) { return false }
            let isAway = away.contains(recurrenceID) || later.excluded.contains(recurrenceID) || !later.inMaster
            return isAway && contains(recurrenceID)
        }.sorted()
    }

    /// The components as this attendee may know them: the series without the instances that they are not in (EXDATE),
    /// no series at all when they are invited to single instances only.
    func components() -> [CalendarComponent] {
        guard let times = members?.times else { return [] }
        var result: [CalendarComponent] = []
        if let series {
            var master = times.series(series, without: leaves)
            let form = TimeForm(of: master, in: times)
            for recurrenceID in absent.subtracting(excluded).sorted() {
                master.append(form.property("EXDATE", recurrenceID))
            }
            result.append(master)
        }
        result += present.sorted().compactMap { times.overrides[$0] }
        return result
    }

    /// What the attendee can see, `lost` instances aside.
    func visible(without lost: Set<Instant>) -> [Instant?: ComponentContent] {
        guard let members else { return [:] }
        var result: [Instant?: ComponentContent] = [:]
        if let series,
            var seen = leaves.isEmpty
                ? members.contents[nil] : members.times.content(members.times.series(series, without: leaves))
        {
            seen.excluded = seen.excluded.union(absent).subtracting(lost)
            result[nil] = seen
        }
        // An override for this and later says something of later instances, also where its own is lost.
        for recurrenceID in present.subtracting(lost.subtracting(members.times.futures)) {
            if inMaster {
                result[recurrenceID] = members.contents[recurrenceID]
            } else if let override = members.times.overrides[recurrenceID] {
                result[recurrenceID] = members.times.content(override)
            }
        }
        return result
    }
}
