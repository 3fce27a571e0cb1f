"""race.py CLIENTS ROUNDS: so many clients ask for one slot at once, by JSON and by CalDAV in turn; one gets it.

Each client has its own connection and writes its whole request before anybody reads an answer.
"""

import asyncio
import base64
import json
import os
import sys
import time
from datetime import timedelta
from urllib.parse import urlsplit

import icalendar
import town as doors
from days import at, tuesday
from town import DOMAIN, PASSWORD, Town, basic, expect, expect_equal, spoken, zulu

ROOM = "salle-jaures"
PEOPLE = ("camille.martin", "bruno.petit")


class Connection:
    """One keep-alive HTTP/1.1 connection that separates asking from listening."""

    @classmethod
    async def open(cls, url, user):
        self = cls()
        place = urlsplit(url)
        self.reader, self.writer = await asyncio.open_connection(place.hostname, place.port, limit=1 << 24)
        credential = base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()
        self.head = f"Host: {place.netloc}\r\nAuthorization: Basic {credential}\r\n"
        return self

    def ask(self, method, path, content_type, body, *headers):
        lines = "".join(f"{each}\r\n" for each in headers)
        head = f"{method} {path} HTTP/1.1\r\n{self.head}Content-Type: {content_type}\r\n"
        head += f"Content-Length: {len(body)}\r\n{lines}\r\n"
        self.writer.write(head.encode() + body)

    async def answer(self):
        status, _, body = await self.whole_answer()
        return status, body

    async def whole_answer(self):
        """An answer with its header fields, their names in lower case."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")
        pairs = (line.split(": ", 1) for line in lines[1:] if ": " in line)
        fields = {name.lower(): value for name, value in pairs}
        if "chunked" in fields.get("transfer-encoding", ""):
            body = b""
            while size := int(await self.reader.readline(), 16):
                body += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readline()
        else:
            body = await self.reader.readexactly(int(fields.get("content-length", 0)))
        return int(lines[0].split()[1]), fields, body

    async def call(self, method, path, content_type="text/plain", body=b"", *headers):
        self.ask(method, path, content_type, body, *headers)
        return await self.whole_answer()


def invitation(uid, start, end, person):
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Town hall//Race//FR",
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "DTSTAMP:20261123T100000Z",
            f"DTSTART:{basic(start)}",
            f"DTEND:{basic(end)}",
            f"SUMMARY:{uid}",
            f"ORGANIZER:mailto:{person}@{DOMAIN}",
            f"ATTENDEE;CUTYPE=ROOM:mailto:{ROOM}@{DOMAIN}",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    ).encode()


def multiget(hrefs):
    body = '<C:calendar-multiget xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop>'
    return (body + "".join(f"<href>{each}</href>" for each in hrefs) + "</C:calendar-multiget>").encode()


def answers_in(data):
    """The rooms' answers in a multistatus."""
    import lxml.etree as xml

    for each in xml.fromstring(data).iter("{urn:ietf:params:xml:ns:caldav}calendar-data"):
        for event in icalendar.Calendar.from_ical(each.text).walk("VEVENT"):
            yield event["UID"], doors.partstat(event, ROOM)


class Race:
    def __init__(self, url, count):
        self.url, self.count = url, count
        self.towns = [Town(person, url).discover() for person in PEOPLE]

    async def open(self):
        self.runners = []
        for number in range(self.count):
            person = number // 2 % len(PEOPLE)
            self.runners.append((person, await Connection.open(self.url, PEOPLE[person])))

    def start(self, number, round_, span):
        """Client `number` asks: an even one by JSON, an odd one by CalDAV; lengths differ, and all overlap."""
        person, connection = self.runners[number]
        start, end = span[0], span[1] + timedelta(minutes=15 * (number % 3))
        if number % 2 == 0:
            body = {
                "resources": [ROOM],
                "title": f"Course {round_}-{number}",
                "start": zulu(start),
                "end": zulu(end),
                "timeZone": "Europe/Paris",
            }
            connection.ask("POST", "/api/v1/bookings", "application/json", json.dumps(body).encode())
            return None
        href = f"{self.towns[person].calendar}race-{round_}-{number}.ics"
        connection.ask(
            "PUT",
            href,
            "text/calendar",
            invitation(f"race-{round_}-{number}", start, end, PEOPLE[person]),
            "If-None-Match: *",
        )
        return person, href

    async def round(self, round_, span):
        puts = [self.start(number, round_, span) for number in range(self.count)]
        answers = await asyncio.gather(*(connection.answer() for _, connection in self.runners))
        winners = []
        for number, (status, body) in enumerate(answers):
            if puts[number] is None:
                expect(status in (201, 409), f"round {round_}: POST {number} got {status} {body[:300]}")
                if status == 201:
                    winners.append(f"JSON {number}")
            else:
                expect(status == 201, f"round {round_}: PUT {number} got {status} {body[:300]}")
        for person in range(len(PEOPLE)):
            hrefs = [put[1] for put in puts if put and put[0] == person]
            connection = next(each for owner, each in self.runners if owner == person)
            connection.ask("REPORT", self.towns[person].calendar, "application/xml", multiget(hrefs), "Depth: 1")
            status, body = await connection.answer()
            expect_equal(status, 207, f"round {round_}: multiget")
            found = list(answers_in(body))
            expect_equal(len(found), len(hrefs), f"round {round_}: objects of {PEOPLE[person]}")
            expect({answer for _, answer in found} <= {"ACCEPTED", "DECLINED"}, f"round {round_}: answers {found}")
            winners += [uid for uid, answer in found if answer == "ACCEPTED"]
        stored = self.towns[0].json_busy(ROOM, span[0], span[1] + timedelta(minutes=30))
        expect(len(winners) == 1, f"round {round_}: accepted {winners}")
        expect(len(stored) == 1, f"round {round_}: stored {[spoken(each) for each in stored]}")
        return winners[0]


async def races(count, rounds):
    race = Race(os.environ["CRENEAU_URL"], count)
    await race.open()
    day, began, by_json = tuesday(6), time.monotonic(), 0
    for number in range(rounds):
        start, end = at(day + timedelta(days=number // 20), f"{number % 20}:00", f"{number % 20}:15")
        by_json += (await race.round(number, (start, end))).startswith("JSON")
    took = time.monotonic() - began
    print(f"{rounds} rounds of {count} clients in {took:.1f} s; {by_json} won by JSON, {rounds - by_json} by CalDAV")


def main():
    asyncio.run(races(*map(int, sys.argv[1:])))


if __name__ == "__main__":
    doors.run(main, deadline=500)
