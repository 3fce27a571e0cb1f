"""One server as the oracle sees it: an account's places, found as a client finds them, and answers in a few words."""

import re
import xml.etree.ElementTree as xml

import httpx
import icalendar
from service import PASSWORD, address

DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"'
XML = {"Content-Type": "application/xml; charset=utf-8"}
ICS = {"Content-Type": "text/calendar; charset=utf-8"}


class Account:
    """A person's account on one server."""

    def __init__(self, url, person):
        self.url, self.person, self.mail = url, person, f"mailto:{address(person)}"
        self.http = httpx.Client(base_url=url, auth=(person, PASSWORD), timeout=30)
        (principal,) = self.hrefs("/.well-known/caldav", "current-user-principal")
        self.principal = principal
        (self.home,) = self.hrefs(principal, "C:calendar-home-set")
        (self.inbox,) = self.hrefs(principal, "C:schedule-inbox-URL")
        (self.outbox,) = self.hrefs(principal, "C:schedule-outbox-URL")
        (self.calendar,) = self.hrefs(self.inbox, "C:schedule-default-calendar-URL")

    def ask(self, method, path, body=None, headers=None, **named):
        fields = {**(headers or {}), **{name.replace("_", "-"): value for name, value in named.items()}}
        return self.http.request(method, path, content=body, headers=fields, follow_redirects=method == "PROPFIND")

    def xml(self, method, path, body, depth="0", **named):
        return self.ask(method, path, body, XML, Depth=depth, **named)

    def put(self, path, text, **named):
        return self.ask("PUT", path, text.encode() if isinstance(text, str) else text, ICS, **named)

    def properties(self, path, *names, depth="0"):
        wanted = "".join(f"<{each}/>" for each in names)
        return self.xml("PROPFIND", path, f"<propfind {NAMESPACES}><prop>{wanted}</prop></propfind>", depth)

    def hrefs(self, path, name):
        tag = CALDAV + name[2:] if name.startswith("C:") else DAV + name
        tree = xml.fromstring(self.properties(path, name).content)
        return [each.text for each in tree.iterfind(f".//{tag}/{DAV}href")]

    def members(self, path):
        """The paths of a collection's calendar objects."""
        tree = xml.fromstring(self.properties(path, "getetag", depth="1").content)
        return [each.findtext(f"{DAV}href") for each in tree.iterfind(f"{DAV}response") if is_object(each)]

    def holding(self, collection, uid):
        """The object with a UID in a collection: (path, answer of GET), or (None, None)."""
        for path in self.members(collection):
            answer = self.ask("GET", path)
            if f"UID:{uid}\r\n" in answer.text:
                return path, answer
        return None, None

    def token(self, path):
        return xml.fromstring(self.properties(path, "sync-token").content).findtext(f".//{DAV}sync-token")


def is_object(response):
    return response.findtext(f"{DAV}href", "").endswith(".ics")


def event(uid, *lines, start="DTSTART:20270308T090000Z", length="DURATION:PT1H", kind="VEVENT", more=()):
    """A calendar object; `more` are further components of it, each a list of lines."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Town hall//Oracle//FR"]
    first = [
        f"BEGIN:{kind}",
        f"UID:{uid}",
        "DTSTAMP:20261123T100000Z",
        start,
        length,
        "SUMMARY:Essai",
        *lines,
        f"END:{kind}",
    ]
    others = [
        line
        for each in more
        for line in (f"BEGIN:{kind}", f"UID:{uid}", "DTSTAMP:20261123T100000Z", *each, f"END:{kind}")
    ]
    return "\r\n".join([*head, *(each for each in first if each), *others, "END:VCALENDAR", ""])


def unfolded(text):
    return re.sub(r"\r?\n[ \t]", "", text)


def condition(answer):
    """The names of the failed preconditions in a DAV:error."""
    try:
        tree = xml.fromstring(answer.content)
    except xml.ParseError:
        return ""
    if tree.tag != f"{DAV}error":
        return ""
    names = [each.tag.split("}")[1] for each in tree if not each.tag.endswith(("responsedescription", "error-string"))]
    return " ".join(sorted(names))


def said(answer, *headers):
    """An answer in a few words: its status, a refusal's precondition, and which of the headers are there."""
    words = [str(answer.status_code)]
    if answer.status_code >= 400:
        words.append(condition(answer))
    words += [each for each in headers if each in answer.headers]
    return " ".join(each for each in words if each)


def found(answer):
    """The names of the objects that a multistatus gives, removed ones with their status."""
    if answer.status_code != 207:
        return said(answer)
    out = []
    for response in xml.fromstring(answer.content).iterfind(f"{DAV}response"):
        name = response.findtext(f"{DAV}href").rstrip("/").split("/")[-1]
        status = response.findtext(f"{DAV}status")
        out.append(name + (f" {status.split()[1]}" if status else ""))
    return ", ".join(sorted(out)) or "nothing"


def data(answer):
    """The calendar data of a multistatus, read."""
    for each in xml.fromstring(answer.content).iter(f"{CALDAV}calendar-data"):
        yield icalendar.Calendar.from_ical(each.text)


def attendees(text):
    """The participants' answers in a calendar object, by address."""
    out = {}
    for line in unfolded(text).splitlines():
        if line.upper().startswith("ATTENDEE"):
            name = line.rsplit(":", 1)[1].split("@")[0].lower()
            out[name] = (re.findall(r"PARTSTAT=([A-Z-]+)", line) or ["NEEDS-ACTION"])[0]
    return ", ".join(f"{name} {answer}" for name, answer in sorted(out.items())) or "none"
