import CalendarTime

extension EngineContext {
    /// The same schedules with what open series take in `window` among the stored time, so that many decisions about it
    /// expand them once, and without what `booking` takes there, nor what goes with it.
    func settled(in window: TimeRange, without booking: BookingID) -> EngineContext {
        var context = self
        let own = Set([booking] + [standing?.id].compactMap { $0 })
        context.schedules = schedules.mapValues { $0.settled(in: window, without: own) }
        context.companions = companions.map { $0.settled(in: window, without: booking) }
        return context
    }

    /// With `ranges` taken by somebody else.
    ///
    /// - Parameter id: of nobody else.
    func taking(_ ranges: [TimeRange], units: Int, as id: Int64 = .min) -> EngineContext {
        guard !ranges.isEmpty else { return self }
        var context = self
        var schedule = schedules[resource.id] ?? ResourceSchedule()
        schedule.apply(
            old: nil,
            new: .standIn(
                BookingID(rawValue: id), on: resource.id, units: units, ranges.map { ($0, tentative: false) }))
        context.schedules[resource.id] = schedule
        return context
    }
}

extension ResourceSchedule {
    fileprivate func settled(in window: TimeRange, without own: Set<BookingID>) -> ResourceSchedule {
        guard let resource else { return self }
        var schedule = self
        schedule.keepOpenSeries { _ in false }
        for open in openSeries where !own.contains(open.booking) {
            var ranges: [(TimeRange, tentative: Bool)] = []
            open.overlaps(window) { instance in
                ranges.append((instance.range, open.tentative))
                return true
            }
            if !ranges.isEmpty {
                schedule.apply(old: nil, new: .standIn(open.booking, on: resource, units: open.units, ranges))
            }
        }
        for (key, ranges) in schedule.entries(of: own, in: window) {
            schedule.apply(old: .standIn(key.booking, on: resource, units: key.units, ranges), new: nil)
        }
        return schedule
    }

    private struct EntryKey: Hashable {
        var booking: BookingID
        var units: Int
    }

    private func entries(
        of bookings: Set<BookingID>, in window: TimeRange
    ) -> [EntryKey: [(TimeRange, tentative: Bool)]] {
        var entries: [EntryKey: [(TimeRange, tentative: Bool)]] = [:]
        index.overlaps(window) { entry in
            if bookings.contains(entry.slot.booking) {
                let key = EntryKey(booking: entry.slot.booking, units: entry.unitCount)
                entries[key, default: []].append((entry.range, entry.tentative))
            }
            return true
        }
        return entries
    }
}

extension Booking {
    /// What takes these ranges in a schedule, and is nothing else.
    fileprivate static func standIn(
        _ id: BookingID, on resource: ResourceID, units: Int, _ ranges: [(TimeRange, tentative: Bool)]
    ) -> Booking {
        let instances = ranges.map { range, tentative in
            BookedInstance(recurrenceID: range.start, range: range, verdict: tentative ? .tentative : .accepted)
        }
        let span = ranges.first?.0 ?? TimeRange(start: .minDateTime, end: .minDateTime)
        return Booking(
            id: id, resource: resource, uid: "", organizer: BookingOrganizer(personID: nil, address: ""), title: "",
            units: units, state: .confirmed, series: RecurrenceSet(single: span), instances: instances,
            stamp: .distantPast, createdAt: .distantPast, updatedAt: .distantPast)
    }
}
