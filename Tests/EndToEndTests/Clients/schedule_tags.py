"""schedule_tags.py EDITS: an organizer and three attendees edit one event at the same time, each from two devices.

Every device writes with If-Schedule-Tag-Match and reads again after a 412 (RFC 6638, section 3.2.10). In the end every
acknowledged change is in every copy, and nobody's answer was reverted. CRENEAU_SEED replays the choices.
"""

import asyncio
import os
import random
import re
import sys

import town as doors
from days import at, tuesday
from race import Connection
from town import DOMAIN, Town, attendee, basic, components, expect, expect_equal

ICS = "text/calendar; charset=utf-8"
ORGANIZER, PEOPLE, ROOM = "camille.martin", ("bruno.petit", "nadia.benali", "admin"), "salle-jaures"
UID = "course-aux-marques"


def invitation():
    start, end = at(tuesday(9), "9:00", "10:00")
    people = [f"ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:{each}@{DOMAIN}" for each in (*PEOPLE, ROOM)]
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Town hall//Tags//FR", "BEGIN:VEVENT", f"UID:{UID}"]
        + ["DTSTAMP:20261123T100000Z", f"DTSTART:{basic(start)}", f"DTEND:{basic(end)}", "SUMMARY:Réunion"]
        + [f"ORGANIZER:mailto:{ORGANIZER}@{DOMAIN}", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ORGANIZER}@{DOMAIN}"]
        + [*people, "LOCATION:0", "END:VEVENT", "END:VCALENDAR", ""]
    ).encode()


def unfolded(text):
    return re.sub(r"\r?\n[ \t]", "", text)


class Device:
    """One device of a person: it reads the object, changes it, writes it back while its Schedule-Tag holds."""

    def __init__(self, path, connection, numbers):
        self.path, self.connection, self.numbers = path, connection, numbers
        self.refused = 0

    async def write(self, change):
        """Applies the change to what is there until the server takes it."""
        for _ in range(60):
            status, fields, body = await self.connection.call("GET", self.path)
            expect(status == 200 and "schedule-tag" in fields, f"GET {self.path}: {status} {sorted(fields)}")
            if self.numbers.random() < 0.5:
                await asyncio.sleep(0)
            text = change(unfolded(body.decode())).encode()
            tag = f"If-Schedule-Tag-Match: {fields['schedule-tag']}"
            status, said, answer = await self.connection.call("PUT", self.path, ICS, text, tag)
            if status == 412:
                self.refused += 1
                continue
            expect(status in (201, 204), f"PUT {self.path}: {status} {answer[:400]}")
            expect("schedule-tag" in said, f"PUT {self.path}: no Schedule-Tag")
            return
        raise doors.Failure(f"{self.path} was refused 60 times")


class Counter:
    """A number in the object that each edit raises by one, and what the edit that made it that number said."""

    def __init__(self, name):
        self.name, self.said, self.value = name, {}, 0

    def raised(self, text):
        """The text with the next number; the number is remembered until the write is acknowledged."""
        found = re.search(rf"(?m)^{self.name}:(\d+)\r?\n", text)
        self.value = int(found[1]) + 1 if found else 1
        line = f"{self.name}:{self.value}\r\n"
        return text.replace(found[0], line, 1) if found else text.replace("END:VEVENT", f"{line}END:VEVENT", 1)


async def organizes(device, edits, said):
    """A new place each time: the one that was there, and one more."""
    counter = Counter("LOCATION")
    for _ in range(edits):
        await device.write(counter.raised)
        expect(counter.value not in said, f"two edits of the organizer were both number {counter.value}")
        said[counter.value] = counter.value


async def attends(person, device, edits, said):
    """Another answer each time, and a private property that nobody else may see, change or lose."""
    counter = Counter("X-MARQUE")
    line = rf"(?im)^ATTENDEE[^\r\n]*mailto:{re.escape(person)}@{DOMAIN}"
    for _ in range(edits):
        answer = device.numbers.choice(("ACCEPTED", "DECLINED", "TENTATIVE"))
        given = f"ATTENDEE;PARTSTAT={answer}:mailto:{person}@{DOMAIN}"
        await device.write(lambda text: counter.raised(re.sub(line, given, text)))
        expect(counter.value not in said, f"two edits of {person} were both number {counter.value}")
        said[counter.value] = answer


def copy_of(town):
    """The person's copy of the event: its path and its text."""
    answer = town.dav("PROPFIND", town.calendar, '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>', depth=1)
    for href in re.findall(r"<\w+:href>([^<]*\.ics)<", answer.text):
        text = town.dav("GET", href).text
        if f"UID:{UID}" in text:
            return href, text
    raise doors.Failure(f"{town.user} has no copy of the event")


def answer_of(event, name):
    return str(attendee(event, f"{name}@{DOMAIN}").params.get("PARTSTAT"))


async def races(edits, seed):
    url = os.environ["CRENEAU_URL"]
    towns = {person: Town(person, url).discover() for person in (ORGANIZER, *PEOPLE)}
    mine = f"{towns[ORGANIZER].calendar}marques.ics"
    answer = towns[ORGANIZER].dav("PUT", mine, invitation(), {"Content-Type": ICS})
    expect_equal(answer.status_code, 201, f"the invitation: {answer.text[:300]}")
    paths = {person: copy_of(towns[person])[0] for person in PEOPLE} | {ORGANIZER: mine}
    devices, said, work = [], {person: {} for person in paths}, []
    for person, path in paths.items():
        for number in range(2):
            numbers = random.Random(f"{seed}-{person}-{number}")
            device = Device(path, await Connection.open(url, person), numbers)
            devices.append(device)
            if person == ORGANIZER:
                work.append(organizes(device, edits, said[person]))
            else:
                work.append(attends(person, device, edits, said[person]))
    await asyncio.gather(*work)
    organizers = components(towns[ORGANIZER].dav("GET", mine).text)[0]
    expect_equal(str(organizers["LOCATION"]), str(2 * edits), "the organizer's edits in their own copy")
    expect_equal(answer_of(organizers, ROOM), "ACCEPTED", "the room's answer")
    for person in PEOPLE:
        found = answer_of(organizers, person)
        expect_equal(found, said[person][2 * edits], f"{person}'s last answer, in the organizer's copy")
        own = components(copy_of(towns[person])[1])[0]
        expect_equal(str(own["LOCATION"]), str(2 * edits), f"the organizer's edits, in {person}'s copy")
        expect_equal(str(own.get("X-MARQUE")), str(2 * edits), f"{person}'s own edits")
        for other in (*PEOPLE, ROOM):
            wanted = answer_of(organizers, other)
            expect_equal(answer_of(own, other), wanted, f"{other}'s answer, in {person}'s copy")
    return sum(each.refused for each in devices)


def main():
    (edits,) = map(int, sys.argv[1:])
    seed = os.environ.get("CRENEAU_SEED") or str(random.SystemRandom().randrange(1 << 32))
    try:
        refused = asyncio.run(races(edits, seed))
    except doors.Failure as failure:
        raise doors.Failure(f"CRENEAU_SEED={seed}: {failure}") from failure
    print(f"{8 * edits} edits, {refused} refused by their Schedule-Tag and made again, none lost")


if __name__ == "__main__":
    doors.run(main)
