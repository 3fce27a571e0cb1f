"""The town hall under test, read back through every door: JSON, feed, free/busy, CalDAV objects.

Calendar data is read by python icalendar and recurring_ical_events only, never by the program under test.
"""

import faulthandler
import json
import os
import sys
import time
import uuid
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import contract
import httpx
import icalendar
import recurring_ical_events

PARIS = ZoneInfo("Europe/Paris")
PASSWORD = "demo-creneau"
DOMAIN = "ville.example"
# Whoever has a feed's address, and nothing else.
ANYBODY = httpx.Client(timeout=300)


class Failure(AssertionError):
    """An expectation that did not hold; the message says which one, and what was there instead."""


def expect(condition, message):
    if not condition:
        raise Failure(message)


def expect_equal(found, wanted, what):
    expect(found == wanted, f"{what}\n  wanted {wanted}\n  found  {found}")


def run(main, deadline=240):
    """Runs a driver's `main`; a failed expectation is one message and exit code 1, a hang a traceback.

    The deadline is what a quiet machine needs many times over; a busy one gets four times as much.
    """
    faulthandler.dump_traceback_later(4 * deadline, exit=True)
    try:
        main()
    except Failure as failure:
        import traceback

        traceback.print_exc(file=sys.stderr)
        sys.exit(f"FAILED: {failure}")
    faulthandler.cancel_dump_traceback_later()


def eventually(condition, what, limit=120):
    """Asks until the condition holds: the server does by itself what is due, soon and not at once."""
    end = time.monotonic() + limit
    while not condition():
        expect(time.monotonic() < end, f"not within {limit} s: {what}")
        time.sleep(0.05)


def utc(*parts):
    return datetime(*parts, tzinfo=timezone.utc)


def paris(*parts):
    """A wall-clock time of the town hall, as UTC."""
    return datetime(*parts, tzinfo=PARIS).astimezone(timezone.utc)


def spoken(span):
    """A span as people read it in a failure."""
    return "–".join(each.strftime("%Y-%m-%dT%H:%MZ") for each in span)


def as_utc(value):
    """An icalendar DATE or DATE-TIME as UTC; floating and all-day times are the town hall's."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=PARIS)
    if value.tzinfo is None:
        value = value.replace(tzinfo=PARIS)
    return value.astimezone(timezone.utc)


class Town:
    """One person's view of the server: `Town("camille.martin")`."""

    def __init__(self, user="camille.martin", url=None):
        self.url = (url or os.environ["CRENEAU_URL"]).rstrip("/")
        self.user = user
        self.address = f"{user}@{DOMAIN}"
        self.http = httpx.Client(base_url=self.url, auth=(user, PASSWORD), timeout=300)
        self._feeds = {}

    # JSON

    def call(self, method, path, body=None, headers=None, status=None):
        answer = self.http.request(method, f"/api/v1{path}", json=body, headers=headers)
        wrong = contract.problem_with(method, path, answer)
        expect(wrong is None, wrong)
        if status is not None:
            wanted = status if isinstance(status, tuple) else (status,)
            expect(answer.status_code in wanted, f"{method} {path}: {answer.status_code} {answer.text[:800]}")
        return answer

    def book(self, resources, start, end, title="Réunion", **fields):
        """POST /bookings; times are UTC, sent with the town hall's offset and zone."""
        body = {
            "resources": [resources] if isinstance(resources, str) else resources,
            "title": title,
            "start": start.astimezone(PARIS).isoformat(),
            "end": end.astimezone(PARIS).isoformat(),
            "timeZone": "Europe/Paris",
            **fields,
        }
        return self.call("POST", "/bookings", body)

    def bookings(self, resource, start, end):
        """The bookings of a resource that touch a window, as JSON gives them."""
        parameters = {"resource": resource, "from": zulu(start), "to": zulu(end), "limit": "500"}
        found = []
        while True:
            answer = self.call("GET", f"/bookings?{httpx.QueryParams(parameters)}", status=200).json()
            found += answer["bookings"]
            if answer["next"] is None:
                return found
            parameters["cursor"] = answer["next"]

    def json_busy(self, resource, start, end):
        """Accepted times of a resource within a window, out of the bookings."""
        spans = []
        for booking in self.bookings(resource, start, end):
            spans += [span for span in taken(booking) if span[0] < end and span[1] > start]
        return sorted(spans)

    def json_freebusy(self, resource, start, end):
        body = {"resources": [resource], "from": zulu(start), "to": zulu(end)}
        answer = self.call("POST", "/freebusy", body, status=200).json()
        (entry,) = [each for each in answer["resources"] if each["resource"] == resource]
        return merged((moment(each["start"]), moment(each["end"])) for each in entry["busy"])

    # Feed

    def feed_text(self, resource):
        if resource not in self._feeds:
            made = Town("admin", self.url).call("POST", f"/resources/{resource}/feeds", {}, status=(200, 201))
            self._feeds[resource] = made.json()["url"]
        answer = ANYBODY.get(httpx.URL(self.url).join(self._feeds[resource]))
        expect_equal(answer.status_code, 200, f"feed of {resource}")
        return answer.content

    def feed_busy(self, resource, start, end):
        return busy_instances(self.feed_text(resource), start, end)

    # CalDAV

    def dav(self, method, path, content=None, headers=None, depth=None):
        headers = dict(headers or {})
        if depth is not None:
            headers["Depth"] = str(depth)
        return self.http.request(method, path, content=content, headers=headers)

    def discover(self):
        """The person's calendar home and outbox, by the properties that clients ask for."""
        if not hasattr(self, "home"):
            import lxml.etree as xml

            def ask(path, *names):
                wanted = "".join(f"<{name}/>" for name in names)
                body = (
                    '<propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop>'
                    + wanted
                    + "</prop></propfind>"
                )
                answer = self.dav("PROPFIND", path, body, {"Content-Type": "application/xml"}, depth=0)
                expect_equal(answer.status_code, 207, f"PROPFIND {path}")
                tree = xml.fromstring(answer.content)
                out = []
                for name in names:
                    tag = "{urn:ietf:params:xml:ns:caldav}" + name[2:] if name.startswith("C:") else "{DAV:}" + name
                    found = tree.find(f".//{tag}/{{DAV:}}href")
                    expect(found is not None, f"{path} has no {name}: {answer.text[:500]}")
                    out.append(found.text)
                return out

            (self.principal,) = ask("/dav/", "current-user-principal")
            self.home, self.outbox, self.inbox = ask(
                self.principal, "C:calendar-home-set", "C:schedule-outbox-URL", "C:schedule-inbox-URL"
            )
            (calendar,) = ask(self.inbox, "C:schedule-default-calendar-URL")
            self.calendar = calendar
        return self

    def outbox_busy(self, resource, start, end):
        """Busy time of a resource by a scheduling free/busy request (RFC 6638, section 5)."""
        import lxml.etree as xml

        self.discover()
        request = "\r\n".join(
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//Town hall//Tests//FR",
                "METHOD:REQUEST",
                "BEGIN:VFREEBUSY",
                f"UID:{uuid.uuid4()}",
                "DTSTAMP:20261123T100000Z",
                f"DTSTART:{basic(start)}",
                f"DTEND:{basic(end)}",
                f"ORGANIZER:mailto:{self.address}",
                f"ATTENDEE:mailto:{resource}@{DOMAIN}",
                "END:VFREEBUSY",
                "END:VCALENDAR",
                "",
            ]
        )
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        answer = self.dav("POST", self.outbox, request.encode(), headers)
        expect_equal(answer.status_code, 200, f"free/busy request: {answer.text[:500]}")
        tree = xml.fromstring(answer.content)
        data = tree.findtext(".//{urn:ietf:params:xml:ns:caldav}calendar-data")
        expect(data, f"no calendar-data in {answer.text[:800]}")
        return merged(busy_periods(data, start, end))


def basic(moment_):
    return moment_.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def zulu(moment_):
    return moment_.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text):
    return datetime.fromisoformat(text).astimezone(timezone.utc)


def taken(booking):
    """The times that a booking of the JSON API takes."""
    spans = []
    for each in booking["instances"]:
        if each["status"] in ("accepted", "tentative"):
            spans.append((moment(each["start"]), moment(each["end"])))
    return spans


def merged(spans):
    out = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def busy_instances(text, start, end):
    """The opaque, uncancelled instances of a calendar within a window."""
    calendar = icalendar.Calendar.from_ical(text)
    spans = []
    for event in recurring_ical_events.of(calendar).between(start, end):
        if event.get("TRANSP") == "TRANSPARENT" or event.get("STATUS") == "CANCELLED":
            continue
        first = as_utc(event["DTSTART"].dt)
        last = as_utc(event["DTEND"].dt) if "DTEND" in event else first + event.get("DURATION").dt
        spans.append((first, last))
    return sorted(spans)


def busy_periods(text, start, end):
    calendar = icalendar.Calendar.from_ical(text)
    for part in calendar.walk("VFREEBUSY"):
        lines = part.get("FREEBUSY", [])
        for line in lines if isinstance(lines, list) else [lines]:
            if line.params.get("FBTYPE", "BUSY") not in ("BUSY", "BUSY-TENTATIVE"):
                continue
            for period in line.dt if isinstance(line.dt, list) else [line.dt]:
                begin, finish = period if isinstance(period, tuple) else (period.start, period.end)
                if isinstance(finish, timedelta):
                    finish = begin + finish
                begin, finish = as_utc(begin), as_utc(finish)
                if begin < end and finish > start:
                    yield (begin, finish)


def components(text):
    """The events of a calendar object: (master or None, {recurrence instant: override})."""
    calendar = icalendar.Calendar.from_ical(text)
    master, overrides = None, {}
    for event in calendar.walk("VEVENT"):
        if "RECURRENCE-ID" in event:
            overrides[as_utc(event["RECURRENCE-ID"].dt)] = event
        else:
            master = event
    return master, overrides


def attendee(event, address):
    """The ATTENDEE line of an address, compared as RFC 5545 and clients do: without regard to case."""
    lines = event.get("ATTENDEE", [])
    for line in lines if isinstance(lines, list) else [lines]:
        value = str(line).lower().removeprefix("mailto:")
        mail = str(line.params.get("EMAIL", "")).lower()
        if address.lower() in (value, mail):
            return line
    raise Failure(f"{address} is no attendee of {event.to_ical().decode()}")


def partstat(event, resource):
    return str(attendee(event, f"{resource}@{DOMAIN}").params.get("PARTSTAT"))


def schedule_status(event, resource):
    return str(attendee(event, f"{resource}@{DOMAIN}").params.get("SCHEDULE-STATUS"))


def report(**facts):
    print(json.dumps(facts, ensure_ascii=False, default=str))
