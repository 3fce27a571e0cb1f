import BookingCore
import CalendarTime
import ICalendar
import Scheduling
import StoreContract
import Testing

/// A credential with scopes allows these and nothing else, whatever its person may do (QUALITY I14).
@Suite struct ScopeTests {
    private static let calendar = CollectionID.calendar(of: .person("camille"))
    private static let window = TimeRange(
        start: Instant(rfc3339: "2027-03-01T00:00:00Z")!, end: Instant(rfc3339: "2027-04-01T00:00:00Z")!)

    private static func principal(_ person: Person, _ scopes: Scope...) -> Principal {
        Principal(person: person, scopes: Set(scopes))
    }

    private func octets(_ town: TestTown) async throws -> [UInt8] {
        Array(try await town.object("one").text.utf8)
    }

    @Test(arguments: [Scope.readBookings, .readFreeBusy, .display, .administerResources, .readAudit])
    func `only bookings:write writes into calendars`(scope: Scope) async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let camille = Self.principal(TestTown.camille, scope)
        let bruno = Self.principal(TestTown.bruno, scope)
        let text = try await octets(town)
        let room = CollectionID.calendar(of: .resource("jaures"))
        let member = try #require(
            try await town.calendars.objects(in: room, names: nil, as: Principal(person: TestTown.bruno)).first)
        let attempts: [@Sendable () async throws -> Void] = [
            { _ = try await town.calendars.put(text, name: "two.ics", in: Self.calendar, if: .init(), as: camille) },
            {
                try await town.calendars.delete(
                    "one.ics", in: Self.calendar, if: .init(), scheduleReply: true, as: camille)
            },
            {
                _ = try await town.calendars.move(
                    "one.ics", from: Self.calendar, to: Self.calendar, newName: "two.ics", overwrite: true,
                    as: camille)
            },
            { try await town.calendars.update(Self.calendar, as: camille) { $0.displayName = "x" } },
            {
                let id = CollectionID(owner: .person("camille"), name: "more")
                try await town.calendars.makeCalendar(
                    CalendarCollection(id: id, displayName: "x", createdAt: town.clock.now), as: camille)
            },
            {
                try await town.calendars.delete(member.name, in: room, if: .init(), scheduleReply: true, as: bruno)
            },
        ]
        for attempt in attempts {
            await #expect(throws: SchedulingError.self) { try await attempt() }
        }
        #expect(try await town.answers("jaures", in: "one") == ["ACCEPTED"])
    }

    @Test func `calendars are read with bookings:read, free and busy times with freebusy:read`() async throws {
        let town = try await TestTown()
        try await town.put("one", TestTown.event("one", at: 9))
        let reader = Self.principal(TestTown.camille, .readBookings)
        let asker = Self.principal(TestTown.camille, .readFreeBusy)
        let display = Self.principal(TestTown.camille, .display)
        let writer = Self.principal(TestTown.camille, .writeBookings)
        for principal in [reader, writer] {
            #expect(try await town.calendars.objects(in: Self.calendar, names: nil, as: principal).count == 1)
        }
        for principal in [asker, display] {
            await expectRefusal(.notFound) {
                try await town.calendars.objects(in: Self.calendar, names: nil, as: principal)
            }
            #expect(try await town.calendars.collections(of: .person("camille"), as: principal).isEmpty)
        }
        for principal in [reader, asker, writer] {
            let time = try await town.calendars.busyTime(of: .person("camille"), in: Self.window, as: principal)
            #expect(time?.busy.count == 1)
            #expect(try await town.bookings.freeBusy(["jaures"], in: Self.window, as: principal)[0].busy.count == 1)
        }
        await expectRefusal(.forbidden) {
            try await town.calendars.busyTime(of: .person("camille"), in: Self.window, as: display)
        }
        await expectRefusal(.forbidden) {
            try await town.calendars.busyTime(
                of: "camille@ville.example", in: Self.window, moving: nil, as: display)
        }
    }

    @Test func `feeds are managed with resources:admin`() async throws {
        let town = try await TestTown()
        let owner = PrincipalID.resource("jaures")
        let whole = Principal(person: TestTown.bruno)
        let feed = try #require(try await town.feeds.feeds(of: owner, as: whole).first)
        for scope in Scope.allCases where scope != .administerResources {
            let bruno = Self.principal(TestTown.bruno, scope)
            await expectRefusal(.forbidden) { try await town.feeds.feeds(of: owner, as: bruno) }
            await expectRefusal(.forbidden) {
                try await town.feeds.create(for: owner, privacy: .full, as: bruno, door: .json)
            }
            await expectRefusal(.forbidden) {
                try await town.feeds.rotate(feed.id, as: bruno, door: .json)
            }
            await expectRefusal(.forbidden) {
                try await town.feeds.delete(feed.id, as: bruno, door: .json)
            }
        }
        let manager = Self.principal(TestTown.bruno, .administerResources)
        #expect(try await town.feeds.rotate(feed.id, as: manager, door: .json).generation == feed.generation + 1)
        #expect(try await town.feeds.feeds(of: owner, as: whole).count == 1)
    }
}

/// Whether `body` is refused with just this error.
func expectRefusal<Value>(
    _ expected: SchedulingError, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Value
) async {
    do {
        _ = try await body()
        Issue.record("not refused", sourceLocation: sourceLocation)
    } catch {
        #expect("\(error)" == "\(expected)", sourceLocation: sourceLocation)
    }
}
