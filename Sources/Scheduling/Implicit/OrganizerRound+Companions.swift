import BookingCore
import CalendarTime
import ICalendar

/// What is booked along with a resource shows the event in its own calendar.
extension OrganizerRound {
    /// - Parameter view: the event as the resource sees it.
    /// - Parameter names: every address by which it names the resource.
    func storeCompanionCopies(
        of view: CalendarObject, booking: Booking, answers: ReplyAnswers, names: Set<String>
    ) throws {
        for companion in try transaction.companions(of: booking.id) where companion.state.holdsTime {
            guard let resource = try transaction.resource(companion.resource) else { continue }
            let home = CollectionID.calendar(of: .resource(resource.id))
            try transaction.require([.collection(home)])
            var own = view
            own.updateMain { component in
                component.uid = companion.uid
                component.removeAttendee(resource.addresses)
                component.replaceAttendee(names, with: DraftObject.attendee(resource, units: 1))
            }
            let stored = try transaction.object(uid: companion.uid, in: home)
            try storeCopy(
                of: own, answers: answers, names: resource.addresses, stored: stored, booking: companion,
                resource: resource)
        }
    }
}

extension CalendarComponent {
    /// Puts one ATTENDEE in the place of those whose address is one of `addresses` (normalized).
    mutating func replaceAttendee(_ addresses: Set<String>, with attendee: CalendarProperty) {
        guard
            let place = properties.firstIndex(where: {
                $0.name == "ATTENDEE" && CalendarAddress($0).matches(addresses)
            })
        else { return }
        properties[place] = attendee
        removeLaterAttendees(addresses, after: place)
    }

    private mutating func removeLaterAttendees(_ addresses: Set<String>, after place: Int) {
        let rest = properties[(place + 1)...].filter { property in
            !(property.name == "ATTENDEE" && CalendarAddress(property).matches(addresses))
        }
        properties.replaceSubrange((place + 1)..., with: rest)
    }
}
