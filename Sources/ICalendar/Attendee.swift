/// Who may be asked to answer for an attendee: SCHEDULE-AGENT (RFC 6638 §7.1). Unknown ones count as NONE, as the RFC asks.
public enum ScheduleAgent: String, Hashable, Sendable {
    case server = "SERVER"
    case client = "CLIENT"
    case none = "NONE"
}

/// One ATTENDEE of a component (RFC 5545 §3.8.4.1).
public struct Attendee: Hashable, Sendable {
    public let address: CalendarAddress
    public let property: CalendarProperty

    public init(_ property: CalendarProperty) {
        self.property = property
        address = CalendarAddress(property)
    }

    public var participationStatus: ParticipationStatus {
        property[parameter: "PARTSTAT"].map(ParticipationStatus.init) ?? .needsAction
    }

    public var commonName: String? { property[parameter: "CN"] }

    /// Upper case; REQ-PARTICIPANT where it is missing.
    public var role: String { property[parameter: "ROLE"]?.uppercased() ?? "REQ-PARTICIPANT" }

    /// Upper case; INDIVIDUAL where it is missing. Rooms are known by address, never by this.
    public var cutype: String { property[parameter: "CUTYPE"]?.uppercased() ?? "INDIVIDUAL" }

    public var rsvp: Bool { property[parameter: "RSVP"]?.uppercased() == "TRUE" }

    public var scheduleAgent: ScheduleAgent { property.scheduleAgent }

    public var scheduleStatus: ScheduleStatus? { property[parameter: "SCHEDULE-STATUS"].map(ScheduleStatus.init) }

    /// SCHEDULE-FORCE-SEND in upper case: REQUEST or REPLY (RFC 6638 §7.2).
    public var scheduleForceSend: String? { property[parameter: "SCHEDULE-FORCE-SEND"]?.uppercased() }

    public var delegatedTo: [CalendarAddress] {
        property.values(ofParameter: "DELEGATED-TO").map { CalendarAddress($0) }
    }
}

extension CalendarProperty {
    /// SCHEDULE-AGENT of an ATTENDEE or ORGANIZER; SERVER where it is missing.
    public var scheduleAgent: ScheduleAgent {
        guard let text = self[parameter: "SCHEDULE-AGENT"] else { return .server }
        return ScheduleAgent(rawValue: text.uppercased()) ?? .none
    }
}

extension CalendarComponent {
    public var organizer: CalendarAddress? { first("ORGANIZER").map(CalendarAddress.init) }

    public var attendees: [Attendee] { all("ATTENDEE").map(Attendee.init) }

    public func attendee(_ addresses: Set<String>) -> Attendee? {
        attendees.first { $0.address.matches(addresses) }
    }

    /// Writes the answer of the attendee with that normalized address, in every ATTENDEE line that is theirs.
    ///
    /// - Parameter partstat: `nil` leaves PARTSTAT as it is.
    /// - Parameter scheduleStatus: `nil` leaves SCHEDULE-STATUS as it is; an empty one removes it.
    /// - Returns: whether there is such an attendee.
    @discardableResult
    public mutating func setAttendee(
        address: String, partstat: ParticipationStatus?, scheduleStatus: String? = nil
    ) -> Bool {
        updateAttendee([address]) { property in
            if let partstat { property[parameter: "PARTSTAT"] = partstat.text }
            if let scheduleStatus {
                property[parameter: "SCHEDULE-STATUS"] = scheduleStatus.isEmpty ? nil : scheduleStatus
            }
        }
    }

    /// Changes every ATTENDEE line whose address is one of `addresses` (normalized), in its place.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public mutating func updateAttendee(_ addresses: Set<String>, _ change: (inout CalendarProperty) -> Void) -> Bool {
        var found = false
        for index in properties.indices where properties[index].name == "ATTENDEE" {
            guard CalendarAddress(properties[index]).matches(addresses) else { continue }
            change(&properties[index])
            found = true
        }
        return found
    }

    /// Removes every ATTENDEE line whose address is one of `addresses` (normalized).
    public mutating func removeAttendee(_ addresses: Set<String>) {
        properties.removeAll { $0.name == "ATTENDEE" && CalendarAddress($0).matches(addresses) }
    }
}
