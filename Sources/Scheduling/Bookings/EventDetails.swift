import BookingCore
import CalendarTime
import Crypto
import ICalendar

/// What the event behind a booking says, as far as the booking itself does not.
struct EventDetails: Hashable, Sendable {
    var description: String?
    var location: String?
    /// Everybody and everything that is invited.
    var attendees: [CalendarAddress]
    /// Further starts (RDATE).
    var dates: [EventTime]
    /// Left out (EXDATE).
    var excluded: [EventTime]

    init?(_ object: CalendarObject, of booking: Booking, zones: ZoneDatabase) {
        guard let component = object.master ?? object.main.first else { return nil }
        description = component.descriptionText
        location = component.location
        attendees = object.attendees.map(\.address)
        let series = (try? object.recurrenceSet(zones: zones, defaultZone: booking.series.zone)) ?? booking.series
        dates = series.dates.map(\.start)
        excluded = series.excluded
    }

    func update(_ hash: inout SHA256) {
        let texts = [description ?? "", location ?? ""] + attendees.map(\.normalized)
        for text in texts + (dates + excluded).map({ "\($0)" }) {
            // The length keeps two texts from reading as one.
            hash.update(data: Array("\(text.utf8.count) ".utf8))
            hash.update(data: Array(text.utf8))
        }
        hash.update(data: Array("\(texts.count) \(dates.count)".utf8))
    }
}

extension BookingSnapshot {
    /// The event behind a booking as `viewer` may read it: the organizer their own, others what the resource keeps of it.
    func details(of booking: Booking, for viewer: Principal, zones: ZoneDatabase) throws -> EventDetails? {
        var stored: StoredObject?
        if AccessRights.owns(booking, viewer), let person = booking.organizer.personID {
            stored = try object(uid: booking.uid, ownedBy: .person(person))
        }
        stored = try stored ?? object(uid: booking.uid, in: .calendar(of: .resource(booking.resource)))
        // What cannot be read any more hides no booking.
        return (try? stored?.parsed()).flatMap { EventDetails($0, of: booking, zones: zones) }
    }

    /// The people among the addresses of an event.
    func people(among addresses: [CalendarAddress]) throws -> [String] {
        try addresses.filter { address in
            switch try CalendarUser.find(address, in: self) {
            case .resource, .roomGroup: false
            default: true
            }
        }.map(\.normalized)
    }
}
