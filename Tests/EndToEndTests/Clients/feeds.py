"""Feeds as their readers meet them: python icalendar, libical, vdirsyncer with khal; addresses that end at once.

Of a room, a group of rooms and a person; the display of today and tomorrow; what a copy costs that is still good.
"""

import pathlib
import subprocess
import sys
import tempfile
import threading
import urllib.robotparser
from datetime import datetime, timedelta, timezone

import httpx
import icalendar
import recurring_ical_events
from days import at, before_clock_change
from town import ANYBODY, PARIS, Town, expect, expect_equal, run, spoken

ROOM, GROUP, MEMBERS = "salle-jaures", "salle-8p", ("salle-jaures", "salle-clemenceau")


def make(town, **fields):
    return town.call("POST", "/feeds", fields, status=201).json()


def read(url, status=200, **headers):
    answer = ANYBODY.get(url, headers=headers)
    expect_equal(answer.status_code, status, f"GET {url} {headers}")
    return answer


def by_icalendar(data, start, end):
    calendar = icalendar.Calendar.from_ical(data)
    for component in calendar.walk():
        expect(not component.errors, f"icalendar: {component.errors}")
    events = recurring_ical_events.of(calendar).between(start, end)
    return sorted((each["DTSTART"].dt.astimezone(PARIS), each["DTEND"].dt.astimezone(PARIS)) for each in events)


def by_libical(data, start, end):
    """Through its own parser and iterator; a property that it refuses is an error component."""
    import gi

    gi.require_version("ICalGLib", "3.0")
    from gi.repository import ICalGLib

    root = ICalGLib.Component.new_from_string(data.decode())
    expect(root is not None and root.count_errors() == 0, "libical finds errors in the feed")
    expect(ICalGLib.restriction_check(root), "libical: the feed breaks a restriction of RFC 5545")
    spans = []

    def found(component, span, _):
        begin, finish = (datetime.fromtimestamp(each, PARIS) for each in (span.get_start(), span.get_end()))
        if begin < end and finish > start:
            spans.append((begin, finish))

    def time(value):
        return ICalGLib.Time.new_from_timet_with_zone(
            int(value.timestamp()), 0, ICalGLib.Timezone.get_utc_timezone()
        )

    event = root.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event is not None:
        event.foreach_recurrence(time(start), time(end), found, None)
        event = root.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    return sorted(set(spans))


def by_khal(url, start, end):
    """vdirsyncer carries the subscription into a folder, khal lists it."""
    with tempfile.TemporaryDirectory(prefix="creneau-feed-") as name:
        home = pathlib.Path(name)
        (home / "events").mkdir()
        (home / "vdirsyncer.conf").write_text(f"""
[general]
status_path = "{home}/status/"
[pair feed]
a = "here"
b = "there"
collections = null
[storage here]
type = "filesystem"
path = "{home}/events/"
fileext = ".ics"
[storage there]
type = "http"
url = "{url}"
""")
        (home / "khal.conf").write_text(f"""
[calendars]
[[feed]]
path = {home}/events
readonly = True
[sqlite]
path = {home}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Paris
default_timezone = Europe/Paris
""")

        def command(program, *arguments):
            done = subprocess.run(
                [pathlib.Path(sys.executable).parent / program, *arguments],
                cwd=home,
                env={"HOME": name, "XDG_CONFIG_HOME": name, "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
                input="y\n" * 10,
                capture_output=True,
                text=True,
                timeout=120,
            )
            expect(done.returncode == 0, f"{program} {arguments}: {done.stdout}{done.stderr}")
            return done.stdout

        command("vdirsyncer", "-c", "vdirsyncer.conf", "discover", "feed")
        command("vdirsyncer", "-c", "vdirsyncer.conf", "sync", "feed")
        form = "{start-long} | {end-long} | {title}"
        days = (f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}")
        lines = command("khal", "-c", "khal.conf", "list", "--day-format", "", "--format", form, *days).splitlines()
        spans = set()
        for line in filter(None, lines):
            begin, finish, _ = line.split(" | ")
            spans.add(tuple(datetime.strptime(each, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS) for each in (begin, finish)))
        return sorted(spans)


def readers(camille, admin):
    """A series over the change of the clocks, one date of it moved away, and a single event: equal in every reader."""
    day = before_clock_change()
    start, end = at(day, "9:00", "10:30")
    made = camille.book(ROOM, start, end, title="Réunion de service", recurrence="FREQ=WEEKLY;COUNT=6")
    expect_equal(made.status_code, 201, f"a series: {made.text}")
    other = at(day + timedelta(days=1), "14:00", "15:00")
    expect_equal(camille.book(MEMBERS[1], *other, title="Entretien").status_code, 201, "a single event")
    second = made.json()["instances"][1]["recurrenceId"]
    query = httpx.QueryParams({"instance": second})
    camille.call("DELETE", f"/bookings/{made.json()['id']}?{query}", status=200)
    monday = datetime(day.year, day.month, day.day, tzinfo=PARIS)
    window = (monday, monday + timedelta(weeks=7))
    held = {each: camille.json_busy(each, *window) for each in MEMBERS}
    expect(len(held[ROOM]) >= 5 and len(held[MEMBERS[1]]) == 1, f"what is booked: {held}")

    def spans(*rooms):
        return [spoken(each) for each in sorted(sum((held[room] for room in rooms), []))]

    feeds = {
        "room": (make(admin, resource=ROOM, privacy="full"), spans(ROOM)),
        "group": (make(admin, group=GROUP), spans(*MEMBERS)),
        "person": (make(camille, person=camille.user), spans(*MEMBERS)),
    }
    for name, (feed, wanted) in feeds.items():
        for query in ("", "?expand=utc"):
            data = read(feed["url"] + query).content
            for reader, found in (
                ("icalendar", by_icalendar(data, *window)),
                ("libical", by_libical(data, *window)),
                ("khal", by_khal(feed["url"] + query, *window)),
            ):
                told = [spoken(tuple(each.astimezone(timezone.utc) for each in span)) for span in found]
                expect_equal(told, wanted, f"{reader} reads the feed of a {name} {query}")
    text = read(feeds["group"][0]["url"]).text
    expect("Réunion de service" not in text, "a group's feed shows no titles unless it is told to")
    return feeds["room"][0]


def conditions(camille, feed):
    url = feed["url"]
    first = read(url)
    etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    expect_equal(first.headers["Content-Type"], "text/calendar; charset=utf-8", "content type")
    for headers in ({"If-None-Match": etag}, {"If-None-Match": f'W/{etag}, "x"'}):
        answer = read(url, 304, **headers)
        expect_equal((answer.headers["ETag"], answer.content), (etag, b""), "304")
    head = ANYBODY.head(url)
    expect_equal((head.status_code, head.headers["ETag"], head.content), (200, etag, b""), "HEAD")
    for accept in ("application/json", "image/png", "text/calendar;q=0"):
        expect_equal(read(url, Accept=accept).content, first.content, "no content negotiation")
    expect(read(url, **{"Accept-Language": "en"}).content == first.content, "one address, one content")
    expect(read(url + "?lang=en").headers["ETag"] != etag, "another language has another tag")
    expect_equal(feed["webcal"].partition("://")[2], url.partition("://")[2], "webcal")
    expect_equal(feed["webcal"].partition("://")[0], "webcal", "webcal")
    robots = read(f"{camille.url}/robots.txt")
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(robots.text.splitlines())
    expect(rules.can_fetch("Googlebot", url), "robots.txt lets feeds be read")
    expect(not rules.can_fetch("Googlebot", camille.url + "/api/v1/resources"), "and nothing else")


def display(camille, admin):
    today = datetime.now(PARIS).date()
    # Whatever the hour is: a whole day that nobody needs.
    tomorrow = today + timedelta(days=1)
    feed = make(admin, resource="kit-visio", privacy="full", pastDays=0, futureDays=30)
    for day, title in ((tomorrow, "demain"), (today + timedelta(days=3), "plus tard")):
        made = camille.book("kit-visio", *at(day, "23:00", "23:30"), title=title)
        expect_equal(made.status_code, 201, f"{title}: {made.text}")
    shown = icalendar.Calendar.from_ical(read(feed["display"]).content).walk("VEVENT")
    expect_equal([str(each["SUMMARY"]) for each in shown], ["demain"], "a display shows today and tomorrow")
    expect(all(str(each["DTSTART"].dt.tzinfo) == "UTC" for each in shown), "in UTC")
    expect_equal(len(icalendar.Calendar.from_ical(read(feed["url"]).content).walk("VEVENT")), 2, "the feed shows all")


def ends(admin, feed):
    """No reader gets anything from an old address once the answer to the rotation is there."""
    for change in ("rotate", "delete"):
        current = admin.call("GET", f"/feeds/{feed['id']}", status=200).json()["url"]
        etag = read(current).headers["ETag"]
        stop, late = threading.Event(), []
        done = threading.Event()

        def watch():
            with httpx.Client() as reader:
                while not stop.is_set():
                    after = done.is_set()
                    status = reader.get(current).status_code
                    if after and status != 404:
                        late.append(status)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        if change == "rotate":
            renewed = admin.call("POST", f"/feeds/{feed['id']}/rotate", status=200).json()["url"]
        else:
            admin.call("DELETE", f"/feeds/{feed['id']}", status=204)
        done.set()
        for headers in ({}, {"If-None-Match": etag}, {"If-None-Match": "*"}):
            read(current, 404, **headers)
        stop.set()
        watcher.join()
        expect_equal(late, [], f"an address after its {change}")
        if change == "rotate":
            expect(renewed != current, "another address")
            read(renewed)
    admin.call("GET", f"/feeds/{feed['id']}", status=404)


def refusals(camille, admin):
    for body, status in (
        ({}, 422),
        ({"resource": ROOM, "person": "admin"}, 422),
        ({"resource": ROOM, "futureDays": 0}, 422),
        ({"resource": ROOM, "pastDays": -1}, 422),
        ({"resource": ROOM, "privacy": "all"}, 422),
        ({"resource": ROOM, "days": 3}, 422),
        ({"resource": "keine"}, 404),
        ({"group": "keine"}, 404),
        ({"person": camille.user, "privacy": "full"}, 422),
        ({"person": "personne"}, 404),
    ):
        admin.call("POST", "/feeds", body, status=status)
    for body in ({"resource": ROOM}, {"group": GROUP}, {"person": "bruno.petit"}):
        camille.call("POST", "/feeds", body, status=404)
    for path in ("/feeds", "/feeds?resource=x&group=y"):
        admin.call("GET", path, status=422)


def main():
    camille, admin = Town("camille.martin"), Town("admin")
    feed = readers(camille, admin)
    conditions(camille, feed)
    display(camille, admin)
    ends(admin, feed)
    refusals(camille, admin)


if __name__ == "__main__":
    run(main)
