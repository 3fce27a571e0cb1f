import CalendarTime
import ICalendar

/// A town of calendars in memory: enough of a server to run the scripts of Samples/itip through the broker alone.
struct ITIPWorld {
    struct Address: Hashable {
        var owner: String
        var uid: String
    }

    var now = Instant(rfc3339: "2026-11-23T08:00:00Z")!
    var people: Set<String> = []
    /// Rooms and the ranges in which they decline.
    var rooms: [String: [TimeRange]] = [:]
    var objects: [Address: CalendarObject] = [:]
    var tombstones: [Address: ITIPTombstone] = [:]
    /// Messages that the last step made, for `expect`.
    var made: [ITIPMessage] = []
    /// Messages that wait for `send`.
    var pending: [ITIPMessage] = []
    var refusal: ITIPError?
    var outcome: ITIPOutcome?

    var context: ITIPContext {
        ITIPContext(now: now, zones: systemZones, defaultZone: systemZones.zone(named: "Europe/Paris") ?? .utc)
    }

    mutating func put(_ owner: String, _ new: CalendarObject?, uid: String, merging: Bool) {
        beginStep()
        let place = Address(owner: owner, uid: uid)
        let old = objects[place]
        let writers: Set<String> = [owner]
        var sent = new
        if merging, let stored = old, let written = new {
            sent = ITIPBroker.mergingReplies(from: stored, into: written, writers: writers, context: context)
        }
        do throws(ITIPError) {
            if (old ?? new)?.organizer.map({ $0.matches(writers) }) ?? true {
                let change = try ITIPBroker.organizerMessages(from: old, to: sent, organizer: writers, context: context)
                objects[place] = change.object
                made = change.messages
                for attendee in change.unserved { leaveAlone(attendee, in: place) }
            } else {
                let change = try ITIPBroker.attendeeReply(from: old, to: sent, attendee: writers, context: context)
                objects[place] = change.object
                made = change.messages
            }
            pending += made
        } catch {
            refusal = error
        }
    }

    /// A room that a client serves by itself has booked nothing, whatever the client wrote.
    private mutating func leaveAlone(_ attendee: OrganizerChange.UnservedAttendee, in place: Address) {
        guard rooms[attendee.address.normalized] != nil else { return }
        if let object = objects[place] {
            objects[place] = ITIPBroker.setAnswers(
                ReplyAnswers(master: .needsAction), of: [attendee.address.normalized], in: object, scheduleStatus: "",
                context: context)
        }
        if let cancel = attendee.cancel { deliver(cancel, ordering: .byArrival) }
    }

    mutating func send() {
        let messages = pending
        pending = []
        made = []
        outcome = nil
        // People are told last, when the rooms have answered.
        for message in messages where rooms[message.recipient.normalized] != nil {
            deliver(message, ordering: .byArrival)
        }
        for message in messages where rooms[message.recipient.normalized] == nil {
            deliver(message, ordering: .byArrival)
        }
        refreshCopies(of: Set(messages.map(\.uid)))
    }

    /// What a server does after each answer: every attendee's copy follows the organizer's (RFC 6638 §3.2.10).
    private mutating func refreshCopies(of uids: Set<String>) {
        for uid in uids {
            let event = objects.first { place, object in
                place.uid == uid && people.contains(place.owner) && object.organizer?.matches([place.owner]) == true
            }?.value
            guard let event else { continue }
            for (place, copy) in objects where place.uid == uid && copy.organizer?.matches([place.owner]) != true {
                guard event.attendees.contains(where: { $0.address.matches([place.owner]) }) else { continue }
                objects[place] = ITIPBroker.refreshing(copy, with: event, owner: [place.owner], context: context)
            }
        }
    }

    mutating func receive(_ owner: String, _ object: CalendarObject) {
        beginStep()
        do throws(ITIPError) {
            let message = try ITIPMessage(receiving: object, for: CalendarAddress("mailto:" + owner))
            deliver(message, ordering: .byMessage)
        } catch {
            refusal = error
        }
    }

    private mutating func beginStep() {
        now = now.adding(60)
        made = []
        refusal = nil
        outcome = nil
    }

    private mutating func deliver(_ message: ITIPMessage, ordering: ITIPOrdering) {
        let owner = message.recipient.normalized
        guard people.contains(owner) || rooms[owner] != nil else { return }
        let place = Address(owner: owner, uid: message.uid)
        do throws(ITIPError) {
            let result = try ITIPBroker.apply(
                message, to: objects[place], recipient: [owner], ordering: ordering, tombstone: tombstones[place],
                context: context)
            outcome = result
            switch result {
            case .created(let object), .updated(let object), .cancelled(let object):
                objects[place] = object
                tombstones[place] = nil
                if rooms[owner] != nil, message.method == .request || message.method == .add { decide(place) }
            case .remembered(let tombstone): tombstones[place] = tombstone
            case .answered(let messages):
                made += messages
                pending += messages
            case .ignored: break
            }
        } catch {
            refusal = error
        }
    }

    /// The room's fixed rule: it declines the instances that overlap what its script calls busy, and accepts the
    /// others.
    private mutating func decide(_ place: Address) {
        guard let object = objects[place], let busy = rooms[place.owner],
            let series = try? object.recurrenceSet(zones: context.zones, defaultZone: context.defaultZone)
        else { return }
        var answers: [ReplyAnswers.InstanceAnswer] = []
        for instance in series.instances().prefix(100) where instance.blocks {
            let isBusy = busy.contains { $0.overlaps(instance.range) }
            answers.append(
                ReplyAnswers.InstanceAnswer(recurrenceID: instance.recurrenceID, status: isBusy ? .declined : .accepted)
            )
        }
        var chosen = ReplyAnswers.mostFrequent(answers)
        if object.master == nil { chosen = ReplyAnswers(master: nil, instances: answers) }
        let address = CalendarAddress("mailto:" + place.owner)
        let replies = ITIPBroker.reply(to: object, attendee: address, answers: chosen, context: context)
        let answered = ITIPBroker.setAnswers(
            chosen, of: [place.owner], in: object, scheduleStatus: nil, context: context)
        objects[place] = ITIPBroker.roomCopy(of: answered, room: [place.owner])
        made += replies
        for reply in replies { deliver(reply, ordering: .byArrival) }
    }
}
