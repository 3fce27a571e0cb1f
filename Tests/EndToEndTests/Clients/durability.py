"""durability.py KILLS: kills the server in the middle of a burst of bookings, so many times, and counts.

Every acknowledged booking is there, through every door; no other is half there: a booking, the room's object, the
organizer's object and the feed stand or fall together.
"""

import atexit
import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import httpx
import icalendar
import town as doors
from days import at, tuesday
from race import invitation
from town import Town, expect, expect_equal

ROOM = "salle-jaures"


class Server:
    """`creneau serve` as a child of this program, so that it can be killed at a chosen booking."""

    def __init__(self):
        self.log = open(f"{os.environ['CRENEAU_DATA']}.log", "ab")
        command = [
            os.environ["CRENEAU_BINARY"],
            "serve",
            "--data",
            os.environ["CRENEAU_DATA"],
            "--listen",
            "127.0.0.1:0",
            "--from",
            os.environ["CRENEAU_TOWN_HALL"],
        ]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log, stdin=subprocess.DEVNULL, text=True
        )
        atexit.register(self.process.kill)
        line = self.process.stdout.readline()
        expect("http://" in line, f"creneau did not start: {line}{open(self.log.name).read()[-2000:]}")
        self.url = line[line.index("http://") :].strip()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()


class Burst:
    """Six clients, by JSON and by CalDAV, book slots of their own one after the other until the server is gone."""

    def __init__(self, server, run, kill_after, delay):
        self.server, self.run, self.kill_after, self.delay = server, run, kill_after, delay
        self.lock, self.due, self.acknowledged, self.asked = threading.Lock(), threading.Event(), {}, {}

    def slot(self, client, number):
        """A quarter of an hour that belongs to this client and number alone."""
        minutes = (self.run * 6 + client) * 15 * 24 + number * 15
        start, _ = at(tuesday(5), "0:00", "0:00")
        start += timedelta(minutes=minutes)
        return start, start + timedelta(minutes=15)

    def book(self, town, client, number):
        name = f"burst-{self.run}-{client}-{number}"
        start, end = self.slot(client, number)
        with self.lock:
            self.asked[name] = (start, end)
        if client % 2:
            href = f"{town.calendar}{name}.ics"
            answer = town.dav("PUT", href, invitation(name, start, end, town.user), {"Content-Type": "text/calendar"})
        else:
            answer = town.book(ROOM, start, end, title=name)
        expect_equal(answer.status_code, 201, f"{name}: {answer.text[:300]}")
        with self.lock:
            self.acknowledged[name] = (start, end)
            if len(self.acknowledged) == self.kill_after:
                self.due.set()

    def client(self, client, town):
        try:
            for number in range(24):
                self.book(town, client, number)
        except httpx.HTTPError:
            pass

    def go(self):
        towns = [Town(("camille.martin", "bruno.petit")[each % 2], self.server.url).discover() for each in range(6)]
        threads = [threading.Thread(target=self.client, args=pair) for pair in enumerate(towns)]
        for each in threads:
            each.start()
        # The kill falls at any point of the bookings that are under way then.
        self.due.wait(timeout=300)
        time.sleep(self.delay)
        self.server.kill()
        for each in threads:
            each.join()
        expect(self.due.is_set(), "the burst ended before the kill")


def window_of(burst):
    start, _ = burst.slot(0, 0)
    return start, start + timedelta(minutes=6 * 24 * 15)


def by_json(town, window):
    return {each["title"]: doors.taken(each)[0] for each in town.bookings(ROOM, *window)}


def by_objects(town, path, window):
    """Title → span of the objects of a calendar in a window, by calendar-query."""
    import lxml.etree as xml

    body = f"""<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><C:calendar-data/></prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="{doors.basic(window[0])}"
end="{doors.basic(window[1])}"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""
    answer = town.dav("REPORT", path, body, {"Content-Type": "application/xml"}, depth=1)
    expect_equal(answer.status_code, 207, f"calendar-query of {path}: {answer.text[:300]}")
    found = {}
    for data in xml.fromstring(answer.content).iter("{urn:ietf:params:xml:ns:caldav}calendar-data"):
        for event in icalendar.Calendar.from_ical(data.text).walk("VEVENT"):
            found[str(event["SUMMARY"])] = (doors.as_utc(event["DTSTART"].dt), doors.as_utc(event["DTEND"].dt))
    return found


def by_feed(town, window):
    return set(town.feed_busy(ROOM, *window))


def verify(url, burst):
    admin, camille, bruno = (
        Town("admin", url),
        Town("camille.martin", url).discover(),
        Town("bruno.petit", url).discover(),
    )
    window = window_of(burst)
    # As administrator: every title is shown.
    stored = by_json(admin, window)
    for name, span in burst.acknowledged.items():
        expect_equal(stored.get(name), span, f"{name} was acknowledged")
    for name, span in stored.items():
        expect_equal(span, burst.asked.get(name), f"{name} is stored with other times than asked for")
    agendas = {**by_objects(camille, camille.calendar, window), **by_objects(bruno, bruno.calendar, window)}
    expect_equal(agendas, stored, "organizers' objects beside the bookings")
    expect_equal(by_objects(admin, room_calendar(admin), window), stored, "the room's objects beside the bookings")
    expect_equal(by_feed(admin, window), set(stored.values()), "feed beside the bookings")
    return len(burst.acknowledged), len(stored)


def room_calendar(admin):
    """The room's own calendar, found as a manager's client finds it: by the room's principal."""
    import lxml.etree as xml

    admin.discover()
    body = f"""<principal-property-search xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><property-search><prop>
<C:calendar-user-address-set/></prop><match>{ROOM}@{doors.DOMAIN}</match></property-search>
<prop><C:calendar-home-set/></prop>
</principal-property-search>"""
    answer = admin.dav("REPORT", "/dav/", body, {"Content-Type": "application/xml"}, depth=0)
    expect_equal(answer.status_code, 207, f"principal search: {answer.text[:300]}")
    home = xml.fromstring(answer.content).findtext(".//{urn:ietf:params:xml:ns:caldav}calendar-home-set/{DAV:}href")
    expect(home, f"no calendar home of {ROOM}: {answer.text[:500]}")
    listed = admin.dav(
        "PROPFIND",
        home,
        '<propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>',
        {"Content-Type": "application/xml"},
        depth=1,
    )
    for each in xml.fromstring(listed.content).iter("{DAV:}response"):
        if each.find(".//{urn:ietf:params:xml:ns:caldav}calendar") is not None:
            return each.findtext("{DAV:}href")
    raise doors.Failure(f"no calendar in {home}: {listed.text[:500]}")


def main():
    seed = int(os.environ.get("CRENEAU_SEED") or random.randrange(1 << 32))
    print(f"seed {seed}")
    chance = random.Random(seed)
    server, kept, more = Server(), 0, 0
    for run in range(int(sys.argv[1])):
        burst = Burst(server, run, kill_after=chance.randrange(4, 60), delay=chance.uniform(0, 0.02))
        burst.go()
        server = Server()
        acknowledged, stored = verify(server.url, burst)
        kept += acknowledged
        more += stored - acknowledged
    server.kill()
    print(f"{kept} acknowledged bookings kept; {more} more were committed and not yet acknowledged")


if __name__ == "__main__":
    doors.run(main, deadline=400)
