import BookingCore
import CalendarTime
import Foundation
import ICalendar
import Scheduling
import StoreContract
import Testing
import Wording

/// Words that somebody may not see are in nothing that they get, whatever is done (QUALITY I13).
@Suite struct PrivacyMarkerTests {
    private static let marker = "MARKHIDDEN"
    private static let zoe = Person(id: "zoe", name: "MARKHIDDEN Zoé", addresses: ["markhidden.zoe@ville.example"])
    private static let eve = Person(id: "eve", name: "Eve", addresses: ["eve@ville.example"])
    private static let rooms = ["pleine", "nommee", "occupee", "hall", "nord"]

    private static let seeds = SeededNumbers.seeds(3)

    private static func town(_ numbers: inout SeededNumbers) async throws -> TestTown {
        var rooms = [
            TestTown.room("pleine"), TestTown.room("nommee"), TestTown.room("occupee"),
            TestTown.room("hall", parts: ["nord"]), TestTown.room("nord"), TestTown.room("projecteur"),
        ]
        rooms[0].policy.privacy = .full
        rooms[1].policy.privacy = .organizer
        rooms[0].companions = [Companion("projecteur")]
        for index in rooms.indices {
            rooms[index].policy.waitlist = numbers.chance(30)
            if numbers.chance(25) { rooms[index].policy.autoSchedule = .manual }
            if numbers.chance(25) { rooms[index].policy.autoSchedule = .acceptIfFree }
            rooms[index].policy.allowConflicts = numbers.chance(10)
        }
        let town = try await TestTown(rooms, people: [zoe, eve])
        try await town.bookings.saveRoomGroup(
            RoomGroup(
                id: "salles", names: LocalizedText(fr: "Une salle", en: "A room"), address: "salles@ville.example",
                members: ["occupee", "nord"]),
            as: Principal(person: TestTown.admin), door: .json)
        return town
    }

    /// Zoé's events: hidden in every room, by their class or by the room's rule.
    private static func hiddenEvent(_ uid: String, _ numbers: inout SeededNumbers) -> String {
        let level = ["CLASS:PRIVATE", "CLASS:CONFIDENTIAL", "CLASS:X-GEHEIM", nil][numbers.below(4)]
        let open = ["occupee", "hall", "nord", "salles"]
        let all = rooms + ["projecteur", "salles"]
        let room = level == nil ? open[numbers.below(open.count)] : all[numbers.below(all.count)]
        let repeats = numbers.chance(40) ? "RRULE:FREQ=DAILY;COUNT=\(2 + numbers.below(4))" : nil
        let more = [
            level, repeats, "DESCRIPTION:\(marker) Beschreibung", "COMMENT:\(marker)", "CATEGORIES:\(marker)",
            "ATTENDEE;CN=\(marker):mailto:markhidden.guest@ville.example",
        ].compactMap { $0 }.joined(separator: "\n")
        return TestTown.event(uid, at: 8 + numbers.below(6), day: 1 + numbers.below(4), rooms: [room], more: more)
            .replacingOccurrences(of: "Réunion", with: marker)
            .replacingOccurrences(of: "camille@ville.example", with: zoe.addresses[0])
    }

    private static func openEvent(_ uid: String, _ numbers: inout SeededNumbers) -> String {
        let all = rooms + ["projecteur", "salles"]
        let repeats = numbers.chance(40) ? "RRULE:FREQ=DAILY;COUNT=\(2 + numbers.below(4))" : ""
        return TestTown.event(
            uid, at: 8 + numbers.below(6), day: 1 + numbers.below(4), rooms: [all[numbers.below(all.count)]],
            more: repeats
        ).replacingOccurrences(of: "camille@ville.example", with: eve.addresses[0])
    }

    @Test(arguments: seeds)
    func `no hidden word reaches anybody whom it is hidden from`(seed: UInt64) async throws {
        var numbers = SeededNumbers(seed)
        let town = try await Self.town(&numbers)
        var told: [(what: String, text: String)] = []
        for step in 0..<50 {
            if numbers.chance(20) { town.clock.advance(by: 60) }
            do {
                switch numbers.below(10) {
                case ..<4:
                    let uid = "z\(numbers.below(8))"
                    try await town.put(uid, Self.hiddenEvent(uid, &numbers), as: Self.zoe)
                case ..<7:
                    let uid = "e\(numbers.below(8))"
                    try await town.put(uid, Self.openEvent(uid, &numbers), as: Self.eve)
                case 7:
                    told.append(("answer of step \(step)", try await Self.request(&numbers, in: town)))
                case 8:
                    try await town.answerSomeRequest(&numbers)
                default:
                    let uid = "z\(numbers.below(8))"
                    try await town.delete(uid, as: Self.zoe)
                    try await town.runDue()
                }
            } catch let error as SchedulingError {
                told.append(("error of step \(step)", "\(error)"))
            }
        }
        told += try await Self.everything(thatEveSeesOf: town)
        #expect(told.count > 30)
        let hidden = try await RandomCheck.bookings(of: town).filter { $0.title.contains(Self.marker) }
        #expect(!hidden.isEmpty, "CRENEAU_SEED=\(seed): nothing was hidden")
        for (what, text) in told where text.uppercased().contains(Self.marker) {
            Issue.record("CRENEAU_SEED=\(seed): \(what) tells: \(Self.around(text))")
        }
    }

    private static func around(_ text: String) -> String {
        guard let place = text.uppercased().range(of: marker) else { return "" }
        let start = text.index(place.lowerBound, offsetBy: -80, limitedBy: text.startIndex) ?? text.startIndex
        return String(text[start...].prefix(160))
    }

    /// Eve asks in JSON, in earnest or to see what would come.
    private static func request(_ numbers: inout SeededNumbers, in town: TestTown) async throws -> String {
        let all = rooms + ["projecteur", "salles"]
        let room = all[numbers.below(all.count)]
        let start = Instant(rfc3339: "2027-03-01T07:00:00Z")!.adding(
            Int64(numbers.below(4)) * 86_400 + Int64(numbers.below(6)) * 3_600)
        let draft = BookingDraft(
            resources: [ResourceID(validating: room)!], title: "Eve", start: .utc(start),
            end: .utc(start.adding(3_600)))
        let answer = try await town.bookings.submit(
            draft, as: Principal(person: eve), door: .json, dryRun: numbers.chance(50))
        var text = "\(answer)"
        if case .refused(let refusal) = answer {
            for item in refusal.items {
                for language in Language.allCases {
                    text += Wording.sentence(
                        for: item.decision, names: item.names, language: language, zone: .utc)
                    text += Wording.alternatives(item.alternatives, names: item.names, language: language, zone: .utc)
                }
            }
        }
        return text
    }

    private static func everything(thatEveSeesOf town: TestTown) async throws -> [(what: String, text: String)] {
        var told: [(what: String, text: String)] = []
        let principal = Principal(person: eve)
        for name in ["calendar", "inbox"] {
            let id = CollectionID(owner: .person(eve.id), name: name)
            for object in try await town.calendars.objects(in: id, names: nil, as: principal) {
                told.append(("Eve's \(name)", object.text.replacingOccurrences(of: "\r\n ", with: "")))
            }
        }
        let window = TimeRange(start: .minDateTime, end: .maxDateTime)
        for view in try await town.bookings.bookings(
            BookingQuery(window: window, includesInactive: true, limit: 1_000), as: principal)
        {
            told.append(("a booking in a list", "\(view)"))
            told.append(("a booking", "\(try await town.bookings.booking(view.booking.id, as: principal))"))
            do {
                for decision in try await town.bookings.explanation(of: view.booking.id, as: principal) {
                    told.append(("an explanation", "\(decision)\(decision.sentences(.fr))\(decision.sentences(.en))"))
                }
            } catch is SchedulingError {}
        }
        let all = (rooms + ["projecteur"]).compactMap { ResourceID(validating: $0) }
        told.append(("free/busy", "\(try await town.bookings.freeBusy(all, in: window, as: principal))"))
        for id in all {
            let home = CollectionID.calendar(of: .resource(id))
            if let copies = try? await town.calendars.objects(in: home, names: nil, as: principal) {
                for copy in copies { told.append(("a copy in \(id)", copy.text)) }
            }
            for feed in try await town.feeds.feeds(of: .resource(id), as: Principal(person: TestTown.admin)) {
                if case .content(let text, _, _) = try await town.feeds.render(
                    token: try await town.feeds.token(of: feed), language: nil, form: .series, ifNoneMatch: [])
                {
                    told.append(("the feed of \(id)", text))
                }
            }
        }
        told += try await news(of: town, for: principal)
        return told + (try await records(of: town, all))
    }

    /// All that ever happened, as it is told to whoever follows it.
    private static func news(
        of town: TestTown, for principal: Principal
    ) async throws -> [(what: String, text: String)] {
        let service = EventService(store: town.store, environment: town.environment)
        var told: [(what: String, text: String)] = []
        for scopes in [nil, [.display], [.readFreeBusy]] as [Set<Scope>?] {
            let viewer = Principal(person: principal.person, groups: principal.groups, scopes: scopes)
            var subscription = try await service.subscribe(
                resources: nil, group: nil, lastEventID: "memory.0", as: viewer)
            while true {
                let page = try await service.next(&subscription)
                for news in page.news { told.append(("an event", "\(news)")) }
                if page.isLast { break }
            }
        }
        return told
    }

    /// What is kept for ever holds no name and no title, whoever reads it; what leaves the house holds nobody else's.
    private static func records(
        of town: TestTown, _ resources: [ResourceID]
    ) async throws -> [(what: String, text: String)] {
        try await town.store.withSnapshot { snapshot in
            var told: [(what: String, text: String)] = []
            for (_, record) in try snapshot.decisions(since: .distantPast, on: nil, after: nil, limit: 10_000) {
                told.append(("a decision", "\(record)" + String(decoding: record.facts, as: UTF8.self)))
            }
            for id in resources {
                told.append(("the audit of \(id)", "\(try snapshot.auditRecords(of: id, limit: 10_000))"))
            }
            for entry in try snapshot.pendingOutbox(limit: 10_000)
            where !entry.recipient.uppercased().contains(marker) {
                told.append(("mail to \(entry.recipient)", entry.body))
            }
            return told
        }
    }
}
