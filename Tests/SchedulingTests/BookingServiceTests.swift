import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing

@Suite struct BookingServiceTests {
    private static let paris = TestTown.zones.zone(named: "Europe/Paris")!
    private static let camille = Principal(person: TestTown.camille)
    private static let bruno = Principal(person: TestTown.bruno)

    private static func time(_ text: String) -> EventTime {
        .zoned(CivilDateTime(icalendar: text)!, paris)
    }

    private static func draft(
        _ resources: [ResourceID] = ["jaures"], hour: String = "09", rules: [RecurrenceRule] = []
    ) -> BookingDraft {
        BookingDraft(
            resources: resources, title: "Point", start: time("20270302T\(hour)0000"),
            end: time("20270302T\(hour)3000"),
            recurrence: rules)
    }

    private func booked(_ answer: BookingAnswer) throws -> [BookingView] {
        guard case .booked(let views) = answer else {
            Issue.record("not booked: \(answer)")
            throw SchedulingError.notFound
        }
        return views
    }

    private func refused(_ answer: BookingAnswer) throws -> [String] {
        guard case .refused(let refusal) = answer else {
            Issue.record("not refused: \(answer)")
            throw SchedulingError.notFound
        }
        return refusal.items.flatMap { $0.decision.reasons.map(\.code) }
    }

    @Test func `a booking reaches the organizer's agenda in the same commit`() async throws {
        let town = try await TestTown()
        let views = try booked(try await town.bookings.submit(Self.draft(), as: Self.camille, door: .json))
        #expect(views.map(\.booking.state) == [.confirmed])
        let agenda = try await town.calendars.objects(
            in: .calendar(of: .person("camille")), names: nil, as: Self.camille)
        let event = try CalendarObject(parsing: Array(try #require(agenda.first).text.utf8))
        #expect(event.master?.summary == "Point")
        #expect(event.master?.attendee(["jaures@ville.example"])?.participationStatus == .accepted)
        #expect(try await town.busy("jaures") == ["2027-03-02T08:00:00Z/2027-03-02T08:30:00Z"])
    }

    @Test func `a refusal changes nothing at all`() async throws {
        let town = try await TestTown()
        _ = try await town.bookings.submit(Self.draft(), as: Self.camille, door: .json)
        let before = try await town.store.withSnapshot { try $0.changeNumber(of: "jaures") }
        let codes = try refused(try await town.bookings.submit(Self.draft(), as: Self.bruno, door: .json))
        #expect(codes == ["conflict"])
        #expect(try await town.store.withSnapshot { try $0.changeNumber(of: "jaures") } == before)
        #expect(
            try await town.calendars.objects(
                in: .calendar(of: .person("bruno")), names: nil, as: Self.bruno
            ).isEmpty)
    }

    @Test func `several resources are booked together or not at all`() async throws {
        let town = try await TestTown()
        _ = try await town.bookings.submit(Self.draft(["zola"]), as: Self.bruno, door: .json)
        let codes = try refused(
            try await town.bookings.submit(Self.draft(["jaures", "zola"]), as: Self.camille, door: .json))
        #expect(codes == ["conflict"])
        #expect(try await town.busy("jaures") == [])
    }

    @Test func `a refused change leaves the booking where it was`() async throws {
        let town = try await TestTown()
        let first = try booked(try await town.bookings.submit(Self.draft(), as: Self.camille, door: .json))[0]
        _ = try await town.bookings.submit(Self.draft(hour: "14"), as: Self.bruno, door: .json)
        var change = BookingChange()
        change.start = Self.time("20270302T140000")
        let answer = try await town.bookings.change(
            first.booking.id, change, ifMatch: first.etag, as: Self.camille, door: .json)
        #expect(try refused(answer) == ["conflict"])
        #expect(try await town.bookings.booking(first.booking.id, as: Self.camille).etag == first.etag)
        #expect(try await town.busy("jaures").contains("2027-03-02T08:00:00Z/2027-03-02T08:30:00Z"))
    }

    @Test func `a change moves the booking and the event in the agenda`() async throws {
        let town = try await TestTown()
        let first = try booked(try await town.bookings.submit(Self.draft(), as: Self.camille, door: .json))[0]
        var change = BookingChange()
        change.start = Self.time("20270302T160000")
        change.title = "Autre"
        let changed = try booked(
            try await town.bookings.change(first.booking.id, change, ifMatch: first.etag, as: Self.camille, door: .json)
        )[0]
        #expect(changed.etag != first.etag)
        #expect(try await town.busy("jaures") == ["2027-03-02T15:00:00Z/2027-03-02T15:30:00Z"])
        let agenda = try await town.calendars.objects(
            in: .calendar(of: .person("camille")), names: nil, as: Self.camille)
        #expect(agenda.count == 1)
        #expect(agenda[0].text.contains("SUMMARY:Autre"))
        #expect(agenda[0].text.contains("DTSTART;TZID=Europe/Paris:20270302T160000"))
        await #expect(throws: SchedulingError.self) {
            try await town.bookings.change(
                first.booking.id, change, ifMatch: first.etag, as: Self.camille, door: .json)
        }
    }

    @Test func `a cancelled booking leaves the agenda, one cancelled date leaves the series`() async throws {
        let town = try await TestTown()
        let rule = try RecurrenceRule(parsing: "FREQ=WEEKLY;COUNT=3")
        let view = try booked(try await town.bookings.submit(Self.draft(rules: [rule]), as: Self.camille, door: .json))[
            0]
        let second = view.booking.instances[1].recurrenceID
        _ = try await town.bookings.cancel(
            view.booking.id, instance: second, ifMatch: nil, as: Self.camille, door: .json)
        #expect(try await town.busy("jaures").count == 2)
        let cancelled = try await town.bookings.cancel(
            view.booking.id, instance: nil, ifMatch: nil, as: Self.camille, door: .json)
        #expect(cancelled.booking.state == .cancelled)
        #expect(try await town.busy("jaures") == [])
        #expect(
            try await town.calendars.objects(
                in: .calendar(of: .person("camille")), names: nil, as: Self.camille
            ).isEmpty)
    }

    @Test func `a dry run answers and stores nothing`() async throws {
        let town = try await TestTown()
        let views = try booked(
            try await town.bookings.submit(Self.draft(), as: Self.camille, door: .json, dryRun: true))
        #expect(views.map(\.booking.state) == [.confirmed])
        #expect(try await town.busy("jaures") == [])
        #expect(try await town.booking("jaures", views[0].booking.uid) == nil)
    }

    /// Answers as lists of bookings, or `refused`.
    private static func keeping(_ key: String, _ digest: String) -> AnswerKeeping {
        AnswerKeeping(token: IdempotencyToken(key: key, requestDigest: digest)) { answer in
            switch answer {
            case .booked(let views), .pending(let views), .waitlisted(let views):
                WrittenAnswer(status: 201, text: views.map(\.booking.id.description).joined())
            case .refused: WrittenAnswer(status: 409, text: "refused")
            }
        }
    }

    @Test func `a repeated key gets the first answer, another request under it is refused`() async throws {
        let town = try await TestTown()
        func ask(_ key: String, _ digest: String, hour: String = "9") async throws -> WrittenAnswer {
            try await town.bookings.submit(
                Self.draft(hour: hour), as: Self.camille, door: .json, keeping: Self.keeping(key, digest))
        }
        let first = try await ask("k1", "a", hour: "09")
        #expect(first.status == 201)
        #expect(try await ask("k1", "a", hour: "09") == first)
        await #expect(throws: SchedulingError.self) { try await ask("k1", "b", hour: "11") }
        // A refusal is an answer as well: it stays when the time is free by now.
        #expect(try await ask("k2", "c", hour: "09").text == "refused")
        let id = try #require(BookingID(first.text))
        _ = try await town.bookings.cancel(id, instance: nil, ifMatch: nil, as: Self.camille, door: .json)
        #expect(try await ask("k2", "c", hour: "09").text == "refused")
        #expect(try await ask("k1", "a", hour: "09") == first)
    }

    @Test func `what a viewer may not see is not there`() async throws {
        let town = try await TestTown([TestTown.room("jaures")])
        var draft = Self.draft()
        draft.title = "SECRET-MARKER"
        let view = try booked(try await town.bookings.submit(draft, as: Self.camille, door: .json))[0]
        let other = Principal(person: Person(id: "eve", name: "Eve", addresses: ["eve@ville.example"]))
        let seen = try await town.bookings.booking(view.booking.id, as: other)
        #expect(!seen.showsTitle)
        #expect(!"\(seen)".contains("SECRET-MARKER"))
        #expect(!"\(seen)".contains("camille"))
        let feed = try #require(try await town.feeds.feeds(of: .resource("jaures"), as: Self.bruno).first)
        let token = try await town.feeds.token(of: feed)
        guard
            case .content(let text, let etag, _) = try await town.feeds.render(
                token: token, language: nil, form: .series, ifNoneMatch: [])
        else {
            Issue.record("no content")
            return
        }
        #expect(text.contains("SUMMARY:Occupé"))
        #expect(!text.contains("SECRET-MARKER"))
        guard
            case .notModified = try await town.feeds.render(
                token: token, language: nil, form: .series, ifNoneMatch: [etag])
        else {
            Issue.record("modified")
            return
        }
    }

    @Test func `a feed's address dies with its rotation`() async throws {
        let town = try await TestTown()
        let feed = try #require(try await town.feeds.feeds(of: .resource("jaures"), as: Self.bruno).first)
        let token = try await town.feeds.token(of: feed)
        _ = try await town.feeds.rotate(feed.id, as: Self.bruno, door: .json)
        await #expect(throws: SchedulingError.self) {
            try await town.feeds.render(token: token, language: nil, form: .series, ifNoneMatch: [])
        }
    }

    @Test func `only managers book for others`() async throws {
        let town = try await TestTown()
        var draft = Self.draft()
        draft.organizer = "camille"
        let view = try booked(try await town.bookings.submit(draft, as: Self.bruno, door: .json))[0]
        #expect(view.booking.organizer.personID == "camille")
        var forged = Self.draft(hour: "11")
        forged.organizer = "bruno"
        await #expect(throws: SchedulingError.self) {
            try await town.bookings.submit(forged, as: Self.camille, door: .json)
        }
    }
}
