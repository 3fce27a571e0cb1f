import BookingCore
import CalendarTime
import ICalendar
import Wording

/// What waits for a manager's word lies in the inbox of each who may give it, and in the resource's own, as the invitation
/// that it is: there a calendar client shows it and answers it (RFC 6638 §2.2).
struct ApprovalInbox {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant

    private static let prefix = "approval-"

    /// One member for each request, so that a later version replaces it and the decision removes it.
    static func name(of booking: BookingID) -> String { prefix + booking.description + ".ics" }

    /// The request that an inbox member asks about.
    static func booking(named name: String) -> BookingID? {
        guard name.hasPrefix(prefix), name.hasSuffix(".ics") else { return nil }
        return BookingID(String(name.dropFirst(prefix.count).dropLast(".ics".count)))
    }

    /// Brings the request, as the resource's calendar shows it, to those who decide; takes it back where it is decided.
    /// To be called whenever the resource's copy of a booking's event was written.
    ///
    /// - Parameter copy: the resource's copy.
    /// - Parameter names: every address by which it names the resource.
    func refresh(_ booking: Booking, of resource: Resource, copy: CalendarObject, names: Set<String>) throws {
        guard booking.companionOf == nil, booking.state == .tentative else { return }
        var request = copy
        request.method = "REQUEST"
        request.updateMain { component in
            component.updateAttendee(names) { attendee in
                if attendee[parameter: "PARTSTAT"] == ParticipationStatus.tentative.text {
                    attendee[parameter: "PARTSTAT"] = ParticipationStatus.needsAction.text
                }
                attendee[parameter: "RSVP"] = "TRUE"
            }
        }
        let inboxes = try Self.inboxes(for: resource, in: transaction)
        try transaction.require(Set(inboxes.map(LockKey.collection)))
        for inbox in inboxes {
            guard try transaction.collection(inbox) != nil else { continue }
            var told = request
            if let why = try why(booking, of: resource, to: inbox.owner) {
                told.updateMain { $0.append(CalendarProperty(text: "COMMENT", why)) }
            }
            try transaction.put(
                try StoredObject(
                    told, name: Self.name(of: booking.id), collection: inbox, scheduleTag: nil,
                    zones: environment.zones, now: now))
        }
    }

    /// What keeps the server from deciding by itself, in the manager's language, or the site's; nil where nothing but the
    /// policy's word does.
    private func why(_ booking: Booking, of resource: Resource, to reader: PrincipalID) throws -> String? {
        var approver: Person?
        if case .person(let id) = reader { approver = try transaction.person(id) }
        guard let notes = try transaction.noted(about: booking)?.notes, !notes.isEmpty else { return nil }
        let language =
            try (approver?.language ?? transaction.site()?.language)
            .flatMap(Language.init(rawValue:)) ?? .fr
        let names = try transaction.relatedNames(of: notes)
        let zone = resource.rules(in: environment.zones)
        let waits = Wording.sentence(for: .awaitsAnswer, resource: resource.names[language], language: language)
        let sentences = notes.map { Wording.sentence(for: $0, names: names, language: language, zone: zone) }
        return ([waits] + sentences).joined(separator: " ")
    }

    /// Takes a request out of the inboxes of those who decide, and of the resource's.
    func withdraw(_ booking: Booking, from resource: Resource) throws {
        let name = Self.name(of: booking.id)
        let inboxes = try Self.inboxes(for: resource, in: transaction)
            .filter { try transaction.object(name, in: $0) != nil }
        try transaction.require(Set(inboxes.map(LockKey.collection)))
        for inbox in inboxes { try transaction.delete(name, in: inbox) }
    }

    /// Where requests for the resource lie.
    static func inboxes(for resource: Resource, in directory: any BookingSnapshot) throws -> [CollectionID] {
        let own = CollectionID.inbox(of: .resource(resource.id))
        return [own] + (try approvers(of: resource, in: directory).map { .inbox(of: .person($0)) })
    }

    /// The people who decide about requests for the resource: those whom its policy names, else its managers; of groups
    /// every member.
    static func approvers(of resource: Resource, in directory: any BookingSnapshot) throws -> [String] {
        let named = resource.policy.approval.managers
        let ids = Set(named.isEmpty ? resource.managers : named)
        guard !ids.isEmpty else { return [] }
        var people = ids
        for group in try directory.groups() where ids.contains(group.id) { people.formUnion(group.members) }
        return try people.filter { try directory.person($0)?.isDisabled == false }.sorted()
    }

    /// Whether the principal may decide about requests for the resource.
    static func decides(_ resource: Resource, _ principal: Principal) -> Bool {
        let named = resource.policy.approval.managers
        let ids = named.isEmpty ? resource.managers : named
        return principal.person.isAdministrator || ids.contains(principal.person.id)
            || !principal.groups.isDisjoint(with: ids)
    }
}
