"""The town hall of the scenarios on one server: rooms and people under a prefix of each scenario's own."""

import mmap
import struct
from datetime import datetime, timezone

import httpx
import icalendar
import lxml.etree as xml
from policy_words import Fault, Words, at_paris, clock
from town import PASSWORD, as_utc

CAST = ("camille", "bruno", "denis", "elise", "farid")
# How many of each there are: scenarios take turns, so that no calendar grows long.
SHARDS = 4
BEGIN = "2027-03-01 09:00"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
NUMBERS = {"capacity", "units", "conflictPercentageAllowed", "maximumConflictInstances", "quotas.futureBookings"}
LISTS = {"bookInPolicy", "requestInPolicy", "requestOutOfPolicy", "approval.managers"}
OF_ROOMS = {"capacity", "units", "setup", "teardown", "features", "site", "building", "floor", "kind", "aliases"}
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


# What stands is replaced, whatever it is.
WHATEVER = {"If-Match": "*"}


class Site:
    """The server: its clock, and a connection for each person."""

    def __init__(self, clock_file):
        self.url = None
        with clock_file.open("r+b") as file:
            self.clock = mmap.mmap(file.fileno(), 8)
        self.clients, self.calendars, self.inboxes, self.homes = {}, {}, {}, {}
        self.hrefs = {}
        # Expectations that were waited for in vain.
        self.late = 0

    def http(self, person):
        if person not in self.clients:
            self.clients[person] = httpx.Client(base_url=self.url, auth=(person, PASSWORD), timeout=60)
        return self.clients[person]

    def set_clock(self, instant):
        self.clock[:] = struct.pack("=q", int(instant.timestamp()))

    def discover(self, person):
        """The person's calendar and inbox, by the properties that clients ask for."""
        if person not in self.calendars:
            principal = self.href(person, "/dav/", "current-user-principal", "DAV:")
            self.inboxes[person] = self.href(person, principal, "schedule-inbox-URL")
            self.calendars[person] = self.href(person, self.inboxes[person], "schedule-default-calendar-URL")
        return self.calendars[person]

    def href(self, person, path, name, space="urn:ietf:params:xml:ns:caldav"):
        body = f'<propfind xmlns="DAV:"><prop><{name} xmlns="{space}"/></prop></propfind>'
        headers = {"Content-Type": "application/xml", "Depth": "0"}
        answer = self.http(person).request("PROPFIND", path, content=body, headers=headers)
        found = xml.fromstring(answer.content).find(f".//{{{space}}}{name}/{{DAV:}}href")
        if found is None:
            raise Fault(f"{path} has no {name}: {answer.text[:300]}")
        return found.text

    def event(self, person, uid):
        """The person's own event with a UID, as (href, text); None where there is none."""
        href = self.hrefs.get((person, uid))
        if href is not None:
            answer = self.http(person).get(href)
            if answer.status_code == 200:
                return href, answer.text
        for href, text in self.objects(person, self.discover(person), uid):
            self.hrefs[person, uid] = href
            return href, text
        return None

    def objects(self, person, collection, uid):
        """The calendar objects with a UID in a collection, as (href, text)."""
        body = (
            '<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop>'
            '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:prop-filter name="UID">'
            f'<C:text-match collation="i;octet">{uid}</C:text-match></C:prop-filter></C:comp-filter></C:comp-filter>'
            "</C:filter></C:calendar-query>"
        )
        headers = {"Content-Type": "application/xml", "Depth": "1"}
        answer = self.http(person).request("REPORT", collection, content=body, headers=headers)
        if answer.status_code != 207:
            raise Fault(f"REPORT {collection}: {answer.status_code} {answer.text[:300]}")
        return [
            (each.findtext("{DAV:}href"), each.findtext(f".//{CALDAV}calendar-data"))
            for each in xml.fromstring(answer.content).iter("{DAV:}response")
        ]


class PolicyTown:
    """What one run of a scenario sees of the server."""

    def __init__(self, site, prefix, shard):
        self.site, self.prefix, self.shard = site, prefix, shard
        self.now = None
        self.rooms, self.groups, self.people, self.room_groups, self.policies = {}, {}, set(), {}, {}
        self.begins = BEGIN

    # Given

    def given(self, line):
        words = Words(line.words)
        if words.take("the clock is"):
            self.begins = f"{words.next()} {words.next()}"
        elif words.take("room"):
            names = words.list()
            if words:
                words.expect("with")
            fields = words.fields()
            for name in names:
                self.rooms[name] = self.room(name)
                self.apply(self.rooms[name], fields)
        elif words.take("policy"):
            name = words.next("a name")
            words.expect("with")
            self.policies[name] = {}
            self.apply_policy(self.policies[name], words.fields())
        elif words.take("person"):
            self.people |= set(words.list())
        elif words.take("group of people"):
            name = words.next("a name")
            words.expect("of")
            self.groups[name] = words.list()
        elif words.take("group of rooms"):
            name = words.next("a name")
            words.expect("of")
            self.room_groups[name] = words.list()
        else:
            raise Fault(f"“{words}” is not understood")
        words.finish()

    def open(self):
        """Sets the clock and writes what was given."""
        date, time = self.begins.split()
        self.set_clock(at_paris(clock(time, datetime.fromisoformat(date).date())))
        for name, policy in self.policies.items():
            self.save(f"/policies/{self.prefix}{name}", policy)
        waiting = dict(self.rooms)
        while waiting:
            # A hall names its parts, a room its companions: those come first.
            named = {each for each, room in waiting.items() if not self.needs(room) & set(waiting)}
            for name in sorted(named or waiting):
                self.save(f"/resources/{self.prefix}{name}", waiting.pop(name))
        for name, members in self.room_groups.items():
            body = {"names": {"fr": name, "en": name}, "address": self.address(name)}
            self.save(f"/room-groups/{self.prefix}{name}", body | {"members": [self.prefix + each for each in members]})

    def needs(self, room):
        named = room.get("parts", []) + [each["resource"] for each in room.get("companions", [])]
        return {each.removeprefix(self.prefix) for each in named}

    def save(self, path, body, **conditions):
        answer = self.site.http("admin").put("/api/v1" + path, json=body, headers=conditions)
        if answer.status_code not in (200, 201):
            raise Fault(f"PUT {path}: {answer.status_code} {answer.text[:500]}")

    def change(self, name, fields):
        self.apply(self.rooms[name], fields)
        self.save(f"/resources/{self.prefix}{name}", self.rooms[name], **WHATEVER)

    def change_policy(self, name, fields):
        self.apply_policy(self.policies[name], fields)
        self.save(f"/policies/{self.prefix}{name}", self.policies[name], **WHATEVER)

    def room(self, name):
        # Rooms of one scenario are near each other: alternatives come from among them.
        return {
            "names": {"fr": "Salle " + name, "en": "Room " + name},
            "address": f"{self.prefix}{name}@ville.example",
            "timeZone": "Europe/Paris",
            "site": self.prefix,
            "building": self.prefix,
        }

    def apply(self, room, fields):
        for name, values in fields:
            one = values[0].lstrip('"') if values else ""
            if name == "features":
                room["features"] = values
            elif name == "aliases":
                room["aliases"] = values
            elif name in OF_ROOMS:
                room[name] = int(one) if name in NUMBERS else one
            elif name == "parts":
                room["parts"] = [self.prefix + each for each in values]
            elif name in ("companions", "offers"):
                room.setdefault("companions", []).extend(
                    {"resource": self.prefix + each, "included": name == "companions"} for each in values
                )
            elif name == "managers":
                room["managers"] = self.ids(values)
            elif name == "zone":
                room["timeZone"] = one
            elif name == "disabled":
                room["disabled"] = one == "true"
            elif name in ("opens", "exceptionally"):
                self.open_hours(room, name, values)
            elif name == "closed":
                through = values[2] if len(values) > 2 and values[1] == "to" else one
                why = values[-1][1:] if values[-1].startswith('"') else "Fermeture"
                room.setdefault("closures", []).append({"from": one, "through": through, "name": why})
            elif name == "policy":
                room["policyName"] = self.prefix + one
            else:
                part = "overrides" if "policyName" in room else "policy"
                self.apply_policy(room.setdefault(part, {}), [(name, values)])

    def open_hours(self, room, name, values):
        hours = room.setdefault("openingHours", {"weekly": {}})
        ranges = [each for each in values[1:] if each != "shut"]
        if name == "exceptionally":
            hours.setdefault("exceptions", {})[values[0]] = ranges
            return
        ends = [DAYS.index(each) for each in values[0].split("-")]
        for each in DAYS[ends[0] : ends[-1] + 1]:
            hours["weekly"][each] = ranges

    def apply_policy(self, policy, fields):
        for name, values in fields:
            if name in LISTS:
                value = self.ids(values)
            elif name in NUMBERS:
                value = int(values[0])
            elif name == "quotas.hoursPerWeek":
                value = int(values[0].removeprefix("PT").removesuffix("H"))
            else:
                value = {"true": True, "false": False, "none": None}.get(values[0], values[0])
            place, _, inner = name.partition(".")
            if inner:
                policy.setdefault(place, {})[inner] = value
            else:
                policy[place] = value

    # Names

    def ids(self, names):
        return [self.person(each) for each in names]

    def person(self, name):
        """The id of a person or a group; `everyone` and `internal` are themselves."""
        if name in CAST:
            return f"{name}{self.shard}"
        return self.prefix + name if name in self.people or name in self.groups else name

    def address(self, name):
        if "@" in name:
            return name
        if name in self.rooms or name in self.room_groups:
            return f"{self.prefix}{name}@ville.example"
        return f"{self.person(name)}@ville.example"

    # Time

    def set_clock(self, instant):
        self.now = instant.astimezone(timezone.utc)
        self.site.set_clock(self.now)


def answers_in(text, address):
    """PARTSTAT of an address in an event: (of the master, {recurrence instant: of that date})."""
    master, overrides = None, {}
    for event in icalendar.Calendar.from_ical(text).walk("VEVENT"):
        lines = event.get("ATTENDEE", [])
        found = None
        for line in lines if isinstance(lines, list) else [lines]:
            if str(line).lower().removeprefix("mailto:") == address.lower():
                found = str(line.params.get("PARTSTAT", "NEEDS-ACTION"))
        if "RECURRENCE-ID" in event:
            overrides[as_utc(event["RECURRENCE-ID"].dt)] = found
        else:
            master = found
    return master, overrides
