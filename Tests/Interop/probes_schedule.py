"""What an organizer and an attendee ask: RFC 6638 section 3."""

from side import ICS, attendees, event, said, unfolded


def invitation(camille, bruno, uid, *lines, **fields):
    return event(
        uid,
        f"ORGANIZER:{camille.mail}",
        f"ATTENDEE;PARTSTAT=ACCEPTED:{camille.mail}",
        f"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:{bruno.mail}",
        *lines,
        **fields,
    )


def tag(account, path):
    return account.ask("GET", path).headers.get("schedule-tag")


def accepting(bruno, path, status="ACCEPTED"):
    """Bruno's copy with his answer, as a client writes it back."""
    lines = []
    for line in unfolded(bruno.ask("GET", path).text).splitlines():
        if line.startswith("ATTENDEE") and line.lower().endswith(bruno.mail):
            line = f"ATTENDEE;PARTSTAT={status}:{bruno.mail}"
        lines.append(line)
    return "\r\n".join([*lines, ""])


def inviting(camille, bruno):
    mine = f"{camille.calendar}invite.ics"
    answer = camille.put(mine, invitation(camille, bruno, "invite"))
    yield "the organizer saves", said(answer, "schedule-tag")
    status = [
        line for line in unfolded(camille.ask("GET", mine).text).splitlines() if line.lower().endswith(bruno.mail)
    ]
    yield "SCHEDULE-STATUS", (status[0].partition("SCHEDULE-STATUS=")[2] or "none")[:5].strip('";:')
    theirs, copy = bruno.holding(bruno.calendar, "invite")
    yield "the attendee has a copy", attendees(copy.text)
    yield "its answer to GET", said(copy, "schedule-tag")
    inbox, item = bruno.holding(bruno.inbox, "invite")
    yield "the attendee's inbox", "METHOD:REQUEST" if "METHOD:REQUEST" in item.text else "no REQUEST"
    change = "\r\n".join([copy.text.strip().replace("SUMMARY:Essai", "SUMMARY:Autre"), ""])
    yield "the attendee changes the title", said(bruno.put(theirs, change))
    change = copy.text.replace("DTSTART:20270308T09", "DTSTART:20270308T10")
    yield "the attendee changes the time", said(bruno.put(theirs, change))
    before, copy_before = tag(camille, mine), tag(bruno, theirs)
    yield "with another's Schedule-Tag", said(bruno.put(theirs, accepting(bruno, theirs), If_Schedule_Tag_Match='"x"'))
    yield "the attendee accepts", said(bruno.put(theirs, accepting(bruno, theirs), If_Schedule_Tag_Match=copy_before))
    yield "the organizer's copy then", attendees(camille.ask("GET", mine).text)
    yield "its Schedule-Tag", "as before" if tag(camille, mine) == before else "another"
    yield "the attendee's own Schedule-Tag", "as before" if tag(bruno, theirs) == copy_before else "another"
    _, reply = camille.holding(camille.inbox, "invite")
    yield "the organizer's inbox", "METHOD:REPLY" if reply and "METHOD:REPLY" in reply.text else "empty"
    stale = invitation(camille, bruno, "invite", "LOCATION:Bureau")
    yield "the organizer's stale save", said(camille.put(mine, stale, If_Schedule_Tag_Match=before))
    yield "reverts no answer", attendees(camille.ask("GET", mine).text)
    later = invitation(camille, bruno, "invite", "SEQUENCE:1", start="DTSTART:20270308T140000Z")
    camille.put(mine, later)
    _, copy = bruno.holding(bruno.calendar, "invite")
    yield "another time asks again", attendees(copy.text)
    yield "and reaches the attendee", str("T140000Z" in copy.text)
    yield "the organizer deletes", said(camille.ask("DELETE", mine))
    _, copy = bruno.holding(bruno.calendar, "invite")
    yield "the attendee's copy is cancelled", "gone" if copy is None else str("STATUS:CANCELLED" in copy.text)


def leaving(camille, bruno):
    mine = f"{camille.calendar}leave.ics"
    camille.put(mine, invitation(camille, bruno, "leave"))
    theirs, _ = bruno.holding(bruno.calendar, "leave")
    yield "the attendee deletes", said(bruno.ask("DELETE", theirs))
    yield "the organizer's copy then", attendees(camille.ask("GET", mine).text)
    mine = f"{camille.calendar}quiet.ics"
    camille.put(mine, invitation(camille, bruno, "quiet"))
    theirs, _ = bruno.holding(bruno.calendar, "quiet")
    yield "deletes with Schedule-Reply: F", said(bruno.ask("DELETE", theirs, Schedule_Reply="F"))
    yield "and the organizer's copy then", attendees(camille.ask("GET", mine).text)
    mine = f"{camille.calendar}client.ics"
    text = invitation(camille, bruno, "client").replace("RSVP=TRUE", "RSVP=TRUE;SCHEDULE-AGENT=CLIENT")
    yield "SCHEDULE-AGENT=CLIENT", said(camille.put(mine, text))
    yield "nothing is delivered", str(bruno.holding(bruno.calendar, "client")[0] is None)
    mine = f"{camille.calendar}series.ics"
    more = [
        ["RECURRENCE-ID:20270315T090000Z", "DTSTART:20270315T090000Z", "DURATION:PT1H", f"ORGANIZER:{camille.mail}"]
        + [f"ATTENDEE;PARTSTAT=ACCEPTED:{camille.mail}"]
    ]
    text = invitation(camille, bruno, "series", "RRULE:FREQ=WEEKLY;COUNT=3", more=more)
    yield "a series without the attendee on one date", said(camille.put(mine, text))
    _, copy = bruno.holding(bruno.calendar, "series")
    lines = unfolded(copy.text).splitlines()
    yield "the attendee's series", " ".join(
        name for name in ("EXDATE", "RECURRENCE-ID", "STATUS:CANCELLED") if any(each.startswith(name) for each in lines)
    )
    copied = camille.ask("COPY", mine, Destination=f"{camille.url}{camille.calendar}series-2.ics")
    yield "COPY of a scheduling object", said(copied)
    moved = camille.ask("MOVE", mine, Destination=f"{camille.url}{camille.calendar}series-3.ics")
    yield "MOVE of a scheduling object", said(moved)


def asking(camille, bruno):
    """Free/busy by POST to the outbox: RFC 6638 section 5."""

    def request(*lines, organizer=camille.mail, start="DTSTART:20270308T000000Z"):
        return "\r\n".join(
            ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Town hall//Oracle//FR", "METHOD:REQUEST", "BEGIN:VFREEBUSY"]
            + ["UID:fb", "DTSTAMP:20261123T100000Z", start, "DTEND:20270309T000000Z", f"ORGANIZER:{organizer}"]
            + [*lines, "END:VFREEBUSY", "END:VCALENDAR", ""]
        )

    def post(text, headers=ICS):
        return camille.ask("POST", camille.outbox, text, headers)

    def status(answer):
        return (
            said(answer)
            + " "
            + " ".join(part.split(";")[0].split("<")[0] for part in answer.text.split("request-status>")[1::2])
        )

    bruno.put(f"{bruno.calendar}busy.ics", event("busy-of-bruno", start="DTSTART:20270308T110000Z"))
    bruno.put(
        f"{bruno.calendar}clear.ics", event("clear-of-bruno", "TRANSP:TRANSPARENT", start="DTSTART:20270308T200000Z")
    )
    answer = post(request(f"ATTENDEE:{bruno.mail}"))
    yield "free/busy of a colleague", status(answer)
    yield "holds the busy hour", str("20270308T110000Z/" in answer.text)
    yield "and not the free one", str("20270308T200000Z/" not in answer.text)
    yield "of nobody", status(post(request("ATTENDEE:mailto:personne@ville.example")))
    yield "without anybody", said(post(request()))
    yield "in another's name", said(post(request(f"ATTENDEE:{bruno.mail}", organizer=bruno.mail)))
    yield "of plain text", said(post("Bonjour", {"Content-Type": "text/plain"}))
    yield "that is no calendar data", said(post("Bonjour"))
    yield "with a floating time", said(post(request(f"ATTENDEE:{bruno.mail}", start="DTSTART:20270308T000000")))
    yield "PUT into the inbox", said(camille.put(f"{camille.inbox}x.ics", event("x")))
    yield "DELETE of the default calendar", said(camille.ask("DELETE", camille.calendar))
