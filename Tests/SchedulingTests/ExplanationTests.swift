import BookingCore
import CalendarTime
import Scheduling
import StoreContract
import Testing
import Wording

/// "Why was I refused?" in words.
@Suite struct ExplanationTests {
    private static let camille = Principal(person: TestTown.camille)

    private func explained(
        _ room: String, _ uid: String, in town: TestTown, _ language: Language = .fr, as principal: Principal = camille
    ) async throws -> String {
        let booking = try #require(try await town.booking(room, uid))
        return try await town.bookings.explanation(of: booking.id, as: principal)
            .flatMap { $0.sentences(language) }.joined(separator: "\n")
    }

    @Test func `a conflict is explained with the taken time, the rule, its policy and another time`() async throws {
        let town = try await TestTown()
        try await town.bookings.savePolicy(
            "salles", BookingPolicy(), as: Principal(person: TestTown.admin), door: .json)
        var room = TestTown.room("jaures")
        room.policyName = "salles"
        try await town.bookings.saveResources([room], as: Principal(person: TestTown.admin), door: .json)
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 9))
        let french = try await explained("jaures", "two", in: town)
        #expect(french.contains("Le lundi 23 novembre 2026 à 10 h 00, Camille Martin a demandé : Salle jaures."))
        #expect(french.contains("Ce créneau est déjà réservé : mardi 2 mars 2027 de 9 h 00 à 10 h 00."))
        #expect(french.contains("La règle : autoSchedule vaut « automatic »."))
        #expect(french.contains("Elle vient des règles « salles », version 1."))
        #expect(french.contains("Reprise à partir de son dossier, la décision est la même."))
        #expect(french.contains("Salle zola"))
        #expect(!french.contains("Réunion one"))
        let english = try await explained("jaures", "two", in: town, .en)
        #expect(english.contains("The rule: autoSchedule is “automatic”."))
        #expect(english.contains("Room zola"))
    }

    @Test func `each limit is told with its value`() async throws {
        var room = TestTown.room("jaures")
        room.policy.maximumDuration = 1_800
        room.policy.minimumNotice = 365 * 86_400
        room.policy.allowRecurring = false
        let town = try await TestTown([room])
        try await town.put("one", TestTown.event("one", at: 9))
        let single = try await explained("jaures", "one", in: town)
        #expect(single.contains("La règle : maximumDuration vaut 30 minutes."))
        #expect(single.contains("règles propres à la ressource"))
        try await town.put("two", TestTown.event("two", at: 9, more: "RRULE:FREQ=DAILY;COUNT=3"))
        #expect(try await explained("jaures", "two", in: town).contains("La règle : allowRecurring vaut non."))
    }

    @Test func `who waits for a manager learns who decides`() async throws {
        var room = TestTown.room("jaures")
        room.policy.autoSchedule = .manual
        let town = try await TestTown([room])
        try await town.put("one", TestTown.event("one", at: 9))
        #expect(try await explained("jaures", "one", in: town).contains("Peut décider : Bruno Petit."))
        let booking = try #require(try await town.booking("jaures", "one"))
        _ = try await town.bookings.decline(
            booking.id, comment: nil, as: Principal(person: TestTown.bruno), door: .json)
        let after = try await explained("jaures", "one", in: town)
        #expect(after.contains("Bruno Petit a refusé : Salle jaures."))
        #expect(after.contains("La demande n’a pas été validée."))
    }

    @Test func `only those whom it concerns are told`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let eve = Principal(person: Person(id: "eve", name: "Eve", addresses: ["eve@ville.example"]))
        await #expect(throws: SchedulingError.self) { _ = try await explained("jaures", "one", in: town, as: eve) }
        #expect(
            try await explained("jaures", "one", in: town, as: Principal(person: TestTown.bruno))
                .contains("Camille Martin"))
    }

    @Test func `a refusal offers what is free, in the answer and in the comment`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 9))
        let reply = try await town.inbox(of: TestTown.camille).first { $0.text.contains("PARTSTAT=DECLINED") }
        let text = try #require(reply).text.replacing("\r\n ", with: "")
        #expect(text.contains("COMMENT"))
        #expect(text.contains("Salle zola"))
        let draft = BookingDraft(
            resources: ["jaures"], title: "Trois", start: .utc(Instant(rfc3339: "2027-03-02T08:00:00Z")!),
            end: .utc(Instant(rfc3339: "2027-03-02T09:00:00Z")!))
        for dryRun in [true, false] {
            guard
                case .refused(let refusal) = try await town.bookings.submit(
                    draft, as: Self.camille, door: .json, dryRun: dryRun)
            else {
                Issue.record("not refused")
                return
            }
            #expect(!refusal.items[0].alternatives.isEmpty)
            #expect(refusal.items[0].names["zola"]?.fr == "Salle zola")
        }
    }

    @Test func `what is accepted offers nothing`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let booking = try #require(try await town.booking("jaures", "one"))
        let decisions = try await town.bookings.explanation(of: booking.id, as: Self.camille)
        #expect(decisions.map(\.basis?.alternatives.isEmpty) == [true])
        #expect(decisions.map(\.isReplayed) == [true])
    }

    @Test func `a what-if run lists what would have been another answer and changes nothing`() async throws {
        let town = try await TestTown()
        let admin = Principal(person: TestTown.admin)
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 9))
        try await town.put("three", TestTown.event("three", at: 11, more: "RRULE:FREQ=DAILY;COUNT=3"))
        try await town.put("four", TestTown.event("four", at: 9, rooms: ["zola"]))
        var policy = BookingPolicy()
        policy.allowConflicts = true
        policy.allowRecurring = false
        let report = try await town.bookings.whatIf(["jaures": policy], days: 90, as: admin)
        #expect((report.decided, report.notReplayable) == (3, 0))
        let two = try #require(try await town.booking("jaures", "two"))
        let three = try #require(try await town.booking("jaures", "three"))
        #expect(report.differences.map(\.booking) == [two.id, three.id].sorted())
        let found = Dictionary(uniqueKeysWithValues: report.differences.map { ($0.booking, $0) })
        #expect(found[two.id].map { [$0.before, $0.after] } == [.declined, .accepted])
        #expect(found[three.id].map { [$0.before, $0.after] } == [.accepted, .declined])
        #expect(found[three.id]?.reasons == [.recurrenceNotAllowed])
        #expect(try await town.answers("jaures", in: "two") == ["DECLINED"])
        town.clock.advance(by: 100 * 86_400)
        #expect(try await town.bookings.whatIf(["jaures": policy], days: 90, as: admin).decided == 0)
        await #expect(throws: SchedulingError.self) {
            try await town.bookings.whatIf(["jaures": policy], days: 90, as: Self.camille)
        }
    }

    @Test func `a what-if run knows the requests that were refused in JSON, each once, and no booking is left of them`()
        async throws
    {
        var room = TestTown.room("jaures")
        room.policy.minimumNotice = 365 * 86_400
        let town = try await TestTown([room])
        func ask(at hour: Int, dryRun: Bool = false) async throws {
            let draft = BookingDraft(
                resources: ["jaures"], title: "SECRET-MARKER",
                start: .utc(Instant(rfc3339: "2027-03-02T08:00:00Z")!.adding(Int64(hour) * 3_600)),
                end: .utc(Instant(rfc3339: "2027-03-02T09:00:00Z")!.adding(Int64(hour) * 3_600)))
            let answer = try await town.bookings.submit(draft, as: Self.camille, door: .json, dryRun: dryRun)
            #expect(answer.codes == ["insufficientNotice"])
        }
        try await ask(at: 0, dryRun: true)
        try await ask(at: 0)
        try await ask(at: 0)
        try await ask(at: 1)
        town.clock.advance(by: 3_601)
        try await ask(at: 1)
        #expect(try await RandomCheck.bookings(of: town).isEmpty)
        let kept = try await town.store.withSnapshot {
            try $0.decisions(since: .minDateTime, on: ["jaures"], after: nil, limit: 100)
        }
        #expect(kept.count == 3)
        #expect(!kept.contains { String(decoding: $0.record.facts, as: UTF8.self).contains("SECRET-MARKER") })
        let report = try await town.bookings.whatIf(
            ["jaures": BookingPolicy()], days: 1, as: Principal(person: TestTown.admin))
        #expect((report.decided, report.notReplayable) == (3, 0))
        #expect(report.differences.map(\.after) == [.accepted, .accepted, .accepted])
    }

    @Test func `a change that is refused is no part of the booking's history`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        try await town.put("two", TestTown.event("two", at: 11))
        let id = try #require(try await town.booking("jaures", "two")).id
        var change = BookingChange()
        change.start = .utc(Instant(rfc3339: "2027-03-02T08:00:00Z")!)
        change.end = .utc(Instant(rfc3339: "2027-03-02T09:00:00Z")!)
        let answer = try await town.bookings.change(id, change, ifMatch: nil, as: Self.camille, door: .json)
        #expect(!answer.isBooked)
        #expect(try await town.bookings.decisions(about: id, as: Self.camille).map(\.verdict) == [.accepted])
    }

    @Test func `a what-if run over many decisions goes page by page`() async throws {
        let town = try await TestTown()
        for number in 0..<70 {
            for hour in [9, 10, 11, 12] {
                let day = 1 + number % 28
                try await town.put("w\(number)-\(hour)", TestTown.event("w\(number)-\(hour)", at: hour, day: day))
            }
        }
        var policy = BookingPolicy()
        policy.autoSchedule = .declineAlways
        let report = try await town.bookings.whatIf(
            ["jaures": policy], days: 1, as: Principal(person: TestTown.admin))
        #expect(report.decided == 280)
        #expect(report.differences.count == 112)
        #expect(!report.isTruncated)
    }
}
