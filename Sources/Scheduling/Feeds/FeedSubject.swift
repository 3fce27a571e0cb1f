import BookingCore
import CalendarTime

/// Whose bookings a feed shows, and the numbers by which a change of them is known. Reads no booking.
struct FeedSubject {
    let name: LocalizedText
    let zone: ZoneRules
    /// A person's own; nil: the site's.
    let language: LanguageCode?
    /// Nil: of every resource.
    let resources: [ResourceID]?
    /// ``BookingOrganizer/key``; nil: of everybody.
    let organizer: String?
    /// The change numbers of the resources that are shown.
    let numbers: [ResourceID: Int64]
    /// Where names and members of others are shown; 0 where the resource's own number tells of all.
    let directoryNumber: Int64

    /// - Throws: ``SchedulingError/notFound`` where the owner is gone.
    init(of feed: Feed, in snapshot: any BookingSnapshot, zones: ZoneDatabase) throws {
        let site = try snapshot.site()
        let siteZone = site.flatMap { zones.zone(named: $0.zone) } ?? .utc
        switch feed.owner {
        case .resource(let id):
            guard let resource = try snapshot.resource(id) else { throw SchedulingError.notFound }
            name = resource.names
            zone = resource.rules(in: zones)
            (language, organizer, resources) = (nil, nil, [id])
            numbers = [id: try snapshot.changeNumber(of: id)]
            directoryNumber = 0
        case .roomGroup(let id):
            guard let group = try snapshot.roomGroups().first(where: { $0.id == id }) else {
                throw SchedulingError.notFound
            }
            name = group.names
            zone = siteZone
            (language, organizer, resources) = (nil, nil, group.members)
            var found: [ResourceID: Int64] = [:]
            for member in group.members { found[member] = try snapshot.changeNumber(of: member) }
            numbers = found
            directoryNumber = try snapshot.directoryNumber()
        case .person(let id):
            guard let person = try snapshot.person(id), !person.isDisabled else { throw SchedulingError.notFound }
            name = LocalizedText(fr: person.name, en: person.name)
            zone = siteZone
            let key = person.organizer.key
            (language, organizer, resources) = (person.language, key, nil)
            numbers = try snapshot.changeNumbers(usedBy: key)
            directoryNumber = try snapshot.directoryNumber()
        case .group:
            throw SchedulingError.notFound
        }
    }

    /// Part of the entity tag.
    var version: String {
        numbers.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
            + "/\(directoryNumber)"
    }

    /// When something that is shown last changed: every change leaves a record.
    func lastChange(in snapshot: any BookingSnapshot) throws -> Instant? {
        try numbers.keys.compactMap { try snapshot.auditRecords(of: $0, limit: 1).first?.at }.max()
    }

    func bookings(in window: TimeRange, _ snapshot: any BookingSnapshot) throws -> [Booking] {
        let all = try snapshot.allBookings(
            BookingQuery(window: window, resources: resources, organizer: organizer, limit: 500))
        // What goes along with a person's room is no booking of theirs.
        return organizer == nil ? all : all.filter { $0.companionOf == nil }
    }
}
