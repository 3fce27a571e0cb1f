import CalendarTime
import Foundation
import ICalendar
import Scheduling

/// Attendees who are people answer, from the copy as it is or as their client saw it once.
extension RandomPlayer {
    mutating func answerInvitation(as person: Person) async throws {
        let principal = Principal(person: person)
        let held = try await town.calendars.objects(in: .calendar(of: .person(person.id)), names: nil, as: principal)
            .filter { stored in
                guard let object = try? CalendarObject(parsing: Array(stored.text.utf8)) else { return false }
                return object.organizer.map { !$0.matches(Set(person.addresses)) } ?? false
            }.sorted { $0.name < $1.name }
        guard !held.isEmpty else { return }
        let current = held[numbers.below(held.count)]
        let key = person.id + " " + current.name
        let base = numbers.chance(40) ? seen[key] ?? current : current
        seen[key] = current
        if numbers.chance(15) {
            log.append("delete invitation \(person.id) \(current.uid)")
            seen[key] = nil
            return try await town.calendars.delete(
                current.name, in: current.collection, if: .init(), scheduleReply: true, as: principal)
        }
        let status = ["ACCEPTED", "DECLINED", "TENTATIVE"][numbers.below(3)]
        var object = try CalendarObject(parsing: Array(base.text.utf8))
        let places = object.main.indices
        let only = numbers.chance(50) ? places.randomElement(using: &numbers) : nil
        var main = object.main
        for index in places where only == nil || only == index {
            main[index].setAttendee(address: person.addresses[0], partstat: ParticipationStatus(status))
        }
        object.main = main
        log.append("answer \(person.id) \(status)\n\(object.serialized())")
        _ = try await town.calendars.put(
            Array(object.serialized().utf8), name: current.name, in: current.collection, if: .init(), as: principal)
    }
}
