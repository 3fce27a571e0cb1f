import CalendarTime

extension BookingQuery {
    /// Seconds before and after now that a display may ask about: the day before and a week.
    private static let shown: (past: Int64, future: Int64) = (86_400, 8 * 86_400)

    /// What a display may be told of this; nil: nothing of it.
    ///
    /// - Throws: ``SchedulingError/forbidden`` where it asks for one organizer's bookings.
    func shownToPassersby(at now: Instant) throws -> BookingQuery? {
        guard organizer == nil else { throw SchedulingError.forbidden }
        let start = max(window.start, now.adding(-Self.shown.past))
        let end = min(window.end, now.adding(Self.shown.future))
        guard let window = TimeRange(checking: start, end: end), start < end else { return nil }
        var query = self
        query.window = window
        query.includesInactive = false
        return query
    }
}
