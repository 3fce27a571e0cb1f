import ICalendar

extension ITIPMessage {
    /// What the message makes of an object that is kept here: the order of commits is the order of messages
    /// (BEHAVIOUR, iTIP for rooms).
    func applied(
        to object: CalendarObject?, recipient: Set<String>, context: ITIPContext
    ) throws(SchedulingError) -> ITIPOutcome {
        do {
            return try ITIPBroker.apply(
                self, to: object, recipient: recipient, ordering: .byArrival, context: context)
        } catch {
            throw SchedulingError(error)
        }
    }
}
