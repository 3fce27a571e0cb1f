import BookingCore
import CalendarTime
import ICalendar
import Wording

/// What somebody who may read a resource's calendar, or a colleague's, sees of the private events in it: when, and nothing
/// else (BEHAVIOUR, `privacy`; QUALITY I13). Its managers, those who write for the colleague, and the organizer of the event
/// see it as it is.
struct Veil {
    /// Whether there is anything that this reader may not see.
    let hides: Bool
    private let addresses: Set<String>
    private let title: String

    /// - Parameter id: the collection that is read; in a person's own nothing is hidden.
    init(of id: CollectionID, for principal: Principal, in snapshot: any BookingSnapshot) throws {
        addresses = principal.person.addressSet
        let code = try principal.person.language ?? snapshot.site()?.language
        title = Wording.busy(code.flatMap(Language.init(rawValue:)) ?? .fr)
        guard id.owner != principal.id else {
            hides = false
            return
        }
        hides = try !AccessRights.rights(of: principal, on: id.owner, in: snapshot).contains(.manage)
    }

    private static let shownProperties: Set<String> = [
        "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION",
        "RRULE",
        "RDATE", "EXDATE", "STATUS", "TRANSP", "CLASS",
    ]

    func shown(_ stored: StoredObject) throws -> StoredObject {
        guard hides else { return stored }
        var object = try stored.parsed()
        let isOpen = object.main.allSatisfy { InvitationMapper.visibility($0.classification) == .public }
        if isOpen || object.organizer?.matches(addresses) == true { return stored }
        let title = title
        object.updateMain { component in
            component.properties.removeAll { !Self.shownProperties.contains($0.name) }
            component.components = []
            component.summary = title
        }
        var veiled = stored
        veiled.text = object.serialized()
        veiled.etag = Digest.etag(of: veiled.text)
        veiled.scheduleTag = nil
        return veiled
    }
}
