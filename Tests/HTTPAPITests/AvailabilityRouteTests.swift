import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct AvailabilityRouteTests {
    private static func room(_ more: String) -> String {
        #"{"names":"Salle","address":"salle@ville.example","timeZone":"Europe/Paris"\#(more)}"#
    }

    @Test func `free is what could be booked, the buffers around others counted`() async throws {
        try await APITown().test { client in
            let body = Self.room(#","setup":"PT15M","teardown":"PT30M""#)
            #expect(
                try await client.call(.put, "/api/v1/resources/salle", body, as: "root", headers: [.ifMatch: "*"])
                    .status
                    == 200)
            #expect(try await client.call(.post, "/api/v1/bookings", BookingRouteTests.morning).status == 201)
            for (from, to, isFree) in [
                ("10:00", "11:00", false), ("10:30", "11:30", false), ("10:44", "11:30", false),
                ("10:45", "11:30", true), ("08:00", "08:15", true), ("08:00", "08:16", false),
            ] {
                let window = "from=2026-12-01T\(from):00%2B01:00&freeTo=2026-12-01T\(to):00%2B01:00"
                let list = try await client.call(
                    .get, "/api/v1/resources?text=salle&free" + window.replacing("from", with: "From"))
                let found = list.json["resources"]?.items.contains { $0["id"] == "salle" }
                #expect(found == isFree, "\(from)-\(to): \(list.text)")
                let request = BookingRouteTests.morning.replacing("T09:00", with: "T" + from)
                    .replacing("T10:00", with: "T" + to)
                let asked = try await client.call(.post, "/api/v1/bookings?dryRun=true", request, as: "bob")
                #expect((asked.status == 200) == isFree, "\(from)-\(to)")
            }
        }
    }

    @Test func `a resource out of service is there for administrators alone`() async throws {
        try await APITown().test { client in
            let body = Self.room(#","disabled":true"#)
            #expect(
                try await client.call(.put, "/api/v1/resources/salle", body, as: "root", headers: [.ifMatch: "*"])
                    .status
                    == 200)
            let own = try await client.call(.get, "/api/v1/resources/salle", as: "root")
            #expect(own.json["disabled"] == true)
            #expect(try await client.call(.get, "/api/v1/resources/salle").status == 404)
            let list = try await client.call(.get, "/api/v1/resources?disabled=true", as: "root")
            #expect(list.json["resources"]?.items.map { $0["id"] } == ["salle"])
            #expect(try await client.call(.get, "/api/v1/resources?disabled=true").status == 403)
            let others = try await client.call(.get, "/api/v1/resources", as: "root")
            #expect(others.json["resources"]?.items.map { $0["id"] } == ["autre"])
        }
    }

    @Test func `free busy names the field as the request does, and ends where dates end`() async throws {
        try await APITown().test { client in
            func post(_ body: String) async throws -> APIClient.Answer {
                try await client.call(.post, "/api/v1/freebusy", body)
            }
            let day = #""from":"2026-12-01T00:00:00Z","to":"2026-12-02T00:00:00Z""#
            #expect(try await post("{\"resources\":[],\(day)}").json["field"] == "resources")
            #expect(try await post("{\"resources\":[\"nulle-part\"],\(day)}").json["field"] == "resources")
            let get = try await client.call(.get, "/api/v1/freebusy?resource=nulle-part&from=2026-12-01&to=2026-12-02")
            #expect(get.json["field"] == "resource")
            let before = #"{"resources":["salle"],"from":"1899-12-01T00:00:00Z","to":"1900-02-02T00:00:00Z"}"#
            #expect(try await post(before).json["field"] == "from")
            let behind = #"{"resources":["salle"],"from":"2099-12-01T00:00:00Z","to":"2100-02-02T00:00:00Z"}"#
            #expect(try await post(behind).json["field"] == "to")
        }
    }

    @Test(arguments: [
        (#""start":"2027-10-31""#, 200), (#""start":"2027-10-31","end":"2027-11-02""#, 409),
        (#""start":"2027-10-30T12:00:00+02:00","end":"2027-10-31T12:00:00+01:00""#, 200),
        (#""start":"2027-10-30T12:00:00+02:00","end":"2027-10-31T12:15:00+01:00""#, 409),
        (#""start":"2027-10-29T12:00:00+02:00","end":"2027-10-30T12:15:00+02:00""#, 409),
        // Twenty-four hours, and an hour more on the clock.
        (#""start":"2027-03-27T12:00:00+01:00","end":"2027-03-28T13:00:00+02:00""#, 200),
    ])
    func `a limit of one day is a day on the clock`(times: String, status: Int) async throws {
        try await APITown().test { client in
            let body = "{\"resource\":\"salle\",\(times)}"
            let answer = try await client.call(.post, "/api/v1/bookings?dryRun=true", body)
            #expect(answer.status == status, "\(answer.text)")
        }
    }

    @Test func `a day of 23 hours is as long as a day must be`() async throws {
        try await APITown().test { client in
            let days = Self.room(#","policy":{"minimumDuration":"P1D"}"#)
            _ = try await client.call(.put, "/api/v1/resources/salle", days, as: "root", headers: [.ifMatch: "*"])
            let body = #"{"resource":"salle","start":"2027-03-28"}"#
            let answer = try await client.call(.post, "/api/v1/bookings?dryRun=true", body)
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    @Test func `a site is found without case and accents`() async throws {
        try await APITown().test { client in
            let body = Self.room(#","site":"Hôtel de Ville""#)
            _ = try await client.call(.put, "/api/v1/resources/salle", body, as: "root", headers: [.ifMatch: "*"])
            let list = try await client.call(.get, "/api/v1/resources?site=hotel%20de%20ville")
            #expect(list.json["resources"]?.items.map { $0["id"] } == ["salle"])
            #expect(try await client.call(.get, "/api/v1/resources?site=hotel").json["resources"]?.items == [])
        }
    }
}
