import HTTPTypes
import Testing

@testable import HTTPAPI

/// QUALITY I4, over every route that does something to a booking: a request that comes again changes nothing.
@Suite struct IdempotencyTests {
    /// One request, and another one that the same key must not stand for.
    struct Act: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var person = "ada"
        var method = HTTPRequest.Method.post
        /// After the booking's path, or, with a slash in front, after `/api/v1`.
        var path = ""
        var body: String?
        var otherPath: String?
        var otherBody: String?
        /// What is booked before; nil: nothing.
        var before: String? = Self.now
        var room = #""checkIn":{"required":true}"#
        var status = 200

        static let now = #"{"resource":"hall","start":"2026-11-23T09:00:00+01:00","end":"2026-11-23T10:00:00+01:00"}"#
        static let later = now.replacing("2026-11-23", with: "2026-12-01")
        static let weekly = later.replacing("}", with: #","recurrence":"FREQ=WEEKLY;COUNT=3"}"#)
        static let manual = #""autoSchedule":"manual""#
    }

    static let acts: [Act] = [
        Act(
            testDescription: "book", path: "/bookings", body: Act.later,
            otherBody: Act.later.replacing("}", with: #","title":"X"}"#), before: nil, status: 201),
        Act(
            testDescription: "book, pending", path: "/bookings", body: Act.later, otherBody: Act.now, before: nil,
            room: Act.manual, status: 202),
        Act(
            testDescription: "wait", path: "/bookings", body: Act.later.replacing("}", with: #","title":"2"}"#),
            otherBody: Act.now, before: Act.later, room: #""waitlist":true"#, status: 202),
        Act(
            testDescription: "change", method: .patch, body: #"{"title":"1"}"#, otherBody: #"{"title":"2"}"#),
        Act(
            testDescription: "approve", person: "bob", path: "/approve", body: #"{"comment":"oui"}"#, otherBody: "{}",
            before: Act.later, room: Act.manual),
        Act(
            testDescription: "approve without a body", person: "bob", path: "/approve",
            otherBody: #"{"comment":"oui"}"#, before: Act.later, room: Act.manual),
        Act(
            testDescription: "decline", person: "bob", path: "/decline", body: "{}", otherBody: #"{"comment":"non"}"#,
            before: Act.later, room: Act.manual),
        Act(
            testDescription: "check in", path: "/check-in", body: "{}",
            otherBody: #"{"instance":"2026-11-23T08:00:00Z"}"#),
        Act(
            testDescription: "end", path: "/end", body: "{}", otherBody: #"{"instance":"2026-11-23T08:00:00Z"}"#),
        Act(
            testDescription: "extend", path: "/extend", body: #"{"until":"2026-11-23T10:30:00+01:00"}"#,
            otherBody: #"{"until":"2026-11-23T10:45:00+01:00"}"#),
        Act(
            testDescription: "transfer", path: "/transfer", body: #"{"organizer":"bob"}"#,
            otherBody: #"{"organizer":"root"}"#),
        Act(
            testDescription: "cancel", method: .delete, otherPath: "?instance=2026-11-23T08:00:00Z", status: 204),
        Act(
            testDescription: "cancel one date", method: .delete, path: "?instance=2026-12-08T08:00:00Z", otherPath: "",
            before: Act.weekly),
        Act(
            testDescription: "release for who left", person: "root", path: "/people/ada/leave",
            body: #"{"release":true}"#, otherBody: #"{"transferTo":"bob"}"#),
        Act(
            testDescription: "hand over for who left", person: "root", path: "/people/ada/leave",
            body: #"{"transferTo":"bob"}"#, otherBody: #"{"release":true}"#),
    ]

    /// Where the act is done, once what it needs is there.
    private func prepare(_ act: Act, _ client: APIClient) async throws -> String {
        let room = """
            {"names":"hall","address":"hall@ville.example","timeZone":"Europe/Paris","managers":["bob"],\
            "policy":{\(act.room)}}
            """
        let made = try await client.call(.put, "/api/v1/resources/hall", room, as: "root")
        #expect(made.status == 201, "\(made.text)")
        guard let before = act.before else { return "/api/v1" }
        let booked = try await client.call(.post, "/api/v1/bookings", before)
        let place = try #require(booked.headers[.location], "\(booked.text)")
        return act.path.hasPrefix("/people") || act.path == "/bookings" ? "/api/v1" : place
    }

    private func records(_ client: APIClient) async throws -> Int {
        let answer = try await client.call(.get, "/api/v1/audit?limit=500", as: "root")
        guard case .array(let records)? = answer.json["records"] else {
            Issue.record("\(answer.text)")
            return 0
        }
        return records.count
    }

    private static func headers(_ key: String) throws -> HTTPFields {
        [try #require(HTTPField.Name("Idempotency-Key")): key]
    }

    @Test(arguments: acts)
    func `a request that comes again has the same answer and changes nothing`(_ act: Act) async throws {
        try await APITown().test { client in
            let place = try await prepare(act, client)
            func call(_ path: String, _ body: String?, _ key: String = "k") async throws -> APIClient.Answer {
                try await client.call(
                    act.method, place + path, body, as: act.person, headers: try Self.headers(key))
            }
            let before = try await records(client)
            let first = try await call(act.path, act.body)
            #expect(first.status == act.status, "\(first.text)")
            let after = try await records(client)
            #expect(after == before + 1)
            let again = try await call(act.path, act.body)
            #expect(again.status == first.status)
            #expect(again.text == first.text)
            for name in [HTTPField.Name.eTag, .location, .contentType] {
                #expect(again.headers[name] == first.headers[name])
            }
            let other = try await call(act.otherPath ?? act.path, act.otherBody)
            #expect(other.status == 422)
            #expect(other.json["type"] == "urn:creneau:problem:idempotency-mismatch")
            #expect(try await records(client) == after)
        }
    }

    @Test(arguments: acts)
    func `sixteen at once make one change`(_ act: Act) async throws {
        try await APITown().test { client in
            let place = try await prepare(act, client)
            let before = try await records(client)
            let answers = try await withThrowingTaskGroup(of: APIClient.Answer.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try await client.call(
                            act.method, place + act.path, act.body, as: act.person, headers: try Self.headers("k"))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let done = answers.filter { $0.status == act.status }
            #expect(!done.isEmpty)
            #expect(Set(done.map(\.text)).count == 1)
            for answer in answers where answer.status != act.status {
                #expect(answer.status == 409)
                #expect(answer.json["type"] == "urn:creneau:problem:request-in-flight")
            }
            #expect(try await records(client) == before + 1)
        }
    }

    @Test func `a condition that held the first time does not stand in the way of the first answer`() async throws {
        try await APITown().test { client in
            let made = try await client.call(.post, "/api/v1/bookings", BookingRouteTests.morning)
            let place = try #require(made.headers[.location])
            for (method, body, status) in [(HTTPRequest.Method.patch, #"{"title":"1"}"#, 200), (.delete, nil, 204)] {
                let tag = try #require(try await client.call(.get, place).headers[.eTag])
                var headers = try Self.headers("k\(status)")
                headers[.ifMatch] = tag
                let first = try await client.call(method, place, body, headers: headers)
                #expect(first.status == status)
                #expect(try await client.call(method, place, body, headers: headers).status == status)
                headers = [.ifMatch: tag]
                #expect(try await client.call(method, place, body, headers: headers).status == 412)
            }
        }
    }

    @Test func `a refusal is kept as well, and a fault is not`() async throws {
        try await APITown().test { client in
            let act = Act(testDescription: "extend", before: Act.now, room: #""checkIn":{"required":true}"#)
            let place = try await prepare(act, client)
            let next = Act.now.replacing("T10:", with: "T11:").replacing("T09:", with: "T10:")
            let other = try await client.call(.post, "/api/v1/bookings", next, as: "bob")
            let until = #"{"until":"2026-11-23T10:30:00+01:00"}"#
            let refused = try await client.call(.post, place + "/extend", until, headers: try Self.headers("1"))
            #expect(refused.status == 409)
            let early = try await client.call(.post, place + "/approve", "{}", headers: try Self.headers("2"))
            #expect(early.status == 403 || early.status == 404 || early.status == 409)
            let otherPlace = try #require(other.headers[.location])
            #expect(try await client.call(.delete, otherPlace, as: "bob").status == 204)
            let again = try await client.call(.post, place + "/extend", until, headers: try Self.headers("1"))
            #expect(again.text == refused.text)
            let anew = try await client.call(.post, place + "/extend", until, headers: try Self.headers("2"))
            #expect(anew.status == 200)
        }
    }
}
