import BookingCore
import CalendarTime

/// One request of a history; a number that was used before makes it an update.
struct ProofAsk {
    var booking: Int64
    var room: Int
    var units = 1
    var people: Int?
    var isInternal = true
    var person = "p"
    var isManager = false
    var series: RecurrenceSet
    /// A refused update changes nothing, as in JSON; else the new version replaces the old one, as in iTIP.
    var keepsOldVersion = false
}

enum ProofStep {
    case ask(ProofAsk)
    case cancel(Int64)
    /// A manager's yes and no to one of the bookings that wait, counted round from 0.
    case approve(Int64)
    case refuse(Int64)
    /// Seconds; afterwards every open series is extended.
    case advance(Int64)
}

/// Rooms and what happens to them; printed whole where the engine and the model differ.
struct ProofCase {
    var seed: UInt64
    var zone: ZoneRules
    var now: Instant
    var rooms: [Resource]
    var steps: [ProofStep]
}

extension ProofCase: CustomStringConvertible {
    var description: String {
        var lines = ["zone \(zone), now \(now)"]
        for (number, room) in rooms.enumerated() { lines.append("room \(number): \(Self.text(room))") }
        for step in steps {
            switch step {
            case .ask(let ask): lines.append(Self.text(ask))
            case .cancel(let booking): lines.append("cancel \(booking)")
            case .approve(let booking): lines.append("approve what waits, no. \(booking)")
            case .refuse(let booking): lines.append("refuse what waits, no. \(booking)")
            case .advance(let seconds): lines.append("advance \(Double(seconds) / 86_400) days (\(seconds) s)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func text(_ room: Resource) -> String {
        let policy = room.policy
        var parts = [
            room.id.rawValue, "units \(room.units)", "setup \(room.setup)", "teardown \(room.teardown)",
            "\(policy.autoSchedule)", "percent \(policy.conflictPercentageAllowed)",
            "max \(policy.maximumConflictInstances)",
            "window \(policy.bookingWindow.map { "\(Double($0) / 86_400)" } ?? "none")",
        ]
        if !room.parts.isEmpty { parts.append("parts \(room.parts.map(\.rawValue))") }
        if policy.allowConflicts { parts.append("allowConflicts") }
        for (name, audience) in [
            ("book", policy.bookInPolicy), ("ask", policy.requestInPolicy), ("ask outside", policy.requestOutOfPolicy),
        ] where audience != (name == "book" ? .everyone : .nobody) {
            parts.append("\(name): \(audience.words)")
        }
        if policy.externalOrganizers != .decline { parts.append("external \(policy.externalOrganizers)") }
        if !policy.approval.pendingBlocks { parts.append("pending blocks nobody") }
        if policy.waitlist { parts.append("waitlist") }
        if !policy.quotas.isEmpty { parts.append("quotas \(policy.quotas)") }
        if !policy.allowRecurring { parts.append("no recurring") }
        if policy.enforceSchedulingHorizon { parts.append("enforceSchedulingHorizon") }
        if policy.minimumNotice > 0 { parts.append("notice \(policy.minimumNotice)") }
        if policy.minimumDuration > 0 { parts.append("at least \(policy.minimumDuration)") }
        if policy.maximumDuration != BookingPolicy().maximumDuration {
            parts.append("at most \(policy.maximumDuration.map(String.init) ?? "any")")
        }
        if room.disabled { parts.append("disabled") }
        if let capacity = room.capacity { parts.append("capacity \(capacity) \(policy.enforceCapacity)") }
        if let hours = room.openingHours {
            let weekly = hours.weekly.sorted { $0.key.rawValue < $1.key.rawValue }
            let days = weekly.map {
                "\($0.key.rawValue):" + $0.value.map { "\($0.from)-\($0.to)" }.joined(separator: ",")
            }
            let exceptions = hours.exceptions.sorted { $0.key < $1.key }
            let dates = exceptions.map { "\($0.key):" + $0.value.map { "\($0.from)-\($0.to)" }.joined(separator: ",") }
            parts.append("hours\(policy.openingHoursOnly ? " only" : "") \((days + dates).joined(separator: " "))")
        }
        for closure in room.closures { parts.append("closed \(closure.from)…\(closure.through)") }
        return parts.joined(separator: ", ")
    }

    private static func text(_ ask: ProofAsk) -> String {
        var line = "ask \(ask.booking) of room \(ask.room)"
        if ask.units != 1 { line += ", units \(ask.units)" }
        if let people = ask.people { line += ", people \(people)" }
        if !ask.isInternal { line += ", external" }
        if ask.person != "p" { line += ", by \(ask.person)" }
        if ask.isManager { line += ", a manager" }
        if ask.keepsOldVersion { line += ", refused keeps the old version" }
        return line + ": " + text(ask.series)
    }

    static func text(_ set: RecurrenceSet) -> String {
        var parts = [set.hasMaster ? "DTSTART \(text(set.start)) \(text(set.length))" : "(overrides only)"]
        if !set.blocks { parts.append("TRANSPARENT") }
        for rule in set.rules { parts.append("RRULE \(rule)") }
        for date in set.dates {
            switch date {
            case .time(let time): parts.append("RDATE \(text(time))")
            case .period(let start, let end): parts.append("RDATE \(text(start))/\(text(end))")
            case .periodDuration(let start, let duration): parts.append("RDATE \(text(start))/\(duration.icalendar)")
            }
        }
        for time in set.excluded { parts.append("EXDATE \(text(time))") }
        for override in set.overrides {
            parts.append(
                "[RECURRENCE-ID\(override.thisAndFuture ? ";RANGE=THISANDFUTURE" : "") \(text(override.recurrenceID)) "
                    + "DTSTART \(text(override.start)) \(text(override.length))\(override.blocks ? "" : " CANCELLED")]")
        }
        return parts.joined(separator: " ")
    }

    private static func text(_ time: EventTime) -> String {
        switch time {
        case .date(let date): date.icalendar
        case .floating(let civil): civil.icalendar
        case .utc(let instant): instant.icalendarUTC
        case .zoned(let civil, let zone): "\(zone):\(civil.icalendar)"
        }
    }

    private static func text(_ length: EventLength) -> String {
        switch length {
        case .duration(let duration): "DURATION \(duration.icalendar)"
        case .end(let end): "DTEND \(text(end))"
        }
    }
}
