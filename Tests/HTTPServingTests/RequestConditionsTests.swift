import CalendarTime
import HTTPServing
import HTTPTypes
import Testing

@Suite struct RequestConditionsTests {
    private let modified = Instant(seconds: 1_795_000_000)

    @Test(
        arguments: [
            ("\"a\"", nil, RequestConditions.Outcome.proceed), ("\"b\"", nil, .failed), ("*", nil, .proceed),
            (nil, "\"a\"", .notModified), (nil, "W/\"a\"", .notModified), (nil, "\"b\"", .proceed),
            (nil, "*", .notModified),
            ("\"b\"", "\"a\"", .failed),
        ] as [(String?, String?, RequestConditions.Outcome)])
    func `evaluates what a read asks`(_ match: String?, _ none: String?, _ expected: RequestConditions.Outcome) {
        var fields = HTTPFields()
        fields[.ifMatch] = match
        fields[.ifNoneMatch] = none
        let conditions = RequestConditions(fields)
        #expect(conditions.evaluate(current: EntityTag("a"), lastModified: modified, isRead: true) == expected)
    }

    @Test func `a write fails where If-None-Match meets something`() {
        let conditions = RequestConditions([.ifNoneMatch: "*"])
        #expect(conditions.evaluate(current: EntityTag("a"), isRead: false) == .failed)
        #expect(conditions.evaluate(current: nil, isRead: false) == .proceed)
    }

    @Test func `dates count only without tags`() {
        let same = HTTPDate.text(modified)
        let conditions = RequestConditions([.ifModifiedSince: same])
        #expect(conditions.evaluate(current: EntityTag("a"), lastModified: modified, isRead: true) == .notModified)
        let both = RequestConditions([.ifModifiedSince: same, .ifNoneMatch: "\"b\""])
        #expect(both.evaluate(current: EntityTag("a"), lastModified: modified, isRead: true) == .proceed)
        let before = RequestConditions([.ifUnmodifiedSince: HTTPDate.text(modified.adding(-1))])
        #expect(before.evaluate(current: EntityTag("a"), lastModified: modified, isRead: false) == .failed)
    }

    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        ] as [(Int64, String)])
    func `dates are written and read`(_ seconds: Int64, _ text: String) {
        #expect(HTTPDate.text(Instant(seconds: seconds)) == text)
        #expect(HTTPDate.parse(text) == Instant(seconds: seconds))
    }

    @Test(arguments: [
        "", "x", "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
    ])
    func `what is no date is no condition`(_ text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }
}
