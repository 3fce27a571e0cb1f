import BookingCore
import CalendarTime
import ICalendar

/// An event that names a group of rooms gets one of its rooms, and is answered under the group's address.
extension OrganizerRound {
    /// How the event names a group, and which of its rooms was chosen.
    struct GroupChoice {
        var group: RoomGroup
        /// The group's addresses, as the event writes them.
        var names: Set<String>
        var room: Resource
        /// The names of rooms that the event's LOCATION may still show for it.
        var former: Set<String>
    }

    /// Chooses the room that fits best, or keeps the one that the event has where that can still be had, and lets it
    /// answer.
    func answer(_ messages: [ITIPMessage], asOneOf group: RoomGroup, in outcome: inout Outcome) throws -> ScheduleStatus
    {
        guard let uid = messages.first?.uid else { return .noAuthority }
        let names = Set(messages.map(\.recipient.normalized)).union([group.address])
        let held = try chosen(of: group, uid: uid)
        let room = try held.flatMap { try transaction.resource($0.resource) }
        guard messages.contains(where: { $0.method == .request }) else {
            guard let room else { return .noAuthority }
            let choice = GroupChoice(group: group, names: names, room: room, former: [])
            return try answer(messages.map { $0.addressed(to: choice) }, as: room, chosenFrom: choice, in: &outcome)
        }
        guard let best = try bestRoom(for: messages, of: group, names: names, held: held, in: outcome) else {
            if isStrict { throw SchedulingError.unknownResource(group.id) }
            outcome.object = try outcome.object.map {
                ITIPBroker.setAnswers(
                    ReplyAnswers(master: .declined), of: names, in: $0, scheduleStatus: ScheduleStatus.success.code,
                    context: try context())
            }
            return .success
        }
        let choice = GroupChoice(
            group: group, names: names, room: best, former: group.names.all.union(room?.names.all ?? []))
        var own = messages
        if let held, held.resource != best.id {
            try giveBack(held)
            own.removeAll { $0.method != .request }
        }
        let status = try answer(own.map { $0.addressed(to: choice) }, as: best, chosenFrom: choice, in: &outcome)
        outcome.object = outcome.object?.showing(choice)
        outcome.choices.append(choice)
        return status
    }

    /// The booking that the group's address stands for in the event.
    func chosen(of group: RoomGroup, uid: String) throws -> Booking? {
        let bookings = try transaction.bookings(organizer: organizer.key, uid: uid)
            .filter { $0.requestedAs == group.address && $0.state != .cancelled }
        return bookings.first(where: \.state.holdsTime) ?? bookings.first
    }

    private func giveBack(_ booking: Booking) throws {
        let home = CollectionID.calendar(of: .resource(booking.resource))
        try transaction.require([.collection(home)])
        if let copy = try transaction.object(uid: booking.uid, in: home) {
            try transaction.delete(copy.name, in: home)
        }
        if let standing = try transaction.booking(booking.id), standing.state != .cancelled {
            _ = try desk.cancel(standing)
        }
    }

    // MARK: Choosing

    private func bestRoom(
        for messages: [ITIPMessage], of group: RoomGroup, names: Set<String>, held: Booking?, in outcome: Outcome
    ) throws -> Resource? {
        let others = try transaction.bookings(organizer: organizer.key, uid: messages[0].uid)
            .filter { $0.requestedAs != nil && $0.requestedAs != group.address && $0.state != .cancelled }
        let taken = outcome.invited.union(others.map(\.resource))
        let members = try group.members.compactMap { try transaction.resource($0) }
            .filter { !$0.disabled && !taken.contains($0.id) }
        func judge(_ room: Resource) throws -> ResourceDesk.Judgement? {
            let choice = GroupChoice(group: group, names: names, room: room, former: [])
            let isHeld = held?.resource == room.id
            let own = isHeld ? messages : messages.filter { $0.method == .request }
            return try inquiry(from: own.map { $0.addressed(to: choice) }, to: room, chosenFrom: choice, in: outcome)
                .map { try desk.judge($0) }
        }
        let people = try messages.last { $0.method == .request }.map { message in
            try AttendeeCount(directory: transaction, organizer: organizer, addresses: addresses)
                .people(in: message.object)
        }
        let room = members.first { $0.id == held?.resource }
        let needs = ResourceNeeds(
            kind: nil, people: people, features: room?.features ?? [], stepFree: room?.stepFree ?? false,
            place: room.map(Place.init(of:)) ?? Place())
        let ranked = ResourceRanking.bestFitFirst.ranked(members, for: needs)
            .prefix(AlternativeFinder.greatestCandidates)
        if let room, let judgement = try judge(room), judgement.decision.fitness <= .partial {
            guard !room.holds(people) else { return room }
            // Too many have come for it: it is kept only where no room that holds them is free.
            return try ranked.first { try $0.holds(people) && judge($0)?.decision.fitness == .full } ?? room
        }
        // Its old time is in nobody's way any more.
        if let held, held.state.holdsTime { _ = try desk.cancel(held) }
        var best: (room: Resource, fitness: GroupFitness)?
        for candidate in ranked {
            guard let fitness = try judge(candidate)?.decision.fitness else { continue }
            if fitness == .full { return candidate }
            if best.map({ fitness < $0.fitness }) ?? true { best = (candidate, fitness) }
        }
        return best?.room
    }
}

extension OrganizerRound.Outcome {
    /// The message with the names of the rooms that were chosen meanwhile.
    func telling(_ message: ITIPMessage) -> ITIPMessage {
        guard message.method == .request, !choices.isEmpty, let shown = object else { return message }
        var message = message
        message.object.updateMain { component in
            for choice in choices where component.attendee(choice.names) != nil {
                let id = component.first("RECURRENCE-ID")
                let told = shown.main.first { $0.first("RECURRENCE-ID") == id } ?? shown.master
                if let told { component.location = told.location }
            }
        }
        return message
    }
}

extension CalendarObject {
    /// The event with the rooms that its groups stand for, where they are shown already.
    func keepingRooms(after old: CalendarObject?, in round: OrganizerRound) throws -> CalendarObject {
        guard let old, let uid else { return self }
        var object = self
        for attendee in attendees {
            guard case .roomGroup(let group) = try CalendarUser.find(attendee.address, in: round.transaction),
                let booking = try round.chosen(of: group, uid: uid),
                let room = try round.transaction.resource(booking.resource)
            else { continue }
            let choice = OrganizerRound.GroupChoice(
                group: group, names: [attendee.address.normalized], room: room, former: group.names.all)
            object = object.keepingLocation(of: choice, after: old)
        }
        return object
    }
}

extension Resource {
    /// Whether so many people have a place in it, as far as both are known.
    fileprivate func holds(_ people: Int?) -> Bool {
        guard let capacity, let people else { return true }
        return people <= capacity
    }
}

/// How well a room of a group can serve a request; the smaller the better.
struct GroupFitness: Comparable {
    var rank: Int
    var declined: Int

    static let full = GroupFitness(rank: 0, declined: 0)
    /// At least a part of it.
    static let partial = GroupFitness(rank: 2, declined: .max)

    static func < (a: GroupFitness, b: GroupFitness) -> Bool { (a.rank, a.declined) < (b.rank, b.declined) }
}

extension BookingDecision {
    fileprivate var fitness: GroupFitness {
        let declined = declinedInstances.count
        return switch verdict {
        case .accepted: .full
        case .pending: GroupFitness(rank: 1, declined: declined)
        case .partiallyAccepted: GroupFitness(rank: 2, declined: declined)
        case .waitlisted: GroupFitness(rank: 3, declined: 0)
        case .declined, .ignored: GroupFitness(rank: 4, declined: 0)
        }
    }
}

extension ITIPMessage {
    /// The message as the chosen room gets it: it reads its own name, in the attendees and in LOCATION.
    func addressed(to choice: OrganizerRound.GroupChoice) -> ITIPMessage {
        var message = self
        message.recipient = CalendarAddress("mailto:" + choice.room.address)
        message.object.updateMain { component in
            guard let asked = component.attendee(choice.names) else { return }
            var own = DraftObject.attendee(choice.room, units: 1)
            own[parameter: DraftObject.unitsParameter] = asked.property[parameter: DraftObject.unitsParameter]
            component.location = LocationText(component.location).naming(choice)
            component.replaceAttendee(choice.names, with: own)
        }
        return message
    }
}
