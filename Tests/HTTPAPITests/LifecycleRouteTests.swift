import HTTPTypes
import Testing

@testable import HTTPAPI

/// Approval, policies and groups of rooms through the routes; what they decide is tested in Scheduling.
@Suite struct LifecycleRouteTests {
    private static func room(_ id: String, _ more: String) -> String {
        """
        {"names":"\(id)","address":"\(id)@ville.example","timeZone":"Europe/Paris","managers":["bob"],\(more)}
        """
    }

    private static func morning(_ room: String) -> String { BookingRouteTests.morning.replacing("salle", with: room) }

    @Test func `a pending request is listed to its manager, approved with a word, and explained`() async throws {
        try await APITown().test { client in
            let room = Self.room("hall", #""policy":{"autoSchedule":"manual"}"#)
            #expect(try await client.call(.put, "/api/v1/resources/hall", room, as: "root").status == 201)
            let asked = try await client.call(.post, "/api/v1/bookings", Self.morning("hall"))
            #expect(asked.status == 202)
            #expect(asked.json["state"] == "tentative")
            #expect(asked.json["pendingUntil"] != .null)
            guard case .string(let id)? = asked.json["id"] else {
                Issue.record("\(asked.text)")
                return
            }
            let others = try await client.call(.get, "/api/v1/approvals")
            #expect(others.json["bookings"] == .array([]))
            let waiting = try await client.call(.get, "/api/v1/approvals", as: "bob")
            guard case .array(let bookings)? = waiting.json["bookings"] else {
                Issue.record("\(waiting.text)")
                return
            }
            #expect(bookings.map { $0["id"] } == [.string(id)])
            let forbidden = try await client.call(.post, "/api/v1/bookings/\(id)/approve")
            #expect([403, 404].contains(forbidden.status))
            let done = try await client.call(
                .post, "/api/v1/bookings/\(id)/approve", #"{"comment":"Volontiers"}"#, as: "bob")
            #expect(done.status == 200)
            #expect(done.json["state"] == "confirmed")
            let again = try await client.call(.post, "/api/v1/bookings/\(id)/approve", as: "bob")
            #expect(again.status == 409)
            #expect(again.json["type"] == "urn:creneau:problem:wrong-state")
            let why = try await client.call(.get, "/api/v1/bookings/\(id)/decision")
            guard case .array(let decisions)? = why.json["decisions"], let first = decisions.first else {
                Issue.record("\(why.text)")
                return
            }
            #expect(decisions.count == 2)
            #expect(first["verdict"] == "pending")
            #expect(first["isReplayed"] == .bool(true))
        }
    }

    @Test func `a shared policy is saved, versioned and resolved with a resource's overrides`() async throws {
        try await APITown().test { client in
            #expect(try await client.call(.put, "/api/v1/policies/court", "{}").status == 403)
            let first = try await client.call(
                .put, "/api/v1/policies/court", #"{"maximumDuration":"PT30M","waitlist":true}"#, as: "root")
            #expect(first.json["version"] == .integer(1))
            let body = Self.room("bulle", #""policyName":"court","overrides":{"waitlist":false}"#)
            let saved = try await client.call(.put, "/api/v1/resources/bulle", body, as: "root")
            #expect(saved.status == 201)
            #expect(saved.json["policy"]?["maximumDuration"] == "PT30M")
            #expect(saved.json["policy"]?["waitlist"] == .bool(false))
            let refused = try await client.call(.post, "/api/v1/bookings", Self.morning("bulle"))
            #expect(refused.status == 409)
            let second = try await client.call(
                .put, "/api/v1/policies/court", #"{"maximumDuration":"PT2H"}"#, as: "root", headers: [.ifMatch: "*"])
            #expect(second.json["version"] == .integer(2))
            #expect(second.json["resources"] == .array(["bulle"]))
            #expect(try await client.call(.post, "/api/v1/bookings", Self.morning("bulle")).status == 201)
            let versions = try await client.call(.get, "/api/v1/policies/court/versions", as: "root")
            guard case .array(let list)? = versions.json["versions"] else {
                Issue.record("\(versions.text)")
                return
            }
            #expect(list.map { $0["version"] } == [.integer(1), .integer(2)])
            let unknown = Self.room("bulle", #""policyName":"long""#)
            let wrong = try await client.call(
                .put, "/api/v1/resources/bulle", unknown, as: "root", headers: [.ifMatch: "*"])
            #expect(wrong.status == 422)
            let whatIf = try await client.call(
                .post, "/api/v1/policies/what-if", #"{"policies":{"court":{"maximumDuration":"PT30M"}}}"#, as: "root")
            // What was refused outright is decided again as well.
            #expect(whatIf.json["decided"] == .integer(2))
            guard case .array(let differences)? = whatIf.json["differences"] else {
                Issue.record("\(whatIf.text)")
                return
            }
            #expect(differences.map { $0["after"] } == ["declined"])
        }
    }

    @Test func `a taken room is refused with what could be had instead`() async throws {
        try await APITown().test { client in
            _ = try await client.call(.post, "/api/v1/bookings", Self.morning("salle"))
            let refused = try await client.call(.post, "/api/v1/bookings", Self.morning("salle"), as: "bob")
            guard refused.status == 409, case .array(let alternatives)? = refused.json["alternatives"] else {
                Issue.record("\(refused.text)")
                return
            }
            #expect((1...3).contains(alternatives.count))
            #expect(alternatives.contains { $0["kind"] == "otherResource" && $0["resource"] == "autre" })
            #expect(!refused.text.contains("Conseil"))
        }
    }

    @Test func `a group of rooms is saved and asked by its id`() async throws {
        try await APITown().test { client in
            let group = #"{"names":"Au choix","address":"choix@ville.example","members":["salle","autre"]}"#
            #expect(try await client.call(.put, "/api/v1/room-groups/choix", group).status == 403)
            #expect(try await client.call(.put, "/api/v1/room-groups/choix", group, as: "root").status == 201)
            var rooms: Set<String> = []
            for _ in 0..<2 {
                let made = try await client.call(.post, "/api/v1/bookings", Self.morning("choix"))
                #expect(made.json["requestedAs"] == "choix@ville.example")
                if case .string(let room)? = made.json["resource"] { rooms.insert(room) }
            }
            #expect(rooms == ["salle", "autre"])
            #expect(try await client.call(.post, "/api/v1/bookings", Self.morning("choix")).status == 409)
        }
    }

    @Test func `a check-in link that is none is a page that says so, and tells nothing`() async throws {
        try await APITown().test { client in
            let page = try await client.call(.get, "/check-in/0000000000000.0.abc", as: nil)
            #expect(page.status == 404)
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            let posted = try await client.call(.post, "/check-in/%3Cscript%3E", as: nil)
            #expect(posted.status == 404)
            #expect(!posted.text.contains("<script>"))
        }
    }
}
