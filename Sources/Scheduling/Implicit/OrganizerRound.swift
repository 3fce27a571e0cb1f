import BookingCore
import CalendarTime
import ICalendar
import Wording

/// One change of an organizer's event, carried out inside one transaction: every resource in it decides, people get
/// their messages, addresses elsewhere get theirs by the outbox, and the organizer's object carries all the answers.
struct OrganizerRound {
    let transaction: any BookingTransaction
    let environment: ServiceEnvironment
    let now: Instant
    let door: Door
    /// The person who asks; nil: somebody outside.
    let requester: String?
    let organizer: BookingOrganizer
    /// Every address of the organizer.
    let addresses: Set<String>
    /// Where replies are delivered; nil for an organizer elsewhere.
    let organizerID: PrincipalID?
    /// All resources or none: a refusal undoes everything (``RefusedRound``).
    var isStrict = false
    /// A manager of the resources asks on behalf of an organizer elsewhere: `externalOrganizers` is about those whom nobody
    /// here answers for.
    var isVouchedFor = false
    /// What several resources that stand and fall together are known by.
    var group: String?
    /// The names that new members of resources' calendars get, where somebody chose one.
    var copyNames: [ResourceID: String] = [:]

    struct ResourceOutcome {
        var resource: Resource
        var booking: Booking
        /// Nil: nothing had to be decided.
        var decision: BookingDecision?
        /// Whether the booking held time before.
        var heldTime = false
        /// What could be had instead.
        var alternatives: [Alternative] = []
        /// Of a request for a booking that there was not before.
        var record: DecisionRecord?
    }

    struct Outcome {
        /// To be stored; nil after a deletion.
        var object: CalendarObject?
        var resources: [ResourceOutcome]
        /// What the event invites by itself.
        var invited: Set<ResourceID> = []
        /// The rooms that were chosen for groups.
        var choices: [GroupChoice] = []
        /// The last REQUEST, as it was and as it was told: many get the same.
        var told: (plain: CalendarObject, answered: CalendarObject)?
    }

    func carryOut(from old: CalendarObject?, to new: CalendarObject?) throws -> Outcome {
        let context = try context()
        let change: OrganizerChange
        let new = try new?.withoutLostAnswers(after: old, context: context).askingForUnits(after: old)
            .keepingRooms(after: old, in: self)
        do {
            change = try ITIPBroker.organizerMessages(from: old, to: new, organizer: addresses, context: context)
        } catch {
            throw SchedulingError(error)
        }
        let settled = try settledAddresses(from: old, to: new)
        var routes = try route(change.messages + change.unserved.compactMap(\.cancel))
            .filter { settled.isDisjoint(with: $0.addresses) }
        try Self.checkSize(of: change.object, for: routes.count)
        try transaction.require(try locks(for: routes, object: change.object))
        routes = try ordered(routes)
        var outcome = Outcome(object: change.object, resources: [], invited: try invited(in: change.object))
        for index in routes.indices {
            let status = try deliver(&routes[index], to: &outcome)
            for address in routes[index].addresses {
                outcome.object?.updateMain {
                    $0.setAttendee(address: address, partstat: nil, scheduleStatus: status.code)
                }
            }
        }
        let toldAnswers = outcome.object?.participation
        for choice in outcome.choices { outcome.object = outcome.object?.showing(choice) }
        try repeatStandingAnswers(in: &outcome, except: settled.union(routes.flatMap(\.addresses)))
        resetUnserved(change.unserved, in: &outcome)
        if !settled.isEmpty { restoreAnswers(of: settled, from: old, in: &outcome) }
        if isStrict { try refuseUnlessAllAccepted(outcome) }
        try refreshCopies(after: old, outcome, told: routes, isTrue: toldAnswers == outcome.object?.participation)
        return outcome
    }

    /// Who got a REQUEST read there what everybody had answered; the others' copies follow. A room wrote its copy before the
    /// next one answered.
    ///
    /// - Parameter isTrue: false: what a client had written for a room was put right after people were told.
    private func refreshCopies(
        after old: CalendarObject?, _ outcome: Outcome, told routes: [MessageRoute], isTrue: Bool
    ) throws {
        guard let event = outcome.object, organizerID != nil, event.attendees.count > 1 else { return }
        let isLate = outcome.resources.count > 1 || !isTrue
        guard isLate || (old != nil && old?.participation != event.participation) else { return }
        var told: Set<PrincipalID> = []
        for route in routes where isTrue && route.messages.contains(where: { $0.method == .request }) {
            if case .person(let person) = route.user { told.insert(.person(person.id)) }
        }
        try AttendeeRefresh(transaction: transaction, environment: environment, now: now)
            .refresh(from: event, except: told)
    }

    func context(zone: ZoneRules? = nil) throws -> ITIPContext {
        let siteZone = try transaction.site().flatMap { environment.zones.zone(named: $0.zone) }
        let own = addresses
        return ITIPContext(
            now: now, zones: environment.zones, defaultZone: zone ?? siteZone ?? .utc,
            isSamePerson: { one, other in
                one.normalized == other.normalized || (one.matches(own) && other.matches(own))
            })
    }
}

/// The messages to one calendar user, whichever of their addresses they were sent to.
struct MessageRoute {
    var user: CalendarUser
    var messages: [ITIPMessage]

    var isAboutEvent: Bool { messages.allSatisfy { $0.object.componentName == "VEVENT" } }

    /// Normalized, as the object writes them.
    var addresses: [String] {
        var seen: Set<String> = []
        return messages.map(\.recipient.normalized).filter { seen.insert($0).inserted }
    }
}

/// Thrown to undo a round in which a resource refused.
struct RefusedRound: Error {
    var items: [OrganizerRound.ResourceOutcome]
}

extension OrganizerRound {
    private func route(_ messages: [ITIPMessage]) throws -> [MessageRoute] {
        var routes: [MessageRoute] = []
        for message in messages {
            let user = try CalendarUser.find(message.recipient, in: transaction)
            if user.isHere, let place = routes.firstIndex(where: { $0.user == user }) {
                routes[place].messages.append(message)
            } else {
                routes.append(MessageRoute(user: user, messages: [message]))
            }
        }
        for index in routes.indices where Set(routes[index].messages.map(\.recipient.normalized)).count > 1 {
            // The same user under another address than before: invited still, so nothing is cancelled.
            let isInvited = routes[index].messages.contains { $0.method == .request }
            if isInvited { routes[index].messages.removeAll { $0.method == .cancel } }
        }
        return routes
    }

    /// Octets of all the copies and messages of one change together: they are written in one transaction, and nobody else
    /// can write meanwhile.
    private static let mostDelivered = 64 << 20

    private static func checkSize(of object: CalendarObject?, for recipients: Int) throws {
        guard recipients > 32, let object else { return }
        let limit = mostDelivered / recipients
        guard object.serialized().utf8.count <= limit else { throw SchedulingError.tooLarge(limit: limit) }
    }

    private func locks(for routes: [MessageRoute], object: CalendarObject?) throws -> Set<LockKey> {
        var keys: Set<LockKey> = []
        if let organizerID { keys.insert(.collection(.inbox(of: organizerID))) }
        var resources: [Resource] = []
        for route in routes {
            switch route.user {
            case .resource(let resource): resources.append(resource)
            case .roomGroup(let group): resources += try group.members.compactMap { try transaction.resource($0) }
            case .person(let person):
                keys.insert(.collection(try CalendarHome.scheduleCalendar(of: .person(person.id), in: transaction)))
                keys.insert(.collection(.calendar(of: .person(person.id))))
                keys.insert(.collection(.inbox(of: .person(person.id))))
                if let uid = route.messages.first?.uid,
                    let held = try transaction.object(uid: uid, ownedBy: .person(person.id))
                {
                    keys.insert(.collection(held.collection))
                }
            case .group, .nobody, .outside: break
            }
        }
        for attendee in object?.attendees ?? [] {
            switch try CalendarUser.find(attendee.address, in: transaction) {
            case .resource(let resource): resources.append(resource)
            case .roomGroup(let group): resources += try group.members.compactMap { try transaction.resource($0) }
            case .person(let person):
                guard let uid = object?.uid,
                    let held = try transaction.object(uid: uid, ownedBy: .person(person.id))
                else { break }
                keys.insert(.collection(held.collection))
            case .group, .nobody, .outside: break
            }
        }
        for resource in resources {
            for id in [resource.id] + resource.includedCompanions {
                keys.insert(.collection(.calendar(of: .resource(id))))
            }
            for neighbour in try ResourceDesk.surroundings(of: resource, in: transaction) {
                keys.insert(.resource(neighbour.id))
            }
        }
        return keys
    }

    /// What is cancelled makes room first; a room takes or leaves what goes with it before that is asked by itself; a group
    /// chooses among what is left; people are told last, when it is known where.
    private func ordered(_ routes: [MessageRoute]) throws -> [MessageRoute] {
        func rank(_ route: MessageRoute) -> Int {
            let isCancelled = route.messages.allSatisfy { $0.method == .cancel }
            return switch route.user {
            case .resource(let resource): isCancelled ? 0 : resource.includedCompanions.isEmpty ? 2 : 1
            case .roomGroup: isCancelled ? 0 : 3
            case .person, .group, .nobody, .outside: 4
            }
        }
        return (0...4).flatMap { wanted in routes.filter { rank($0) == wanted } }
    }

    /// The resources that the event names by themselves and the server answers for.
    private func invited(in object: CalendarObject?) throws -> Set<ResourceID> {
        var found: Set<ResourceID> = []
        for attendee in object?.attendees ?? [] where attendee.scheduleAgent == .server {
            if case .resource(let resource) = try CalendarUser.find(attendee.address, in: transaction) {
                found.insert(resource.id)
            }
        }
        return found
    }

    /// Brings the messages to their user, and what a resource decides into `outcome`.
    private func deliver(_ route: inout MessageRoute, to outcome: inout Outcome) throws -> ScheduleStatus {
        switch route.user {
        case .resource where !route.isAboutEvent, .roomGroup where !route.isAboutEvent:
            // Time is booked by events. What a client says of a room in a task means nothing.
            withdrawAnswers(of: Set(route.addresses), in: &outcome)
            return .refused
        case .resource(let resource):
            return try answer(route.messages, as: resource, in: &outcome)
        case .roomGroup(let group):
            return try answer(route.messages, asOneOf: group, in: &outcome)
        case .person(let person):
            if person.isDisabled { return .noAuthority }
            var status = ScheduleStatus.delivered
            for message in try telling(route.messages, in: &outcome) {
                let own = try AttendeeDelivery(round: self).deliver(message, to: person)
                if own != .delivered { status = own }
            }
            return status
        case .group(let group):
            withdrawAnswers(of: Set(route.addresses), in: &outcome)
            return group.members.count > GroupExpansion.mostMembers ? .refused : .delivered
        case .nobody:
            withdrawAnswers(of: Set(route.addresses), in: &outcome)
            return .invalidUser
        case .outside:
            for message in try telling(route.messages, in: &outcome) { try post(message) }
            return .sent
        }
    }

    /// The messages with what the rooms have answered meanwhile, and where it is.
    private func telling(_ messages: [ITIPMessage], in outcome: inout Outcome) throws -> [ITIPMessage] {
        try messages.map { message in
            guard message.method == .request, !outcome.resources.isEmpty, let event = outcome.object else {
                return message
            }
            var message = message
            if let told = outcome.told, told.plain == message.object {
                message.object = told.answered
            } else {
                let plain = message.object
                message.object = ITIPBroker.refreshing(
                    outcome.telling(message).object, with: event, owner: [], context: try context())
                outcome.told = (plain, message.object)
            }
            return message
        }
    }

    /// Nobody has the address, so nobody can have accepted: a room that is not there promises nothing.
    func withdrawAnswers(of addresses: Set<String>, in outcome: inout Outcome) {
        outcome.object?.updateMain { component in
            component.updateAttendee(addresses) { attendee in
                switch Attendee(attendee).participationStatus {
                case .needsAction, .declined: break
                default: attendee[parameter: "PARTSTAT"] = ParticipationStatus.needsAction.text
                }
            }
        }
    }

    func post(_ message: ITIPMessage) throws {
        let stamp = "\(message.uid)/\(message.method.rawValue)/\(message.sequence)/\(message.stamp.seconds)"
        try transaction.append(
            OutboxEntry(
                kind: .mail, recipient: message.recipient.normalized, sender: organizer.address,
                identity: Digest.etag(of: stamp + "/" + message.recipient.normalized),
                body: message.object.serialized(), createdAt: now))
    }

    /// A client-set answer of a resource that the server does not serve means nothing (BEHAVIOUR, iTIP for rooms).
    private func resetUnserved(_ unserved: [OrganizerChange.UnservedAttendee], in outcome: inout Outcome) {
        for attendee in unserved {
            switch try? CalendarUser.find(attendee.address, in: transaction) {
            case .resource, .roomGroup: break
            default: continue
            }
            outcome.object?.updateMain {
                $0.setAttendee(address: attendee.address.normalized, partstat: .needsAction, scheduleStatus: "")
            }
        }
    }

    private func refuseUnlessAllAccepted(_ outcome: Outcome) throws {
        let refused = outcome.resources.filter { item in
            guard let decision = item.decision else { return false }
            switch decision.verdict {
            case .accepted, .partiallyAccepted, .pending: return false
            // Who has a slot keeps it instead of waiting for another; what stands and falls together does not wait.
            case .waitlisted: return item.heldTime || outcome.resources.count > 1
            case .declined, .ignored: return true
            }
        }
        if !refused.isEmpty { throw RefusedRound(items: refused) }
    }
}

extension SchedulingError {
    init(_ error: ITIPError) {
        switch error {
        case .differentOrganizers: self = .differentOrganizers
        case .organizerChanged, .notOrganizer: self = .organizerChanged
        case .notAttendee: self = .attendeeChangeNotAllowed("ATTENDEE")
        case .attendeeChangeNotAllowed(let property, _): self = .attendeeChangeNotAllowed(property)
        case .uidChanged, .unknownMethod, .malformedMessage: self = .schedulingRefused(error)
        }
    }
}
