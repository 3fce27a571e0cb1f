import BookingCore

extension BookingView {
    /// The view with the names of the resources that its reasons name, and of a request that waits with what was noted
    /// when it was decided: why a manager is asked.
    func told(by snapshot: any BookingSnapshot) throws -> BookingView {
        var view = self
        if mayChange, booking.state == .tentative, decision == nil {
            view.decision = try snapshot.noted(about: booking)
        }
        var reasons = booking.reasons + (view.decision?.notes ?? [])
        for instance in booking.instances {
            if case .declined(let why) = instance.verdict { reasons += why }
        }
        view.names.merge(try snapshot.relatedNames(of: reasons)) { known, _ in known }
        return view
    }
}

extension BookingSnapshot {
    /// How a request was decided that waits for a manager; nil where it was not recorded.
    func noted(about booking: Booking) throws -> BookingDecision? {
        let records = try decisions(about: booking.companionOf ?? booking.id)
        guard let basis = records.last(where: { $0.verdict == .pending })?.basis else { return nil }
        return BookingDecision(
            verdict: .pending, instances: booking.instances, notes: basis.notes, decidedThrough: booking.decidedThrough,
            laterClashes: basis.laterClashes)
    }
}
