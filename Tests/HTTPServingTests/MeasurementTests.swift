import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Scheduling
import Testing

@testable import HTTPServing

@Suite struct MeasurementTests {
    @Test func `numbers are written as Prometheus reads them`() {
        var text = MetricsText()
        text.family("a_total", "counter", "One\nline \\ only.")
        text.value("a_total", [("name", "say \"hi\" \\ and\ngo")], Int64(3))
        text.gauge("b", "B.", -1)
        #expect(
            text.text == """
                # HELP a_total One\\nline \\\\ only.
                # TYPE a_total counter
                a_total{name="say \\"hi\\" \\\\ and\\ngo"} 3
                # HELP b B.
                # TYPE b gauge
                b -1

                """)
    }

    @Test func `each class of a histogram holds all that are below it`() {
        var histogram = DurationHistogram()
        for duration in [Duration.zero, .milliseconds(3), .milliseconds(3), .seconds(4), .seconds(100)] {
            histogram.record(duration)
        }
        var text = MetricsText()
        text.histogram("t", [], histogram)
        let lines = Set(text.text.split(separator: "\n").map(String.init))
        #expect(lines.contains("t_bucket{le=\"0.0001\"} 1"))
        #expect(lines.contains("t_bucket{le=\"0.005\"} 3"))
        #expect(lines.contains("t_bucket{le=\"5.0\"} 4"))
        #expect(lines.contains("t_bucket{le=\"10.0\"} 4"))
        #expect(lines.contains("t_bucket{le=\"+Inf\"} 5"))
        #expect(lines.contains("t_count 5"))
    }

    private func application(_ measurements: RequestMeasurements) -> some ApplicationProtocol {
        let router = HTTPServer.router(measurements: measurements)
        router.get("things/:secret") { _, _ in "yes" }
        return Application(router: router)
    }

    @Test func `requests are counted by route, never by path`() async throws {
        let measurements = RequestMeasurements()
        try await application(measurements).test(.router) { client in
            for path in ["/things/marker-one", "/things/marker-two", "/marker-three"] {
                _ = try await client.execute(uri: path, method: .get)
            }
            _ = try await client.execute(uri: "/things/x", method: HTTPRequest.Method("MARKER")!)
        }
        var text = MetricsText()
        measurements.write(to: &text)
        #expect(
            text.text.contains("creneau_requests_total{method=\"GET\",route=\"/things/{secret}\",status=\"200\"} 2"),
            "\(text.text)")
        #expect(text.text.contains("creneau_requests_under_way 0"))
        #expect(!text.text.lowercased().contains("marker"))
    }

    @Test(arguments: [
        ("abc-1.2:x", true), ("", false), ("two words", false), ("a\"b", false),
        (String(repeating: "a", count: 65), false),
        (String(repeating: "a", count: 64), true),
    ])
    func `the identity of a request is kept where it is a plain word`(identity: String, isKept: Bool) async throws {
        try await application(RequestMeasurements()).test(.router) { client in
            let answer = try await client.execute(
                uri: "/things/x", method: .get, headers: [.requestIdentity: identity])
            let given = try #require(answer.headers[.requestIdentity])
            #expect((given == identity) == isKept)
            #expect(!given.isEmpty)
        }
    }
}
