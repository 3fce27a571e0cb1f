import CalendarTime
import Testing

/// The examples of RFC 5545 §3.8.5.3, all in America/New_York.
@Suite struct RecurrenceRuleExamplesTests {
    struct Example: CustomStringConvertible, Sendable {
        var start = "19970902T090000"
        var rule: String
        /// Starts as month, day and, where it changes, the time; years in front of their first day.
        var starts: String
        /// The series goes on after `starts`.
        var goesOn = false
        var description: String { rule }
    }

    private static func days(_ range: ClosedRange<Int>, month: Int, year: Int) -> String {
        range.map { "\(year * 10000 + month * 100 + $0)" }.joined(separator: " ")
    }

    static let examples: [Example] = [
        Example(rule: "FREQ=DAILY;COUNT=10", starts: days(2...11, month: 9, year: 1997)),
        Example(
            rule: "FREQ=DAILY;UNTIL=19971224T000000Z",
            starts: [
                days(2...30, month: 9, year: 1997), days(1...31, month: 10, year: 1997),
                days(1...30, month: 11, year: 1997), days(1...23, month: 12, year: 1997),
            ].joined(separator: " ")),
        Example(rule: "FREQ=DAILY;INTERVAL=2", starts: "19970902 19970904 19970906 19970908 19970910", goesOn: true),
        Example(rule: "FREQ=DAILY;INTERVAL=10;COUNT=5", starts: "19970902 19970912 19970922 19971002 19971012"),
        Example(
            start: "19980101T090000", rule: "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
            starts: (1998...2000).map { days(1...31, month: 1, year: $0) }.joined(separator: " ")),
        Example(
            start: "19980101T090000", rule: "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1",
            starts: (1998...2000).map { days(1...31, month: 1, year: $0) }.joined(separator: " ")),
        Example(
            rule: "FREQ=WEEKLY;COUNT=10",
            starts: "19970902 19970909 19970916 19970923 19970930 19971007 19971014 19971021 19971028 19971104"),
        Example(
            rule: "FREQ=WEEKLY;UNTIL=19971224T000000Z",
            starts:
                "19970902 19970909 19970916 19970923 19970930 19971007 19971014 19971021 19971028 19971104 19971111 "
                + "19971118 19971125 19971202 19971209 19971216 19971223"),
        Example(
            rule: "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
            starts:
                "19970902 19970916 19970930 19971014 19971028 19971111 19971125 19971209 19971223 19980106 19980120",
            goesOn: true),
        Example(
            rule: "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
            starts: "19970902 19970904 19970909 19970911 19970916 19970918 19970923 19970925 19970930 19971002"),
        Example(
            rule: "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
            starts: "19970902 19970904 19970909 19970911 19970916 19970918 19970923 19970925 19970930 19971002"),
        Example(
            start: "19970901T090000", rule: "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
            starts:
                "19970901 19970903 19970905 19970915 19970917 19970919 19970929 19971001 19971003 19971013 19971015 "
                + "19971017 19971027 19971029 19971031 19971110 19971112 19971114 19971124 19971126 19971128 19971208 "
                + "19971210 19971212 19971222"),
        Example(
            rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
            starts: "19970902 19970904 19970916 19970918 19970930 19971002 19971014 19971016"),
        Example(
            start: "19970905T090000", rule: "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
            starts: "19970905 19971003 19971107 19971205 19980102 19980206 19980306 19980403 19980501 19980605"),
        Example(
            start: "19970905T090000", rule: "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR",
            starts: "19970905 19971003 19971107 19971205"),
        Example(
            start: "19970907T090000", rule: "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
            starts: "19970907 19970928 19971102 19971130 19980104 19980125 19980301 19980329 19980503 19980531"),
        Example(
            start: "19970922T090000", rule: "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
            starts: "19970922 19971020 19971117 19971222 19980119 19980216"),
        Example(
            start: "19970928T090000", rule: "FREQ=MONTHLY;BYMONTHDAY=-3",
            starts: "19970928 19971029 19971128 19971229 19980129 19980226", goesOn: true),
        Example(
            rule: "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
            starts: "19970902 19970915 19971002 19971015 19971102 19971115 19971202 19971215 19980102 19980115"),
        Example(
            start: "19970930T090000", rule: "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
            starts: "19970930 19971001 19971031 19971101 19971130 19971201 19971231 19980101 19980131 19980201"),
        Example(
            start: "19970910T090000", rule: "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
            starts: "19970910 19970911 19970912 19970913 19970914 19970915 19990310 19990311 19990312 19990313"),
        Example(
            rule: "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
            starts:
                "19970902 19970909 19970916 19970923 19970930 19971104 19971111 19971118 19971125 19980106 19980113 "
                + "19980120 19980127 19980303 19980310 19980317 19980324 19980331", goesOn: true),
        Example(
            start: "19970610T090000", rule: "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
            starts: "19970610 19970710 19980610 19980710 19990610 19990710 20000610 20000710 20010610 20010710"),
        Example(
            start: "19970310T090000", rule: "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
            starts: "19970310 19990110 19990210 19990310 20010110 20010210 20010310 20030110 20030210 20030310"),
        Example(
            start: "19970101T090000", rule: "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
            starts: "19970101 19970410 19970719 20000101 20000409 20000718 20030101 20030410 20030719 20060101"),
        Example(
            start: "19970519T090000", rule: "FREQ=YEARLY;BYDAY=20MO", starts: "19970519 19980518 19990517", goesOn: true
        ),
        Example(
            start: "19970512T090000", rule: "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", starts: "19970512 19980511 19990517",
            goesOn: true),
        Example(
            start: "19970313T090000", rule: "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
            starts:
                "19970313 19970320 19970327 19980305 19980312 19980319 19980326 19990304 19990311 19990318 19990325",
            goesOn: true),
        Example(
            start: "19970605T090000", rule: "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
            starts:
                "19970605 19970612 19970619 19970626 19970703 19970710 19970717 19970724 19970731 19970807 19970814 "
                + "19970821 19970828 19980604 19980611", goesOn: true),
        Example(
            start: "19970913T090000", rule: "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
            starts: "19970913 19971011 19971108 19971213 19980110 19980207 19980307 19980411 19980509 19980613",
            goesOn: true),
        Example(
            start: "19961105T090000", rule: "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            starts: "19961105 20001107 20041102", goesOn: true),
        Example(
            start: "19970904T090000", rule: "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
            starts: "19970904 19971007 19971106"),
        Example(
            start: "19970929T090000", rule: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            starts: "19970929 19971030 19971127 19971230 19980129 19980226 19980330", goesOn: true),
        Example(
            rule: "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z",
            starts: "19970902 19970902T120000 19970902T150000"),
        Example(
            rule: "FREQ=MINUTELY;INTERVAL=15;COUNT=6",
            starts: "19970902 19970902T091500 19970902T093000 19970902T094500 19970902T100000 19970902T101500"),
        Example(
            rule: "FREQ=MINUTELY;INTERVAL=90;COUNT=4",
            starts: "19970902 19970902T103000 19970902T120000 19970902T133000"),
        Example(
            rule: "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
            starts: "19970902 19970902T092000 19970902T094000 19970902T100000 19970902T102000", goesOn: true),
        Example(
            rule: "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16",
            starts: "19970902 19970902T092000 19970902T094000 19970902T100000 19970902T102000", goesOn: true),
        Example(
            start: "19970805T090000", rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            starts: "19970805 19970810 19970819 19970824"),
        Example(
            start: "19970805T090000", rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            starts: "19970805 19970817 19970819 19970831"),
        Example(
            start: "20070115T090000", rule: "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
            starts: "20070115 20070130 20070215 20070315 20070330"),
    ]

    @Test(arguments: examples) func `gives the dates that the RFC lists`(_ example: Example) throws {
        let zone = try #require(TestFiles.zones.zone(named: "America/New_York"))
        let start = try #require(CivilDateTime(icalendar: example.start))
        let set = RecurrenceSet(
            start: .zoned(start, zone), length: .duration(EventDuration(seconds: 3600)),
            rules: [try RecurrenceRule(parsing: example.rule)], zone: .utc)
        let wanted = example.starts.split(separator: " ").map { $0.count == 8 ? "\($0)T090000" : String($0) }
        var iterator = set.instances()
        let found = (0..<wanted.count).compactMap { _ in iterator.next() }
        #expect(found.map { zone.civil(at: $0.range.start).icalendar } == wanted)
        #expect((iterator.next() != nil) == example.goesOn)
        #expect(!iterator.isExhausted)
    }

    @Test func `gives every Friday the 13th and leaves out the DTSTART that EXDATE names`() throws {
        let zone = try #require(TestFiles.zones.zone(named: "America/New_York"))
        let start = EventTime.zoned(try #require(CivilDateTime(icalendar: "19970902T090000")), zone)
        let set = RecurrenceSet(
            start: start, length: .duration(EventDuration(seconds: 3600)),
            rules: [try RecurrenceRule(parsing: "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13")], excluded: [start], zone: .utc)
        #expect(
            set.first(5).map { zone.civil(at: $0.range.start).date.icalendar }
                == ["19980213", "19980313", "19981113", "19990813", "20001013"])
    }
}
