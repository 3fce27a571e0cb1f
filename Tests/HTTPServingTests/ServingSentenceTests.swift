import HTTPServing
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Scheduling
import Testing

/// What a person reads of HTTP's own refusals.
@Suite struct ServingSentenceTests {
    private static let errors: [ServingError] = [
        .unauthenticated, .malformedAuthorization, .insecureTransport, .foreignRequest, .tooManyFailures(retryAfter: 7),
        .bodyTooLarge(limit: 9), .compressedBody, .incompleteBody,
        .identitySourceUnreachable(.directory), .identitySourceUnreachable(.signIn),
    ]

    /// A new error does not compile until it is counted here.
    private static func isCounted(_ error: ServingError) -> Bool {
        switch error {
        case .unauthenticated, .malformedAuthorization, .insecureTransport, .foreignRequest, .tooManyFailures,
            .bodyTooLarge, .compressedBody, .incompleteBody, .identitySourceUnreachable:
            errors.contains(error)
        }
    }

    @Test func `every refusal is told in French, or in English to who accepts it`() async throws {
        let router = HTTPServer.router()
        for (index, error) in Self.errors.enumerated() {
            router.get(RouterPath("/\(index)")) { _, _ -> String in throw error }
        }
        let application = HTTPServer.application(
            router: router, host: "127.0.0.1", port: 0, logger: Logger(label: "test"), onListening: { _ in })
        try await application.test(.router) { client in
            var told: Set<String> = []
            for (index, error) in Self.errors.enumerated() {
                #expect(Self.isCounted(error))
                for (accepted, language) in [("", "fr"), ("en", "en"), ("de", "fr")] {
                    let headers: HTTPFields = accepted.isEmpty ? [:] : [.acceptLanguage: accepted]
                    let response = try await client.executeRequest(
                        uri: "/\(index)", method: .get, headers: headers, body: nil)
                    #expect(response.status == error.status)
                    #expect(response.headers[.contentLanguage] == language)
                    told.insert(String(buffer: response.body))
                }
            }
            #expect(told.count == 2 * Self.errors.count)
            #expect(told.contains("Identifiez-vous avec un mot de passe ou un jeton valable.\n"))
        }
    }

    @Test(arguments: [
        ("fr", "en", "fr"), ("en", "fr", "en"), ("en-GB", nil, "en"), (nil, "en-US,fr;q=0.5", "en"), (nil, "de", "fr"),
        ("de", "en", "en"), (nil, nil, "fr"),
    ])
    func `the reader's setting goes before what the client accepts`(
        _ setting: LanguageCode?, _ accepted: String?, _ language: String
    ) {
        #expect("\(ReaderLanguage.language(setting: setting, accepted: accepted))" == language)
    }
}
