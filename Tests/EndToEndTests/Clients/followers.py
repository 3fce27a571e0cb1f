"""followers.py FOLLOWERS WRITERS WRITES: clients follow collections by sync token while others write into them.

Each follower knows only what the deltas told it (RFC 6578, section 3.2), in answers as short as it likes; in the end
that must be what the server has, byte by byte. CRENEAU_SEED replays one run.
"""

import asyncio
import os
import random
import sys
import time
import xml.etree.ElementTree as xml

import town as doors
from days import at, tuesday
from race import Connection
from town import DOMAIN, Town, basic, expect, zulu

DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
PEOPLE = ("camille.martin", "bruno.petit", "nadia.benali", "admin")
ROOMS = ("salle-jaures", "salle-clemenceau", "salle-du-conseil")
NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
XML, ICS = "application/xml; charset=utf-8", "text/calendar; charset=utf-8"


def event(uid, day, numbers, person, invited, title):
    start, end = at(day, f"{numbers.randrange(8, 18)}:{numbers.choice(('00', '30'))}", "19:00")
    lines = [f"ATTENDEE;RSVP=TRUE:mailto:{each}@{DOMAIN}" for each in invited]
    if lines:
        lines += [f"ORGANIZER:mailto:{person}@{DOMAIN}", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{person}@{DOMAIN}"]
    if numbers.random() < 0.2:
        lines.append("RRULE:FREQ=WEEKLY;COUNT=3")
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Town hall//Followers//FR", "BEGIN:VEVENT", f"UID:{uid}"]
        + ["DTSTAMP:20261123T100000Z", f"DTSTART:{basic(start)}", f"DTEND:{basic(end)}", f"SUMMARY:{title}", *lines]
        + ["END:VEVENT", "END:VCALENDAR", ""]
    ).encode()


class Writer:
    """Somebody who creates, changes, moves and removes events, with rooms and colleagues or without."""

    def __init__(self, number, town, connection, seed):
        self.name, self.town, self.connection = f"w{number}", town, connection
        self.numbers = random.Random(f"{seed}-writer-{number}")
        self.mine, self.count = {}, 0

    async def write(self, times):
        for _ in range(times):
            await self.one()

    async def one(self):
        kind = self.numbers.choices(("create", "change", "move", "remove", "book"), (4, 4, 2, 2, 1))[0]
        if kind == "book":
            return await self.book()
        if kind == "create" or not self.mine:
            self.count += 1
            uid = f"{self.name}-{self.count}"
            home = self.numbers.choice((self.town.calendar, self.town.projects))
            self.mine[uid] = f"{home}{uid}.ics"
            return await self.save(uid)
        uid = self.numbers.choice(sorted(self.mine))
        if kind == "change":
            return await self.save(uid)
        if kind == "remove":
            status, _, body = await self.connection.call("DELETE", self.mine.pop(uid))
            return expect(status in (204, 503), f"DELETE {uid}: {status} {body[:300]}")
        here = self.mine[uid]
        there = self.town.projects if here.startswith(self.town.calendar) else self.town.calendar
        target = f"{there}{uid}.ics"
        status, _, body = await self.connection.call("MOVE", here, "text/plain", b"", f"Destination: {target}")
        expect(status in (201, 204), f"MOVE {uid}: {status} {body[:300]}")
        self.mine[uid] = target

    async def save(self, uid):
        colleagues = [each for each in PEOPLE[:3] if each != self.town.user]
        invited = self.numbers.sample(ROOMS, self.numbers.randrange(2)) + self.numbers.sample(
            colleagues, self.numbers.randrange(2)
        )
        day = tuesday(8 + self.numbers.randrange(4))
        body = event(uid, day, self.numbers, self.town.user, invited, f"{uid} {self.numbers.randrange(1_000)}")
        status, _, answer = await self.connection.call("PUT", self.mine[uid], ICS, body)
        expect(status in (201, 204), f"PUT {uid}: {status} {answer[:300]}")

    async def book(self):
        import json

        hour = self.numbers.randrange(8, 18)
        start, end = at(tuesday(8 + self.numbers.randrange(4)), f"{hour}:00", f"{hour}:30")
        asked = {"resources": [self.numbers.choice(ROOMS)], "title": self.name, "start": zulu(start), "end": zulu(end)}
        body = json.dumps({**asked, "timeZone": "Europe/Paris"}).encode()
        status, _, answer = await self.connection.call("POST", "/api/v1/bookings", "application/json", body)
        expect(status in (201, 409), f"POST: {status} {answer[:300]}")


class Follower:
    """A client's view of one collection: what is in it, by name, built from deltas alone."""

    def __init__(self, number, collection, connection, seed):
        self.collection, self.connection = collection, connection
        self.numbers = random.Random(f"{seed}-follower-{number}")
        self.token, self.known, self.asked = "", {}, 0

    async def follow(self, until):
        """Asks now and then until the writers are done, then until nothing is left to be told."""
        while not until.is_set():
            await self.step(self.numbers.choice((None, 1, 2, 5)))
            if self.numbers.random() < 0.3:
                await asyncio.sleep(0)
        while await self.step(self.numbers.choice((None, 1, 3))):
            pass

    async def step(self, limit):
        """One question; True where something was told."""
        limited = f"<limit><nresults>{limit}</nresults></limit>" if limit else ""
        body = f"<sync-collection {NAMESPACES}><sync-token>{self.token}</sync-token><sync-level>1</sync-level>{limited}"
        body += "<prop><getetag/><C:calendar-data/></prop></sync-collection>"
        status, _, answer = await self.connection.call("REPORT", self.collection, XML, body.encode(), "Depth: 0")
        expect(status == 207, f"sync of {self.collection}: {status} {answer[:300]}")
        self.asked += 1
        tree, told = xml.fromstring(answer), 0
        for response in tree.iterfind(f"{DAV}response"):
            href, gone = response.findtext(f"{DAV}href"), response.findtext(f"{DAV}status", "")
            if "507" in gone:
                told += 1
                continue
            told += 1
            if "404" in gone:
                self.known.pop(href, None)
            else:
                self.known[href] = (
                    response.findtext(f".//{DAV}getetag"),
                    response.findtext(f".//{CALDAV}calendar-data"),
                )
        expect(limit is None or told <= limit + 1, f"{told} members told, {limit} asked")
        self.token = tree.findtext(f"{DAV}sync-token")
        return told > 0

    async def differences(self):
        """Names that differ from what the server has now."""
        body = f"<propfind {NAMESPACES}><prop><getetag/></prop></propfind>"
        _, _, answer = await self.connection.call("PROPFIND", self.collection, XML, body.encode(), "Depth: 1")
        hrefs = [each.findtext(f"{DAV}href") for each in xml.fromstring(answer).iterfind(f"{DAV}response")][1:]
        there = {}
        for href in hrefs:
            status, fields, text = await self.connection.call("GET", href)
            expect(status == 200, f"GET {href}: {status}")
            there[href] = (fields["etag"], text.decode())
        plain = {href: (etag, text.replace("\r\n", "\n")) for href, (etag, text) in there.items()}
        known = {href: (etag, text.replace("\r\n", "\n")) for href, (etag, text) in self.known.items()}
        return sorted(each for each in plain.keys() | known.keys() if plain.get(each) != known.get(each))


async def follows(followers, writers, writes, seed):
    url = os.environ["CRENEAU_URL"]
    towns = {person: Town(person, url).discover() for person in PEOPLE}
    for person, town in towns.items():
        town.projects = f"{town.home}projets/"
        town.dav("MKCALENDAR", town.projects)
    admin = towns["admin"]
    places = [(person, place) for person in PEOPLE[:3] for place in (towns[person].calendar, towns[person].inbox)]
    places += [(person, towns[person].projects) for person in PEOPLE[:3]]
    places += [("admin", f"/dav/calendars/resources/{room}/calendar/") for room in ROOMS]
    for person, place in places:
        expect(towns[person].dav("PROPFIND", place, depth=0).status_code == 207, f"{person} cannot see {place}")
    expect(admin.home, "no home")
    reading = []
    for number in range(followers):
        person, place = places[number % len(places)]
        reading.append(Follower(number, place, await Connection.open(url, person), seed))
    writing = []
    for number in range(writers):
        person = PEOPLE[number % 3]
        writing.append(Writer(number, towns[person], await Connection.open(url, person), seed))
    done = asyncio.Event()
    following = [asyncio.create_task(each.follow(done)) for each in reading]
    try:
        await asyncio.gather(*(each.write(writes) for each in writing))
    finally:
        done.set()
    await asyncio.gather(*following)
    wrong = []
    for each in reading:
        names = await each.differences()
        if names:
            wrong.append(f"{each.collection}: {names[:5]}")
    expect(not wrong, "\n".join(wrong))
    return sum(each.asked for each in reading), sum(len(each.known) for each in reading)


def main():
    followers, writers, writes = map(int, sys.argv[1:])
    seed = os.environ.get("CRENEAU_SEED") or str(random.SystemRandom().randrange(1 << 32))
    began = time.monotonic()
    try:
        asked, known = asyncio.run(follows(followers, writers, writes, seed))
    except doors.Failure as failure:
        raise doors.Failure(f"CRENEAU_SEED={seed}: {failure}") from failure
    took = time.monotonic() - began
    print(
        f"{followers} followers, {asked} questions, {known} objects known, all as the server has them, in {took:.1f} s"
    )


if __name__ == "__main__":
    doors.run(main, deadline=900)
