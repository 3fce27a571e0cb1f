/// Objects that a careless round trip damages. Names are in upper case, as the serializer writes them.
enum TrickySamples {
    static let all: [String] = [unknownParts, parameters, values, order, outlook, series, tasks]

    static let unknownParts = lines(
        """
        BEGIN:VCALENDAR
        PRODID:-//Example Corp.//Agenda 7.1//FR
        VERSION:2.0
        X-WR-CALNAME;X-LEVEL=1:Salle Jaurès
        BEGIN:X-ROOM-PLAN
        X-SEATS:12
        BEGIN:X-TABLE
        SHAPE;X-ROUND=perhaps:oval
        END:X-TABLE
        END:X-ROOM-PLAN
        BEGIN:VEVENT
        UID:unknown-parts@ville.example
        DTSTAMP:20261101T080000Z
        DTSTART:20261123T090000Z
        FUTURE-PROPERTY;FUTURE-PARAMETER=a;FUTURE-PARAMETER=b:Value\\,with\\;escapes\\nand:colons
        BEGIN:PARTICIPANT
        UID:em9lQGZvb2GFtcGxlLmNvbQ
        PARTICIPANT-TYPE:PERFORMER
        END:PARTICIPANT
        END:VEVENT
        END:VCALENDAR
        """)

    static let parameters = lines(
        """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Example Corp.//Agenda 7.1//FR
        BEGIN:VEVENT
        UID:parameters@ville.example
        DTSTAMP:20261101T080000Z
        DTSTART;TZID="Europe/Paris":20261123T090000
        DTEND;X-SHOWN=;TZID=Europe/Paris:20261123T100000
        ORGANIZER;CN="Camille ^'Cami^' Martin":MAILTO:Camille.Martin@Ville.Example
        ATTENDEE;PARTSTAT=Accepted;CN="Needless";MEMBER="mailto:a@b","c:d";CN=Twice
         :invalid:nomail
        ATTENDEE;CN=Jean "JJ" Petit;X-C=^;X-D=^^n;CUTYPE=room:mailto:jj@ville.example
        END:VEVENT
        END:VCALENDAR
        """)

    static let values = lines(
        """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Example Corp.//Agenda 7.1//FR
        BEGIN:VEVENT
        UID:values@ville.example
        DTSTAMP:20261101T080000Z
        DTSTART:20261123T090000Z
        DURATION:PT90M
        CATEGORIES:Réunion,Conseil\\, plénier,,Vote
        GEO:48.85299;2.36885
        REQUEST-STATUS:2.0;Success
        RDATE;VALUE=PERIOD:20261124T090000Z/PT1H,20261125T090000Z/20261125T103000Z
        EXDATE:20261126T090000Z,20261127T090000Z
        LOCATION:
        DESCRIPTION:Back\\\\slash\\, semi\\; line\\nend \\N other\\tescape 🏛️ é e\u{301}
        ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY:TG9yZW0=
        X-EMPTY:
        PRIORITY:5
        END:VEVENT
        END:VCALENDAR
        """)

    static let order = lines(
        """
        BEGIN:VCALENDAR
        METHOD:REQUEST
        X-LAST:1
        VERSION:2.0
        CALSCALE:GREGORIAN
        PRODID:z
        BEGIN:VEVENT
        SUMMARY:override first
        RECURRENCE-ID;RANGE=THISANDFUTURE:20261130T090000Z
        DTSTART:20261130T100000Z
        UID:order@ville.example
        COMMENT:one
        SUMMARY;LANGUAGE=fr:deux
        COMMENT:two
        END:VEVENT
        BEGIN:VTIMEZONE
        TZID:After its use
        BEGIN:STANDARD
        TZOFFSETTO:+0100
        TZOFFSETFROM:+0100
        DTSTART:16010101T000000
        END:STANDARD
        END:VTIMEZONE
        BEGIN:VEVENT
        RRULE:BYDAY=MO;FREQ=WEEKLY
        UID:order@ville.example
        DTSTART:20261123T090000Z
        END:VEVENT
        END:VCALENDAR
        """)

    static let outlook = lines(
        """
        BEGIN:VCALENDAR
        METHOD:REQUEST
        PRODID:Microsoft Exchange Server 2010
        VERSION:2.0
        BEGIN:VTIMEZONE
        TZID:Romance Standard Time
        BEGIN:STANDARD
        DTSTART:16010101T030000
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0100
        RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
        END:STANDARD
        BEGIN:DAYLIGHT
        DTSTART:16010101T020000
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0200
        RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
        END:DAYLIGHT
        END:VTIMEZONE
        BEGIN:VEVENT
        ORGANIZER;CN=Bruno Petit:mailto:bruno.petit@ville.example
        ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Salle Jaur
         ès:mailto:salle-jaures@ville.example
        DESCRIPTION;LANGUAGE=fr-FR:\\n
        UID:040000008200E00074C5B7101A82E00800000000C0A1
        SUMMARY;LANGUAGE=fr-FR:Point hebdomadaire
        DTSTART;TZID=Romance Standard Time:20261123T090000
        DTEND;TZID=Romance Standard Time:20261123T100000
        CLASS:PUBLIC
        PRIORITY:5
        DTSTAMP:20261101T080000Z
        TRANSP:OPAQUE
        STATUS:CONFIRMED
        SEQUENCE:0
        X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE
        BEGIN:VALARM
        DESCRIPTION:REMINDER
        TRIGGER;RELATED=START:-PT15M
        ACTION:DISPLAY
        END:VALARM
        END:VEVENT
        END:VCALENDAR
        """)

    static let series = lines(
        """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Example Corp.//Agenda 7.1//FR
        BEGIN:VEVENT
        UID:series@ville.example
        DTSTART;VALUE=DATE:20261123
        DTEND;VALUE=DATE:20261125
        RRULE:FREQ=MONTHLY;UNTIL=20271231;BYDAY=4MO;WKST=SU
        EXDATE;VALUE=DATE:20261228
        X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=70;X-TITLE="Place de l
         a Mairie, 1":geo:48.85,2.36
        CREATED:00001231T000000Z
        END:VEVENT
        BEGIN:VEVENT
        UID:series@ville.example
        RECURRENCE-ID;VALUE=DATE:20270125
        DTSTART:20270125T090000Z
        STATUS:CANCELLED
        END:VEVENT
        END:VCALENDAR
        """)

    static let tasks = lines(
        """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Example Corp.//Agenda 7.1//FR
        BEGIN:VTODO
        UID:task@ville.example
        DUE;VALUE=DATE:20261130
        PERCENT-COMPLETE:40
        STATUS:IN-PROCESS
        RELATED-TO;RELTYPE=PARENT:project@ville.example
        END:VTODO
        END:VCALENDAR
        """)
}
