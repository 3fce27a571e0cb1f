import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import Testing

/// Organizer and attendees write at the same time, each with If-Schedule-Tag-Match: RFC 6638 §3.2.10, §8.3.
@Suite struct PeopleRaceTests {
    /// What a client does: reads, changes, writes if the tag still matches, and reads again if it does not.
    private func edit(
        _ person: Person, in town: TestTown, _ change: @Sendable (inout CalendarComponent) -> Void
    ) async throws -> Int {
        for attempt in 0..<1_000 {
            let copy = try await PeopleTests.copy(of: person, in: town)
            var object = try CalendarObject(parsing: Array(copy.text.utf8))
            object.updateMain { change(&$0) }
            do {
                _ = try await town.calendars.put(
                    Array(object.serialized().utf8), name: copy.name, in: copy.collection,
                    if: WritePreconditions(ifScheduleTagMatch: copy.scheduleTag), as: Principal(person: person))
                return attempt
            } catch SchedulingError.preconditionFailed {
                await Task.yield()
            }
        }
        return 1_000
    }

    @Test func `nobody's change is lost, and in the end all copies say the same`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9, people: ["bruno", "admin"]))
        let statuses = ["TENTATIVE", "DECLINED", "ACCEPTED"]
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                var most = 0
                for number in 0..<12 {
                    most = max(
                        most, try await edit(TestTown.camille, in: town) { $0.descriptionText = "Version \(number)" })
                }
                return most
            }
            for person in [TestTown.bruno, TestTown.admin] {
                group.addTask {
                    var most = 0
                    for number in 0..<12 {
                        most = max(
                            most,
                            try await edit(person, in: town) {
                                $0.setAttendee(
                                    address: person.addresses[0], partstat: ParticipationStatus(statuses[number % 3]))
                            })
                    }
                    return most
                }
            }
            for try await attempts in group { #expect(attempts < 1_000) }
        }
        for person in TestTown.people {
            let copy = try await PeopleTests.copy(of: person, in: town)
            #expect(
                try PeopleTests.participation(copy.text) == [
                    "camille ACCEPTED", "jaures ACCEPTED", "bruno ACCEPTED", "admin ACCEPTED",
                ])
            #expect(copy.text.contains("DESCRIPTION:Version 11"))
        }
    }
}
