"""Bad input at every door: a clear refusal of the right kind, and nothing is stored."""

import hashlib
from datetime import timedelta

import httpx
import town as doors
from days import at, tuesday
from town import Failure, Town, expect, expect_equal

DAY = tuesday(9)
ICS = {"Content-Type": "text/calendar; charset=utf-8"}
XML = {"Content-Type": "application/xml; charset=utf-8"}


def event(*lines, uid="mauvais-1", drop=(), before=()):
    """A sound invitation of a room, with lines put in or left out."""
    start, end = at(DAY, "9:00", "10:00")
    sound = {
        "UID": f"UID:{uid}",
        "DTSTAMP": "DTSTAMP:20261123T100000Z",
        "DTSTART": f"DTSTART:{doors.basic(start)}",
        "DTEND": f"DTEND:{doors.basic(end)}",
        "SUMMARY": "SUMMARY:Mauvais",
        "ORGANIZER": "ORGANIZER:mailto:camille.martin@ville.example",
        "ATTENDEE": "ATTENDEE;CUTYPE=ROOM:mailto:salle-jaures@ville.example",
    }
    kept = [line for name, line in sound.items() if name not in drop]
    return [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Town hall//Tests//FR",
        *before,
        "BEGIN:VEVENT",
        *kept,
        *lines,
        "END:VEVENT",
    ]


def text(lines, end=True):
    return "\r\n".join([*lines, *(["END:VCALENDAR", ""] if end else [])]).encode()


def day(clock):
    return f"{DAY:%Y%m%d}T{clock}"


def series(rule):
    return text(event(f"RRULE:{rule}"))


CALENDAR_DATA = {
    "no calendar at all": b"Bonjour, pourrais-je avoir la salle ?",
    "an empty body": b"",
    "a calendar without its end": text(event(), end=False),
    "a component closed by another name": text([*event()[:-1], "END:VTODO"]),
    "octets that are no UTF-8": text(event("DESCRIPTION:X")).replace(b"DESCRIPTION:X", b"DESCRIPTION:\xff\xfe\xc3"),
    "a NUL octet": text(event("DESCRIPTION:X")).replace(b"DESCRIPTION:X", b"DESCRIPTION:a\x00b"),
    "a start that is no time": text(event("DTSTART:demain", drop=["DTSTART"])),
    "30 February": text(
        event(f"DTSTART:{DAY.year}0230T090000Z", f"DTEND:{DAY.year}0230T100000Z", drop=["DTSTART", "DTEND"])
    ),
    "25 o'clock": text(event(f"DTSTART:{day('250000')}Z", drop=["DTSTART", "DTEND"])),
    "a zone that nobody knows": text(
        event(
            f"DTSTART;TZID=Mars/Olympus_Mons:{day('090000')}",
            f"DTEND;TZID=Mars/Olympus_Mons:{day('100000')}",
            drop=["DTSTART", "DTEND"],
        )
    ),
    "an end before its start": text(event(f"DTEND:{day('060000')}Z", drop=["DTEND"])),
    "DTEND and DURATION together": text(event("DURATION:PT1H")),
    "two UIDs in one object": text([*event(), *event(uid="mauvais-2")[3:]]),
    "an event without UID": text(event(drop=["UID"])),
    "METHOD in a stored object": text(event(before=["METHOD:REQUEST"])),
    "an event and a task in one object": text(
        [*event(), "BEGIN:VTODO", "UID:mauvais-1", "DTSTAMP:20261123T100000Z", "END:VTODO"]
    ),
    "a rule that is none": series("FREQ=PARFOIS"),
    "a rule with COUNT and UNTIL": series("FREQ=DAILY;COUNT=3;UNTIL=20280101T000000Z"),
    "a rule for another calendar": series("RSCALE=CHINESE;FREQ=YEARLY;COUNT=2"),
    "a rule with a month that is none": series("FREQ=YEARLY;BYMONTH=13"),
    "a date in the year 9999": text(
        event("DTSTART:99990101T090000Z", "DTEND:99990101T100000Z", drop=["DTSTART", "DTEND"])
    ),
    "components in components": text([*event()[:-1], *["BEGIN:X-FOND"] * 40, *["END:X-FOND"] * 40, "END:VEVENT"]),
    "501 attendees": text(event(*(f"ATTENDEE:mailto:personne-{each}@ailleurs.example" for each in range(501)))),
    "another person's event": text(event("ORGANIZER:mailto:bruno.petit@ville.example", drop=["ORGANIZER"])),
    "two calendars in one body": text(event()) + text(event(uid="mauvais-3")),
}


def sound(**changes):
    start, end = at(DAY, "9:00", "10:00")
    body = {
        "resources": ["salle-jaures"],
        "title": "Mauvais",
        "start": doors.zulu(start),
        "end": doors.zulu(end),
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


BOOKINGS = {
    "no JSON": "Bonjour",
    "half a JSON": '{"resources": ["salle-jaures"]',
    "a list": [],
    "no resource": sound(resources=None),
    "an empty list of resources": sound(resources=[]),
    "an unknown resource": sound(resources=["salle-perdue"]),
    "a known and an unknown resource": sound(resources=["salle-jaures", "salle-perdue"]),
    "a resource id of another kind": sound(resources=[7]),
    "no start": sound(start=None),
    "no end": sound(end=None),
    "an end before its start": sound(end=doors.zulu(at(DAY, "8:00", "8:00")[0])),
    "30 February": sound(start=f"{DAY.year}-02-30T09:00:00Z", end=f"{DAY.year}-02-30T10:00:00Z"),
    "a time that is none": sound(start="demain"),
    "a zone that nobody knows": sound(timeZone="Mars/Olympus_Mons"),
    "a zone that is a path": sound(timeZone="../../etc/passwd"),
    "a rule that is none": sound(recurrence="FREQ=PARFOIS"),
    "a rule with COUNT=0": sound(recurrence="FREQ=DAILY;COUNT=0"),
    "no unit": sound(units=0),
    "a number beyond all numbers": sound(units=10**30),
    "an unknown field": sound(couleur="bleu"),
    "an unknown visibility": sound(visibility="parfois"),
    "a control character in the title": sound(title="a\u0000b"),
    "a title without end": sound(title="a" * 200_000),
    "somebody else as organizer": sound(organizer="bruno.petit"),
    "a date in the year 9999": sound(start="9999-01-01T09:00:00Z", end="9999-01-01T10:00:00Z"),
}


class Watch:
    """What the store shows from outside; it must look the same after each refusal."""

    def __init__(self):
        self.camille, self.bruno = Town("camille.martin").discover(), Town("bruno.petit").discover()
        self.admin = Town("admin")
        self.failures = []
        self.before = self.look()

    def token(self, town, path):
        answer = town.dav(
            "PROPFIND", path, '<propfind xmlns="DAV:"><prop><sync-token/></prop></propfind>', XML, depth=0
        )
        return answer.text

    def look(self):
        window = (at(DAY, "0:00", "0:00")[0] - timedelta(days=60), at(DAY, "0:00", "0:00")[0] + timedelta(days=300))
        return {
            "Camille's calendar": self.token(self.camille, self.camille.calendar),
            "Camille's inbox": self.token(self.camille, self.camille.inbox),
            "Bruno's calendar": self.token(self.bruno, self.bruno.calendar),
            "bookings": self.admin.bookings("salle-jaures", *window),
            "feed": hashlib.sha256(self.admin.feed_text("salle-jaures")).hexdigest(),
            "resources": self.admin.call("GET", "/resources", status=200).text,
        }

    def refused(self, what, wanted, ask, explained=True):
        """`ask` must be answered by one of the wanted statuses, say why, and leave everything as it was."""
        try:
            answer = ask()
            expect(answer.status_code in wanted, f"{answer.status_code}, not {wanted}: {answer.text[:300]}")
            said = answer.headers.get("www-authenticate") if answer.status_code == 401 else answer.text.strip()
            expect(said or not explained, f"{answer.status_code} without a word of explanation")
            if "/api/v1" in str(answer.request.url) and answer.status_code != 401:
                expect_equal(answer.headers["content-type"].split(";")[0], "application/problem+json", "Content-Type")
                expect("title" in answer.json(), f"a problem without a title: {answer.text[:300]}")
            after = self.look()
            changed = [name for name in after if after[name] != self.before[name]]
            self.before = after
            expect(not changed, f"answered {answer.status_code}, and changed: {', '.join(changed)}")
        except (Failure, httpx.HTTPError) as failure:
            self.failures.append(f"{what}: {failure!r}")


def calendar_data(watch):
    camille = watch.camille
    for what, data in CALENDAR_DATA.items():
        path = f"{camille.calendar}mauvais.ics"
        watch.refused(f"PUT {what}", (400, 403, 413, 415), lambda: camille.dav("PUT", path, data, ICS))
    path = f"{camille.calendar}mauvais.ics"
    good = text(event())
    large = text(event("DESCRIPTION:X")).replace(b"DESCRIPTION:X", b"\r\n".join([b"X-LONG:" + b"a" * 60] * 20_000))
    huge = b"a" * (11 << 20)
    for what, wanted, ask in [
        ("an object over 1 MiB", (403, 413), lambda: camille.dav("PUT", path, large, ICS)),
        ("a body over 10 MiB", (413,), lambda: camille.dav("PUT", path, huge, ICS)),
        ("another media type", (403, 415), lambda: camille.dav("PUT", path, good, {"Content-Type": "text/plain"})),
        ("a compressed body", (415,), lambda: camille.dav("PUT", path, good, {**ICS, "Content-Encoding": "gzip"})),
        ("If-Match of nothing", (412,), lambda: camille.dav("PUT", path, good, {**ICS, "If-Match": '"rien"'})),
        ("no such calendar", (403, 404, 409), lambda: camille.dav("PUT", f"{camille.home}nulle-part/a.ics", good, ICS)),
        ("Bruno's calendar", (403, 404), lambda: camille.dav("PUT", f"{watch.bruno.calendar}a.ics", good, ICS)),
        (
            "nobody's password",
            (401,),
            lambda: httpx.put(f"{camille.url}{path}", content=good, auth=("camille.martin", "non")),
        ),
        ("no credential", (401,), lambda: httpx.put(f"{camille.url}{path}", content=good)),
    ]:
        watch.refused(f"PUT {what}", wanted, ask)


def reports(watch):
    camille = watch.camille
    entity = '<!DOCTYPE a [<!ENTITY b "c">]><propfind xmlns="DAV:"><prop><displayname/>&b;</prop></propfind>'
    fine = '<propfind xmlns="DAV:"><prop><displayname/></prop></propfind>'
    deep = "<a>" * 5_000 + "</a>" * 5_000
    question = (
        '<a:calendar-query xmlns:a="urn:ietf:params:xml:ns:caldav"><a:filter><a:comp-filter name="VEVENT"/></a:filter>'
        "</a:calendar-query>"
    )
    token = (
        '<sync-collection xmlns="DAV:"><sync-token>inconnu</sync-token><sync-level>1</sync-level>'
        "<prop><getetag/></prop></sync-collection>"
    )
    free = text(event())
    for what, wanted, ask in [
        ("XML that is not closed", (400,), lambda: camille.dav("PROPFIND", camille.home, "<propfind", XML, depth=0)),
        ("a DTD", (400, 403), lambda: camille.dav("PROPFIND", camille.home, entity, XML, depth=0)),
        ("5,000 levels of XML", (400, 403), lambda: camille.dav("PROPFIND", camille.home, deep, XML, depth=0)),
        ("PROPFIND of everything", (403,), lambda: camille.dav("PROPFIND", camille.home, fine, XML, depth="infinity")),
        (
            "a filter that begins at VEVENT",
            (400, 403),
            lambda: camille.dav("REPORT", camille.calendar, question, XML, depth=1),
        ),
        ("an unknown sync token", (403,), lambda: camille.dav("REPORT", camille.calendar, token, XML)),
        ("an unknown report", (400, 403), lambda: camille.dav("REPORT", camille.calendar, '<x xmlns="urn:x"/>', XML)),
        ("a free/busy request that is an event", (400, 403), lambda: camille.dav("POST", camille.outbox, free, ICS)),
        ("DELETE of nothing", (404,), lambda: camille.dav("DELETE", f"{camille.calendar}rien.ics")),
    ]:
        watch.refused(what, wanted, ask)


def json_bookings(watch):
    camille = watch.camille
    for what, body in BOOKINGS.items():
        raw = (
            {"content": body, "headers": {"Content-Type": "application/json"}}
            if isinstance(body, str)
            else {"json": body}
        )
        watch.refused(f"POST {what}", (400, 403, 404, 413, 422), lambda: camille.http.post("/api/v1/bookings", **raw))
    huge = {"content": b" " * (11 << 20), "headers": {"Content-Type": "application/json"}}
    plain = {"content": b"{}", "headers": {"Content-Type": "text/plain"}}
    for what, wanted, ask in [
        ("POST a body over 10 MiB", (413,), lambda: camille.http.post("/api/v1/bookings", **huge)),
        ("POST plain text", (400, 415), lambda: camille.http.post("/api/v1/bookings", **plain)),
        ("POST without a credential", (401,), lambda: httpx.post(f"{camille.url}/api/v1/bookings", json=sound())),
        ("DELETE an unknown booking", (404,), lambda: camille.call("DELETE", "/bookings/0000000000000")),
        ("DELETE what is no id", (404,), lambda: camille.call("DELETE", "/bookings/..%2f..")),
        (
            "a list with no window that can be read",
            (400, 422),
            lambda: camille.call("GET", "/bookings?from=hier&to=demain"),
        ),
        (
            "free/busy of an unknown room",
            (400, 404, 422),
            lambda: camille.call(
                "POST",
                "/freebusy",
                {"resources": ["salle-perdue"], "from": "2027-01-05T00:00:00Z", "to": "2027-01-06T00:00:00Z"},
            ),
        ),
        (
            "free/busy backwards",
            (400, 422),
            lambda: camille.call(
                "POST",
                "/freebusy",
                {"resources": ["salle-jaures"], "from": "2027-01-06T00:00:00Z", "to": "2027-01-05T00:00:00Z"},
            ),
        ),
        ("a feed made by who may not", (403, 404), lambda: camille.call("POST", "/resources/salle-jaures/feeds", {})),
        ("a path that is none", (404,), lambda: camille.call("GET", "/salles")),
        ("a feed that is none", (404,), lambda: httpx.get(f"{camille.url}/feeds/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics")),
    ]:
        watch.refused(what, wanted, ask)


def other_peoples_bookings(watch):
    """Bruno's booking, which Camille may neither change nor cancel; the answer is the one for what does not exist."""
    made = watch.bruno.book("salle-jaures", *at(DAY, "16:00", "17:00"), title="À Bruno")
    expect_equal(made.status_code, 201, f"Bruno's booking: {made.text[:300]}")
    body = made.json()
    number = (body["bookings"][0] if "bookings" in body else body)["id"]
    watch.before = watch.look()
    patch = {"Content-Type": "application/merge-patch+json"}
    for method, wanted in (("DELETE", (403, 404)), ("PATCH", (403, 404))):
        fields = {"title": "À moi"} if method == "PATCH" else None
        watch.refused(
            f"{method} of Bruno's booking",
            wanted,
            lambda: watch.camille.call(method, f"/bookings/{number}", fields, headers=patch if fields else None),
        )
    watch.refused(
        "POST over Bruno's booking", (409,), lambda: watch.camille.book("salle-jaures", *at(DAY, "16:30", "17:30"))
    )


def main():
    watch = Watch()
    for part in (calendar_data, reports, json_bookings, other_peoples_bookings):
        part(watch)
    expect(
        not watch.failures, f"{len(watch.failures)} refusals are not as they should be:\n" + "\n".join(watch.failures)
    )
    print("every refusal is clear, and nothing was stored")


if __name__ == "__main__":
    doors.run(main)
