"""What the servers are given: events as calendar programs write them, and the requests that are measured."""

import datetime

DAY = datetime.timedelta(days=1)
# Midnight of the first day that events lie on; the year that they fill begins a month before today.
FIRST = datetime.datetime.combine(datetime.date.today(), datetime.time()) - 30 * DAY
ROOM = "salle-jaures@ville.example"
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19810329T020000
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
NAMES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'


def local(moment):
    return moment.strftime("%Y%m%dT%H%M%S")


def event(uid, start, minutes, extra=""):
    end = start + datetime.timedelta(minutes=minutes)
    text = (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Measure//EN\n{ZONE}BEGIN:VEVENT\nUID:{uid}\n"
        f"DTSTAMP:20260101T000000Z\nSUMMARY:Réunion de service {uid}\nLOCATION:Bâtiment B\\, 2e étage\n"
        "DESCRIPTION:Ordre du jour : point sur les travaux\\, budget\\, questions diverses.\n"
        f"DTSTART;TZID=Europe/Paris:{local(start)}\nDTEND;TZID=Europe/Paris:{local(end)}\n{extra}"
        "END:VEVENT\nEND:VCALENDAR\n"
    )
    return text.replace("\n", "\r\n").encode()


def stored(number):
    """Event `number` of a calendar: over a year, in working hours, every twentieth a series of ten weeks."""
    start = FIRST + (number * 37 % 365) * DAY + datetime.timedelta(hours=8 + number % 10, minutes=15 * (number % 4))
    return event(f"e{number}", start, 60, "RRULE:FREQ=WEEKLY;COUNT=10\n" if number % 20 == 0 else "")


def invitation(number):
    """Half an hour in the room, at a time that no other one has."""
    start = FIRST + 40 * DAY + number * datetime.timedelta(minutes=30)
    people = f"ORGANIZER:mailto:camille.martin@ville.example\nATTENDEE;CUTYPE=ROOM;RSVP=TRUE:mailto:{ROOM}\n"
    return event(f"r{number}", start, 30, people)


def window(number):
    """One day as an attribute, another one for each number."""
    start = FIRST + (60 + number * 11 % 200) * DAY
    return f'<C:time-range start="{local(start)}Z" end="{local(start + DAY)}Z"/>'


def one_day(number):
    return (
        f"<C:calendar-query {NAMES}><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter>"
        f'<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{window(number)}</C:comp-filter>'
        "</C:comp-filter></C:filter></C:calendar-query>"
    )


def free_busy(number):
    return f"<C:free-busy-query {NAMES}>{window(number)}</C:free-busy-query>"


def changes(token):
    return (
        f"<D:sync-collection {NAMES}><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>"
        "<D:prop><D:getetag/></D:prop></D:sync-collection>"
    )
