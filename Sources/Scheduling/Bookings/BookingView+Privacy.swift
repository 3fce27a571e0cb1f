import BookingCore
import CalendarTime
import Crypto

extension BookingView {
    /// `booking` as `viewer` may see it (QUALITY I13). PRIVATE and CONFIDENTIAL show nothing to others, whatever the policy;
    /// nor does what takes no time: that somebody was refused or did not come is nobody else's business.
    static func make(
        of booking: Booking, on resource: Resource, for viewer: Principal, in snapshot: any BookingSnapshot,
        decision: BookingDecision? = nil, zones: ZoneDatabase
    ) throws -> BookingView {
        let isInside =
            !booking.isRetained && !viewer.isPasserby
            && (AccessRights.owns(booking, viewer) || AccessRights.manages(resource, viewer))
        let isOpen = booking.state.holdsTime && !booking.isRetained && booking.visibility == .public
        let showsTitle = isInside || (isOpen && resource.policy.privacy == .full)
        let showsOrganizer = showsTitle || (isOpen && resource.policy.privacy == .organizer)
        var shown = isInside ? booking : booking.withoutReasons
        if !showsTitle {
            shown.title = ""
            shown.attendeeCount = nil
        }
        if !showsOrganizer {
            shown.organizer = BookingOrganizer(personID: nil, address: "", name: nil)
            // Since when somebody waits, and until when, says something of them.
            shown.waitingSince = nil
            shown.deadline = nil
        }
        var view = BookingView(
            booking: shown, showsTitle: showsTitle, showsOrganizer: showsOrganizer, description: nil, etag: "",
            decision: decision, mayChange: isInside, zone: resource.rules(in: zones))
        try view.tell(
            showsTitle ? snapshot.details(of: booking, for: viewer, zones: zones) : nil, of: booking, on: resource,
            isOwn: AccessRights.owns(booking, viewer), in: snapshot)
        return view
    }

    /// A booking as those see it who decide about it.
    static func whole(
        _ booking: Booking, on resource: Resource, for viewer: Principal, in snapshot: any BookingSnapshot,
        zones: ZoneDatabase
    ) throws -> BookingView {
        var view = BookingView(
            booking: booking, showsTitle: true, showsOrganizer: true, description: nil, etag: "", decision: nil,
            mayChange: true, zone: resource.rules(in: zones))
        try view.tell(
            try snapshot.details(of: booking, for: viewer, zones: zones), of: booking, on: resource,
            isOwn: AccessRights.owns(booking, viewer), in: snapshot)
        return view
    }

    private mutating func tell(
        _ details: EventDetails?, of booking: Booking, on resource: Resource, isOwn: Bool,
        in snapshot: any BookingSnapshot
    ) throws {
        description = details?.description
        location = details?.location
        dates = details?.dates ?? booking.series.dates.map(\.start)
        excluded = details?.excluded ?? booking.series.excluded
        // The resource's own copy may leave people out.
        if mayChange, let details, isOwn || resource.policy.copy.attendees {
            attendees = try snapshot.people(among: details.attendees)
        }
        etag = Self.etag(of: booking, details)
    }

    /// A digest of everything that a change of the booking, or of what the reader sees of its event, changes.
    static func etag(of booking: Booking, _ details: EventDetails?) -> String {
        var hash = SHA256()
        details?.update(&hash)
        hash.update(data: booking.series.encoded())
        hash.update(
            data: Array(
                """
                \(booking.id) \(booking.resource) \(booking.state) \(booking.sequence) \(booking.stamp.seconds) \
                \(booking.units) \(booking.organizer.key) \(booking.visibility) \(booking.title) \
                \(booking.updatedAt.seconds) \(booking.decidedThrough?.seconds ?? 0)
                """.utf8))
        for instance in booking.instances {
            hash.update(data: Array("\(instance.recurrenceID.seconds) \(instance.range) \(instance.verdict)".utf8))
        }
        return Digest.hex(hash.finalize().prefix(12))
    }
}

extension Booking {
    /// Why it, or a date of it, was refused stays between those who asked and who answered.
    fileprivate var withoutReasons: Booking {
        var booking = self
        booking.reasons = []
        for index in booking.instances.indices {
            if case .declined = booking.instances[index].verdict { booking.instances[index].verdict = .declined([]) }
        }
        return booking
    }
}

extension Resource {
    /// The resource's zone; UTC where tzdata has lost it since the resource was saved.
    func rules(in zones: ZoneDatabase) -> ZoneRules {
        zones.zone(named: zone) ?? .utc
    }

    /// Every address of the resource, lower case, without `mailto:`.
    var addresses: Set<String> {
        Set([address] + aliases)
    }
}
