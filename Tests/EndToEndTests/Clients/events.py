"""Calendar objects as a client writes them, made with python icalendar."""

from datetime import date, datetime, timezone

import icalendar

from town import DOMAIN, PARIS


def invitation(
    uid,
    start,
    end,
    rooms,
    organizer="camille.martin",
    title="Réunion de service",
    rrule=None,
    sequence=0,
    exdates=(),
    extra=None,
):
    """A VCALENDAR with one event; times are UTC and written with the town hall's zone, the VTIMEZONE included."""
    calendar = icalendar.Calendar()
    calendar.add("PRODID", "-//Town hall//Tests//FR")
    calendar.add("VERSION", "2.0")
    event = icalendar.Event()
    event.add("UID", uid)
    event.add("DTSTAMP", datetime.now(timezone.utc))
    event.add("DTSTART", start.astimezone(PARIS))
    event.add("DTEND", end.astimezone(PARIS))
    event.add("SUMMARY", title)
    event.add("SEQUENCE", sequence)
    if rrule:
        event.add("RRULE", icalendar.vRecur.from_ical(rrule))
    for each in exdates:
        event.add("EXDATE", each.astimezone(PARIS))
    event.add("ORGANIZER", f"mailto:{organizer}@{DOMAIN}", parameters={"CN": organizer})
    person = icalendar.vCalAddress(f"mailto:{organizer}@{DOMAIN}")
    person.params["PARTSTAT"] = "ACCEPTED"
    event.add("ATTENDEE", person)
    for room in rooms:
        line = icalendar.vCalAddress(f"mailto:{room}@{DOMAIN}")
        line.params.update({"CUTYPE": "ROOM", "PARTSTAT": "NEEDS-ACTION", "ROLE": "NON-PARTICIPANT", "RSVP": "TRUE"})
        event.add("ATTENDEE", line)
    for name, value in (extra or {}).items():
        event.add(name, value)
    calendar.add_component(event)
    calendar.add_missing_timezones(first_date=date(2025, 1, 1), last_date=date(2030, 1, 1))
    return calendar.to_ical().decode()
