extension ZoneRules {
    /// The rules of a VTIMEZONE, private to the calendar object that carries it (RFC 5545 §3.6.5).
    ///
    /// Before the first onset its TZOFFSETFROM holds. Rules are listed up to the year 2104; CalDAV's limits of dates do not
    /// apply here, for Outlook begins its observances in 1601.
    public init(identifier: String, observances: [ZoneObservance]) throws(ZoneRulesError) {
        var onsets: [Onset] = []
        var kinds: [ZoneType] = []
        for observance in observances {
            for offset in [observance.offsetFrom, observance.offsetTo]
            where offset.magnitude >= ZoneTable.offsetLimit {
                throw .offsetOutOfRange(offset)
            }
            let kind = ZoneType(
                offset: Int32(observance.offsetTo), isDaylight: observance.isDaylight,
                abbreviation: observance.name ?? "")
            if !kinds.contains(kind) { kinds.append(kind) }
            guard kinds.count < 255 else { throw .tooManyKinds }
            let index = UInt8(kinds.firstIndex(of: kind) ?? 0)
            for at in try observance.onsets(room: Onset.limit - onsets.count) {
                onsets.append(Onset(at: at, kind: index))
            }
        }
        // Of two changes at one instant the later component holds, and standard time wins over daylight time.
        onsets.sort { left, right in
            (left.at, kinds[Int(left.kind)].isDaylight ? 0 : 1) < (right.at, kinds[Int(right.kind)].isDaylight ? 0 : 1)
        }
        guard let earliest = observances.min(by: { $0.firstOnset < $1.firstOnset }) else { throw .noObservance }
        var times: [Int64] = []
        var indexes: [UInt8] = []
        for onset in onsets {
            if times.last == onset.at {
                indexes[indexes.count - 1] = onset.kind
            } else {
                times.append(onset.at)
                indexes.append(onset.kind)
            }
        }
        let initial = ZoneType(offset: Int32(earliest.offsetFrom), abbreviation: "")
        table = ZoneTable(
            identifier: identifier, origin: .observances(observances), times: times, typeIndexes: indexes,
            types: kinds + [initial], first: kinds.count, footer: nil)
    }
}

/// The begin of an observance, seconds UTC.
private struct Onset {
    var at: Int64
    var kind: UInt8

    /// Sixteen changes a year over six centuries.
    static let limit = 10_000
}

extension ZoneObservance {
    fileprivate var firstOnset: Int64 { start.secondsSinceEpoch - Int64(offsetFrom) }

    /// - Parameter room: how many onsets may still be listed.
    fileprivate func onsets(room: Int) throws(ZoneRulesError) -> [Int64] {
        var onsets = [firstOnset] + recurrenceDates.map { $0.secondsSinceEpoch - Int64(offsetFrom) }
        guard onsets.count <= room else { throw .tooManyTransitions }
        guard let rule else { return onsets }
        // Onsets are told on the wall clock before the change, so the offset before it serves for all of them.
        let clock = ZoneRules(fixedOffset: offsetFrom, identifier: "")
        let horizon = CivilDate(uncheckedYear: ZoneTable.ruleHorizonYear, month: 1, day: 1)
        var budget = 100_000
        var source = RuleSource(
            rule: rule, start: .zoned(start, clock), zone: clock,
            horizon: clock.instant(of: CivilDateTime(startOf: horizon)), budget: &budget)
        while let onset = source.next(budget: &budget) {
            guard onsets.count < room else { throw .tooManyTransitions }
            if onset > firstOnset { onsets.append(onset) }
        }
        guard budget >= 0 else { throw .tooManyTransitions }
        return onsets
    }
}
