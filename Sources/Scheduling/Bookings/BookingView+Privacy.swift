import BookingCore
import CalendarTime
import Crypto

extension BookingView {
    /// `booking` as `viewer` may see it (QUALITY I13). PRIVATE and CONFIDENTIAL show nothing to others, whatever the policy.
    static func make(
        of booking: Booking, on resource: Resource, for viewer: Principal, description: String?,
        decision: BookingDecision? = nil, zones: ZoneDatabase
    ) -> BookingView {
        let isInside = AccessRights.owns(booking, viewer) || AccessRights.manages(resource, viewer)
        let isOpen = booking.visibility == .public
        let showsTitle = isInside || (isOpen && resource.policy.privacy == .full)
        let showsOrganizer = showsTitle || (isOpen && resource.policy.privacy == .organizer)
        var shown = booking
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
        return BookingView(
            booking: shown, showsTitle: showsTitle, showsOrganizer: showsOrganizer,
            description: showsTitle ? description : nil, etag: etag(of: booking), decision: decision,
            mayChange: isInside, zone: resource.rules(in: zones))
    }

    /// A digest of everything that a change of the booking changes.
    static func etag(of booking: Booking) -> String {
        var hash = SHA256()
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
