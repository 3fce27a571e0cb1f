import HTTPServing
import HTTPTypes
import ICalendar
import Scheduling
import StoreContract
import Testing
import WebDAVXML

@testable import CalDAV

/// What a person reads where this door refuses.
@Suite struct SentenceTests {
    private static let errors: [DAVError] =
        [
            .notFound, .methodNotAllowed(allow: "GET"), .malformed(noCalendar),
            .unreadableXML(.malformed(reason: "x", line: 2)), .condition(.dav("x"), noCalendar),
            .conflict(nil, noCalendar), .preconditionFailed,
            .insufficientStorage(nil, noCalendar), .otherServer, .unavailable, .forbidden(noCalendar),
        ]
        + scheduling.map { DAVError($0) }

    private static let noCalendar = DAVError(SchedulingError.parentMissing).fault

    private static let scheduling: [SchedulingError] = [
        .notFound, .forbidden, .preconditionFailed, .alreadyExists, .parentMissing, .invalidSyncToken,
        .readOnlyCollection, .idempotencyMismatch, .invalidCalendarData(.tooLarge(bytes: 2, limit: 1)),
        .invalidCalendarData(.malformedLine(line: 3, fault: .noColon)),
        .invalidCalendarData(.tooManyAttendees(line: 4, limit: 1_000)), .invalidCalendarObject(.mixedUIDs(["a", "b"])),
        .unsupportedComponent("VTODO"), .differentOrganizers, .organizerChanged, .attendeeChangeNotAllowed("SUMMARY"),
        .schedulingRefused(.uidChanged), .tooLarge(limit: 9), .tooManyInstances(limit: 9), .unknownResource("x"),
        .unknownPerson("x"), .invalidField(name: "x", problem: .missing), .storeUnavailable(.closed),
    ]

    /// A new error does not compile until it is counted here.
    private static func isCounted(_ error: DAVError) -> Bool {
        switch error {
        case .notFound, .methodNotAllowed, .malformed, .unreadableXML, .condition, .conflict, .preconditionFailed,
            .insufficientStorage, .otherServer, .unavailable, .forbidden:
            errors.contains { $0.status == error.status }
        }
    }

    @Test func `every refusal has its sentence in both languages`() {
        for error in Self.errors {
            let french = error.sentence(ReaderLanguage.language(setting: "fr", accepted: nil))
            let english = error.sentence(ReaderLanguage.language(setting: "en", accepted: nil))
            #expect(Self.isCounted(error))
            #expect(french.hasSuffix(".") && english.hasSuffix(".") && french != english, "\(french) \(english)")
        }
    }

    @Test func `French is the default, and English is for who accepts it`() async throws {
        try await DAVFixture.run { dav in
            let path = DAVFixture.calendar + "a.ics"
            let text = DAVFixture.event(uid: "a", start: "20260230T090000")
            let french = try await dav.send("PUT", path, body: text)
            #expect(french.headers[.contentLanguage] == "fr")
            #expect(
                try french.sentence()
                    == "Les données du calendrier ne sont pas valides, ligne 7 : la propriété DTSTART donne une date ou "
                    + "une heure qui n’existe pas, « 20260230T090000 ».")
            let english = try await dav.send("PUT", path, body: text, headers: ["Accept-Language": "en"])
            #expect(english.headers[.contentLanguage] == "en")
            #expect(try english.sentence().hasPrefix("The calendar data is not valid, line 7: property DTSTART names"))
        }
    }

    @Test func `the person's own language goes first`() async throws {
        try await DAVFixture.run { dav in
            try await dav.store.withTransaction(locking: []) { transaction in
                guard var person = try transaction.person("bruno.petit") else { return }
                person.language = "en"
                try transaction.save(person)
            }
            let answer = try await dav.send(
                "GET", DAVFixture.calendar + "x.ics", headers: ["Accept-Language": "fr"], user: "bruno.petit")
            #expect(answer.status == 404)
            #expect(try answer.sentence() == "There is nothing at this address, or you may not see it.")
        }
    }

    @Test(arguments: [
        (nil, "Identifiez-vous avec un mot de passe ou un jeton valable."),
        ("en-GB", "Log in with a valid password or token."),
    ])
    func `the challenge comes with a sentence`(_ accepted: String?, _ sentence: String) async throws {
        try await DAVFixture.run { dav in
            let headers = accepted.map { ["Accept-Language": $0] } ?? [:]
            let answer = try await dav.send("PROPFIND", DAVFixture.home, headers: headers, user: nil)
            #expect(answer.status == 401)
            #expect(answer.headers[.wwwAuthenticate] != nil)
            #expect(try answer.sentence() == sentence)
        }
    }
}

extension DAVAnswer {
    fileprivate func sentence() throws -> String {
        try #require(xml().first(.dav("responsedescription"))?.text)
    }
}
