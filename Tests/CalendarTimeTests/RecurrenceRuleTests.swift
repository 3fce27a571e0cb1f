import CalendarTime
import Testing

@Suite struct RecurrenceRuleTests {
    @Test(arguments: [
        ("", RecurrenceRuleError.malformedPart("")),
        ("INTERVAL=2", .missingFrequency),
        ("FREQ=FORTNIGHTLY", .invalidValue(part: "FREQ", value: "FORTNIGHTLY")),
        ("FREQ=DAILY;FREQ=DAILY", .duplicatePart("FREQ")),
        ("FREQ=DAILY;BYDAY=MO;BYDAY=TU", .duplicatePart("BYDAY")),
        ("FREQ=DAILY;COUNT=2;UNTIL=20300101", .countAndUntil),
        ("FREQ=DAILY;COUNT=0", .invalidValue(part: "COUNT", value: "0")),
        ("FREQ=DAILY;COUNT=99999999999999999999", .invalidValue(part: "COUNT", value: "99999999999999999999")),
        ("FREQ=DAILY;INTERVAL=0", .invalidValue(part: "INTERVAL", value: "0")),
        ("FREQ=DAILY;INTERVAL=-1", .invalidValue(part: "INTERVAL", value: "-1")),
        ("FREQ=DAILY;UNTIL=20300230", .invalidValue(part: "UNTIL", value: "20300230")),
        ("FREQ=DAILY;UNTIL=20300228T250000Z", .invalidValue(part: "UNTIL", value: "20300228T250000Z")),
        ("FREQ=MONTHLY;BYMONTHDAY=32", .invalidValue(part: "BYMONTHDAY", value: "32")),
        ("FREQ=MONTHLY;BYMONTHDAY=0", .invalidValue(part: "BYMONTHDAY", value: "0")),
        ("FREQ=MONTHLY;BYMONTHDAY=1,,2", .invalidValue(part: "BYMONTHDAY", value: "")),
        ("FREQ=YEARLY;BYMONTH=-1", .invalidValue(part: "BYMONTH", value: "-1")),
        ("FREQ=YEARLY;BYWEEKNO=54", .invalidValue(part: "BYWEEKNO", value: "54")),
        ("FREQ=YEARLY;BYYEARDAY=367", .invalidValue(part: "BYYEARDAY", value: "367")),
        ("FREQ=DAILY;BYHOUR=24", .invalidValue(part: "BYHOUR", value: "24")),
        ("FREQ=DAILY;BYSECOND=61", .invalidValue(part: "BYSECOND", value: "61")),
        ("FREQ=MONTHLY;BYDAY=54MO", .invalidValue(part: "BYDAY", value: "54")),
        ("FREQ=MONTHLY;BYDAY=M", .invalidValue(part: "BYDAY", value: "M")),
        ("FREQ=DAILY;BYSETPOS=1", .notAllowed(part: "BYSETPOS", reason: .withoutOtherParts)),
        ("FREQ=WEEKLY;BYDAY=1MO", .notAllowed(part: "BYDAY", reason: .ordinalWithThisFrequency)),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO", .notAllowed(part: "BYDAY", reason: .ordinalWithWeekNumbers)),
        ("FREQ=MONTHLY;BYWEEKNO=3", .notAllowed(part: "BYWEEKNO", reason: .withThisFrequency)),
        ("FREQ=MONTHLY;BYYEARDAY=3", .notAllowed(part: "BYYEARDAY", reason: .withThisFrequency)),
        ("FREQ=WEEKLY;BYMONTHDAY=3", .notAllowed(part: "BYMONTHDAY", reason: .withThisFrequency)),
        ("RSCALE=CHINESE;FREQ=YEARLY", .unsupportedCalendarScale(part: "RSCALE")),
        ("FREQ=MONTHLY;SKIP=FORWARD", .unsupportedCalendarScale(part: "SKIP")),
        ("FREQ=DAILY;BYEASTER=0", .unknownPart("BYEASTER")),
        ("FREQ=DAILY;;COUNT=2", .malformedPart("")),
    ])
    func `refuses a rule and says why`(text: String, error: RecurrenceRuleError) {
        #expect(throws: error) { try RecurrenceRule(parsing: text) }
    }

    @Test func `reads what clients write and writes it in the RFC's order`() throws {
        let rule = try RecurrenceRule(parsing: "freq=weekly;byday=mo,TU,mo;until=20300101T000000z;interval=2;WKST=SU;")
        #expect(rule.icalendar == "FREQ=WEEKLY;UNTIL=20300101T000000Z;INTERVAL=2;BYDAY=MO,TU;WKST=SU")
        let monthly = try RecurrenceRule(parsing: "FREQ=MONTHLY;BYDAY=+1MO,-1FR,WE;BYMONTHDAY=-1,+3;COUNT=4")
        #expect(monthly.icalendar == "FREQ=MONTHLY;COUNT=4;BYDAY=1MO,-1FR,WE;BYMONTHDAY=-1,3")
    }
}
