import CalendarTime

extension EngineContext {
    /// The same schedules with what open series take in `window` among the stored time, so that many decisions about it
    /// expand them once, and without what `booking` takes there.
    func settled(in window: TimeRange, without booking: BookingID) -> EngineContext {
        var context = self
        context.schedules = schedules.mapValues { $0.settled(in: window, without: booking) }
        context.companions = companions.map { $0.settled(in: window, without: booking) }
        return context
    }

    /// With `ranges` taken by somebody else.
    func taking(_ ranges: [TimeRange], units: Int) -> EngineContext {
        guard !ranges.isEmpty else { return self }
        var context = self
        var schedule = schedules[resource.id] ?? ResourceSchedule()
        schedule.apply(
            old: nil,
            new: .standIn(
                BookingID(rawValue: .min), on: resource.id, units: units, ranges.map { ($0, tentative: false) }))
        context.schedules[resource.id] = schedule
        return context
    }
}

extension ResourceSchedule {
    fileprivate func settled(in window: TimeRange, without booking: BookingID) -> ResourceSchedule {
        guard let resource else { return self }
        var schedule = self
        schedule.keepOpenSeries { _ in false }
        for open in openSeries where open.booking != booking {
            var ranges: [(TimeRange, tentative: Bool)] = []
            open.overlaps(window) { instance in
                ranges.append((instance.range, false))
                return true
            }
            if !ranges.isEmpty {
                schedule.apply(old: nil, new: .standIn(open.booking, on: resource, units: open.units, ranges))
            }
        }
        var own: [Int: [(TimeRange, tentative: Bool)]] = [:]
        schedule.index.overlaps(window) { entry in
            if entry.slot.booking == booking {
                own[entry.unitCount, default: []].append((entry.range, entry.tentative))
            }
            return true
        }
        for (units, ranges) in own {
            schedule.apply(old: .standIn(booking, on: resource, units: units, ranges), new: nil)
        }
        return schedule
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
