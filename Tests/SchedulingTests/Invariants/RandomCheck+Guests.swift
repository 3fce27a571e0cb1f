import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling

/// Every copy of an event says what its organizer's says about who comes. RFC 6638 §3.2.10.
extension RandomCheck {
    /// The answers in each instance that is not cancelled, by original start.
    private func participation(_ stored: StoredObject) throws -> [Instant: [String: String]] {
        let object = try CalendarObject(parsing: Array(stored.text.utf8))
        let main = object.main
        let master = main.firstIndex { $0.first("RECURRENCE-ID") == nil }
        let set = try object.recurrenceSet(zones: TestTown.zones, defaultZone: zone)
        var result: [Instant: [String: String]] = [:]
        for instance in set.instances().prefix(200) {
            guard let index = instance.overrideTag ?? master, !main[index].isCancelled else { continue }
            var answers: [String: String] = [:]
            for attendee in main[index].attendees {
                answers[attendee.address.normalized] = attendee.participationStatus.text
            }
            result[instance.recurrenceID] = answers
        }
        return result
    }

    func guestProblems() async throws -> [String] {
        var problems: [String] = []
        var events: [String: [Instant: [String: String]]] = [:]
        var copies: [(owner: String, stored: StoredObject)] = []
        for person in RandomPlayer.people {
            let own = Set(person.addresses)
            for stored in try await town.calendars.objects(
                in: .calendar(of: .person(person.id)), names: nil, as: Principal(person: person))
            {
                let organizer = try CalendarObject(parsing: Array(stored.text.utf8)).organizer
                if organizer?.matches(own) == true {
                    events[stored.uid] = try participation(stored)
                } else {
                    copies.append((person.id, stored))
                }
            }
        }
        for room in RandomPlayer.rooms {
            guard let id = ResourceID(validating: room) else { continue }
            for stored in try await town.calendars.objects(
                in: .calendar(of: .resource(id)), names: nil, as: Principal(person: TestTown.admin))
            {
                copies.append((room, stored))
            }
        }
        for (owner, stored) in copies {
            guard let event = events[stored.uid] else { continue }
            for (recurrenceID, answers) in try participation(stored) {
                guard let told = event[recurrenceID], told[owner + "@ville.example"] != nil else { continue }
                for (address, status) in answers where told[address] != nil && told[address] != status {
                    problems.append(
                        "\(owner)'s copy of \(stored.uid) says \(address) \(status) at \(recurrenceID.rfc3339), "
                            + "the organizer's \(told[address] ?? "")")
                }
            }
        }
        return problems.sorted()
    }
}
