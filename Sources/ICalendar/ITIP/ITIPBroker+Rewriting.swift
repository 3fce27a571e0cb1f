import CalendarTime

extension ITIPBroker {
    /// What an attendee's client sent, with the organizer's word where the client wrote its own for what it cannot hold.
    ///
    /// Programs that keep events in another form write PRIORITY:5 where there was none, and know other roles than ROLE
    /// has: that is no change of theirs, and the organizer's stands (RFC 6638 §3.2.2.1). Priorities are equal within the
    /// three classes of RFC 5545 §3.8.1.9.
    static func undoingRewriting(
        of stored: CalendarObject, in sent: CalendarObject, context: ITIPContext
    ) -> CalendarObject {
        let old = ObjectTimes(stored, context)
        let new = ObjectTimes(sent, context)
        var result = sent
        result.updateMain { component in
            guard let known = old.counterpart(of: component, in: new) else { return }
            component.takePriority(of: known)
            component.takeRoles(of: known)
        }
        return result
    }
}

extension CalendarComponent {
    /// High, medium and low of RFC 5545 §3.8.1.9; none counts as medium. Nil for what is no priority.
    private var priorityClass: Int? {
        guard let property = first("PRIORITY") else { return 1 }
        return switch Int32(property.value.trimmingSpaces) {
        case 1, 2, 3, 4: 0
        case 0, 5: 1
        case 6, 7, 8, 9: 2
        default: nil
        }
    }

    fileprivate mutating func takePriority(of known: CalendarComponent) {
        guard let priority = priorityClass, priority == known.priorityClass else { return }
        let property = known.first("PRIORITY")
        guard first("PRIORITY")?.value != property?.value else { return }
        if let property { set(property) } else { remove("PRIORITY") }
    }

    /// Writes the ROLE that each attendee of `known` has; one that means the same is left as it is written.
    fileprivate mutating func takeRoles(of known: CalendarComponent) {
        var roles: [String: Attendee] = [:]
        for attendee in known.attendees.reversed() { roles[attendee.address.normalized] = attendee }
        guard !roles.isEmpty else { return }
        for index in properties.indices where properties[index].name == "ATTENDEE" {
            let address = CalendarAddress(properties[index])
            guard let attendee = roles[address.normalized] ?? roles[address.uri],
                Attendee(properties[index]).role != attendee.role
            else { continue }
            properties[index][parameter: "ROLE"] = attendee.property[parameter: "ROLE"]
        }
    }
}
