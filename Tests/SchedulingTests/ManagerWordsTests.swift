import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing
import Wording

/// What managers are told and what organizers are told of their answers.
@Suite struct ManagerWordsTests {
    private static let bruno = Principal(person: TestTown.bruno)
    private static let camille = Principal(person: TestTown.camille)
    private static let zone = [CalendarParameter("TZID", "Europe/Paris")]

    private static func answered(_ text: String, _ status: String) -> String {
        guard var object = try? CalendarObject(parsing: Array(text.utf8)) else { return "" }
        object.updateMain { component in
            component.updateAttendee(["jaures@ville.example"]) { $0[parameter: "PARTSTAT"] = status }
        }
        return object.serialized()
    }

    /// The member with exceptions of the days of March 2027 on which the room's manager says no.
    private static func refusing(_ days: [String], in member: StoredObject, comment: String? = nil) throws -> String {
        var object = try CalendarObject(parsing: Array(member.text.utf8))
        for day in days {
            var instance = try #require(object.master)
            instance.remove("RRULE")
            instance.set("RECURRENCE-ID", value: "202703\(day)T090000", parameters: zone)
            instance.set("DTSTART", value: "202703\(day)T090000", parameters: zone)
            instance.set("DTEND", value: "202703\(day)T100000", parameters: zone)
            instance.setAttendee(address: "jaures@ville.example", partstat: .declined, scheduleStatus: nil)
            if let comment { instance.append(CalendarProperty(text: "COMMENT", comment)) }
            object.main.append(instance)
        }
        return object.serialized()
    }

    @Test(arguments: [nil, "Peinture"])
    func `an organizer is told which date a manager refused, and the manager's words`(comment: String?) async throws {
        let town = try await TestTown()
        try await town.put("weekly", TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=4"))
        let member = try #require(try await town.copy("jaures", "weekly"))
        let text = try Self.refusing(["09"], in: member, comment: comment)
        try await town.putBack(member) { _ in text }
        #expect(
            try await town.comment("weekly")
                == "Salle jaures : cette date est refusée par un gestionnaire : mardi 9 mars 2027 de 9 h 00 à 10 h 00."
                + (comment.map { " Message du gestionnaire : " + $0 } ?? ""))
    }

    @Test func `several dates refused at once are one reply that names them`() async throws {
        let town = try await TestTown()
        try await town.put("weekly", TestTown.event("weekly", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=6"))
        let before = try await town.inbox(of: TestTown.camille).count
        let member = try #require(try await town.copy("jaures", "weekly"))
        let text = try Self.refusing(["09", "23"], in: member)
        try await town.putBack(member) { _ in text }
        #expect(try await town.inbox(of: TestTown.camille).count == before + 1)
        #expect(
            try await town.comment("weekly")
                == "Salle jaures : ces dates sont refusées par un gestionnaire : mardi 9 mars 2027 de 9 h 00 à 10 h 00 ; "
                + "mardi 23 mars 2027 de 9 h 00 à 10 h 00.")
        #expect(try await town.busy("jaures").count == 3)
    }

    @Test func `a booking that is taken back says who took it`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let id = try await town.booked("jaures", "one").id
        _ = try await town.bookings.decline(id, comment: nil, as: Self.bruno, door: .json)
        #expect(try await town.comment("one") == "Salle jaures : un gestionnaire a repris ce créneau.")
    }

    /// A clash that goes to the manager.
    private static func clash(_ change: (inout Resource) -> Void = { _ in }) async throws -> TestTown {
        var bruno = TestTown.bruno
        bruno.language = "en"
        let room = TestTown.room("jaures") { resource in
            resource.policy.autoSchedule = .acceptIfFree
            change(&resource)
        }
        let town = try await TestTown([room], people: [bruno])
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 9))
        return town
    }

    @Test func `a manager is told why they are asked, in their language`() async throws {
        let town = try await Self.clash()
        let waiting = try await town.bookings.approvals(as: Self.bruno)
        #expect(waiting.map { $0.decision?.notes.map(\.code) } == [["conflict"]])
        let id = try await town.booked("jaures", "two").id
        #expect(try await town.bookings.booking(id, as: Self.bruno).decision?.notes.map(\.code) == ["conflict"])
        let request = try #require(try await town.requests().first)
        let comments = try CalendarObject(parsing: Array(request.text.utf8)).master?.all("COMMENT").map(\.text)
        #expect(
            comments == [
                "Room jaures: this request waits for your answer. "
                    + "This time is already booked: Tuesday 2 March 2027, 09:00–10:00."
            ])
    }

    @Test func `the manager's own word is found beside what the server wrote`() async throws {
        let town = try await Self.clash()
        let request = try #require(try await town.requests().first)
        try await town.putBack(request) { text in
            Self.answered(text, "DECLINED").replacingOccurrences(
                of: "END:VEVENT", with: "COMMENT:Travaux\r\nEND:VEVENT")
        }
        #expect(try await town.booked("jaures", "two").managerComment == "Travaux")
    }

    @Test func `an approval that is not possible any more says what is in the way`() async throws {
        let town = try await Self.clash()
        let request = try #require(try await town.requests().first)
        await #expect {
            try await town.putBack(request) { Self.answered($0, "ACCEPTED") }
        } throws: {
            guard case SchedulingError.cannotApprove(let why)? = $0 as? SchedulingError else { return false }
            return why.fr.contains("Ce créneau est déjà réservé : mardi 2 mars 2027 de 9 h 00 à 10 h 00.")
                && why.en.contains("This time is already booked: Tuesday 2 March 2027, 09:00–10:00.")
        }
        #expect(try await town.booked("jaures", "two").state == .tentative)
    }

    @Test func `maybe is no answer of a manager`() async throws {
        let town = try await TestTown([TestTown.askedRoom()])
        try await town.put("one", TestTown.event("one", at: 9))
        let request = try #require(try await town.requests().first)
        await #expect {
            try await town.putBack(request) { Self.answered($0, "TENTATIVE") }
        } throws: {
            guard case SchedulingError.managersAnswer? = $0 as? SchedulingError else { return false }
            return true
        }
    }

    @Test func `who hands an event over reads that it is not cancelled`() async throws {
        let town = try await TestTown()
        // Somebody who is not listed among the attendees.
        let event = TestTown.event("one", at: 9).replacingOccurrences(
            of: "ATTENDEE;PARTSTAT=ACCEPTED:mailto:camille@ville.example\n", with: "")
        try await town.put("one", event)
        let id = try await town.booked("jaures", "one").id
        _ = try await town.bookings.transfer(id, to: "bruno", as: Self.camille, door: .json)
        #expect(try await town.latest("one").method == "CANCEL")
        #expect(
            try await town.comment("one")
                == "Salle jaures : la réservation n’est pas annulée ; Bruno Petit l’organise désormais.")
    }

    @Test func `a reader of a refusal gets the names of what it names`() async throws {
        var son = TestTown.room("son")
        son.kind = .equipment
        let room = TestTown.room("jaures") { $0.companions = [Companion("son")] }
        let town = try await TestTown([room, son])
        try await town.put("one", TestTown.event("one", at: 9, rooms: ["son"]))
        try await town.put("two", TestTown.event("two", at: 9))
        let id = try await town.booked("jaures", "two").id
        #expect(try await town.bookings.booking(id, as: Self.camille).names["son"]?.fr == "Salle son")
        #expect(try await town.comment("two").contains("Salle son n’est pas libre à ce moment : mardi 2 mars"))
    }

    @Test func `what a manager took back is not offered again`() async throws {
        let town = try await TestTown([TestTown.room("jaures")])
        try await town.put("one", TestTown.event("one", at: 9))
        let id = try await town.booked("jaures", "one").id
        _ = try await town.bookings.decline(id, comment: "Peinture", as: Self.bruno, door: .json)
        try await town.put("two", TestTown.event("two", at: 10))
        try await town.put("one", TestTown.event("one", at: 10, sequence: 1))
        let offers = try await town.comment("one")
        #expect(offers.contains("Salle jaures est libre le mardi 2 mars 2027 de 11 h 00 à 12 h 00."))
        #expect(!offers.contains("de 9 h") && !offers.contains("de 8 h 1"))
    }

    @Test func `a what-if run with a name that nobody has is refused`() async throws {
        let town = try await TestTown()
        await #expect {
            _ = try await town.bookings.whatIf(
                ["jaurs": BookingPolicy()], days: 30, as: Principal(person: TestTown.admin))
        } throws: {
            guard case SchedulingError.invalidField("policies", .unknownID("jaurs"))? = $0 as? SchedulingError else {
                return false
            }
            return true
        }
    }

    @Test func `an explanation counts every refused date`() async throws {
        let room = TestTown.room("jaures") {
            $0.policy.conflictPercentageAllowed = 100
            $0.policy.maximumConflictInstances = 1_000
        }
        let town = try await TestTown([room])
        try await town.put("one", TestTown.event("one", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=30"))
        try await town.put("two", TestTown.event("two", at: 9, more: "RRULE:FREQ=WEEKLY;COUNT=40"))
        let id = try await town.booked("jaures", "two").id
        let sentences = try #require(try await town.bookings.explanation(of: id, as: Self.camille).first).sentences(.fr)
        #expect(sentences[1].contains("30 dates refusées") || sentences[1].contains("10 dates seulement sur 40"))
        #expect(sentences[1].contains("10 autres dates sont refusées."))
        #expect(!sentences.contains { $0.hasPrefix("Ce créneau est déjà réservé") })
    }
}
