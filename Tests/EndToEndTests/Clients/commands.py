"""commands.py: an administrator's day on the command line, each step seen from another door as well.

init, serve, resource, booking, feed and token, all with --json; a change by JSON; what a token's scopes let its bearer do.
"""

import json
import os
import subprocess

import httpx

import town as doors
from days import at, tuesday
from durability import Server
from town import PASSWORD, Town, expect, expect_equal, partstat, spoken

BINARY, DATA, TOWN_HALL = (os.environ[name] for name in ("CRENEAU_BINARY", "CRENEAU_DATA", "CRENEAU_TOWN_HALL"))
ROOM = "salle-jaures"


def creneau(*words, status=0):
    """Runs a command on the data directory; gives its standard output, or standard error where it should fail."""
    done = subprocess.run([BINARY, *words, "--data", DATA], capture_output=True, text=True, timeout=300)
    expect_equal(done.returncode, status, f"exit code of creneau {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout if status == 0 else done.stderr


def facts(*words):
    """The document that a command prints with --json."""
    return json.loads(creneau(*words, "--json"))


def prepare():
    creneau("init", "--from", TOWN_HALL)
    expect(creneau("init", "--from", TOWN_HALL, status=1).strip(), "a second init says why it is refused")
    expect(creneau("resource", "list", status=3).strip(), "without a server a command says so")
    refusal = creneau("serve", "--listen", "0.0.0.0:0", status=1)
    expect("demo" in refusal, f"listening beyond this machine is refused for the demo password: {refusal}")


def resources(folder):
    listed = facts("resource", "list")["resources"]
    expect(ROOM in [each["id"] for each in listed], f"the room is listed: {listed}")
    expect_equal(facts("resource", "show", ROOM)["capacity"], 8, "capacity")
    path = os.path.join(folder, "more.yaml")
    with open(path, "w") as file:
        file.write("resources:\n  - id: salle-neuve\n    kind: room\n    name: { fr: Salle neuve, en: New room }\n")
        file.write("    address: salle-neuve@ville.example\n    capacity: 5\n    zone: Europe/Paris\n")
    creneau("resource", "import", path)
    expect_equal(facts("resource", "show", "salle-neuve")["names"]["fr"], "Salle neuve", "imported resource")
    with open(path, "w") as file:
        file.write("resources:\n  - id: salle-fausse\n    kind: room\n    name: Fausse\n    capasity: 5\n")
        file.write("    address: salle-fausse@ville.example\n    zone: Europe/Paris\n")
    expect("capasity" in creneau("resource", "import", path, status=1), "a misspelt field is named")
    creneau("resource", "show", "salle-fausse", status=1)


def bookings(camille):
    span, later = at(tuesday(7), "9:00", "10:00"), at(tuesday(7), "14:00", "15:00")
    made = camille.book(ROOM, *span, title="Conseil")
    booking, etag = made.json(), made.headers["ETag"]
    listed = facts("booking", "list", "--resource", ROOM, "--from", span[0].isoformat(), "--to", later[1].isoformat())
    expect_equal([each["id"] for each in listed["bookings"]], [booking["id"]], "booking list")
    path = f"/bookings/{booking['id']}"
    change = {"start": later[0].isoformat(), "end": later[1].isoformat()}
    camille.call("PATCH", path, change, headers={"If-Match": '"old"'}, status=412)
    camille.call("PATCH", path, change, headers={"If-Match": etag}, status=200)
    shown = facts("booking", "show", booking["id"])
    expect_equal([spoken(each) for each in doors.taken(shown)], [spoken(later)], "booking show after the change")
    expect_equal(camille.feed_busy(ROOM, span[0], later[1]), [later], "feed after the change")
    expect("--yes" in creneau("booking", "cancel", booking["id"], status=1), "a command that destroys asks")
    creneau("booking", "cancel", booking["id"], "--yes")
    expect(facts("booking", "show", booking["id"])["state"] in ("cancelled", "declined"), "the booking is over")
    expect_equal(camille.json_busy(ROOM, span[0], later[1]), [], "JSON free/busy after the cancellation")
    expect_equal(camille.feed_busy(ROOM, span[0], later[1]), [], "feed after the cancellation")


def feeds():
    listed = [feed["url"] for feed in facts("feed", "list", ROOM)["feeds"]]
    expect(listed, "a room has a feed from the beginning")
    made = facts("feed", "create", ROOM, "--privacy", "full")
    for url in (*listed, made["url"]):
        expect_equal(httpx.get(url).status_code, 200, f"feed {url}")
    expect_equal(httpx.get(made["url"].replace("-", "-0")).status_code, 404, "a wrong feed address")


def credentials(url):
    home = f"{url.rstrip('/')}/dav/calendars/people/camille.martin/calendar/"
    api = f"{url.rstrip('/')}/api/v1/"

    def token(*words):
        return facts("token", "create", "--person", "camille.martin", "--label", "essai", *words)["secret"]

    def bearer(secret):
        return {"Authorization": f"Bearer {secret}"}

    def put(name, **how):
        start, end = at(tuesday(8), "9:00", "10:00")
        event = doors.icalendar.Event()
        event.add("uid", name)
        event.add("dtstamp", start)
        event.add("dtstart", start)
        event.add("dtend", end)
        event.add("organizer", "mailto:camille.martin@ville.example")
        event.add("attendee", f"mailto:{ROOM}@ville.example")
        calendar = doors.icalendar.Calendar()
        calendar.add("version", "2.0")
        calendar.add("prodid", "-//commands//EN")
        calendar.add_component(event)
        headers = {"Content-Type": "text/calendar", **how.pop("headers", {})}
        return httpx.put(f"{home}{name}.ics", content=calendar.to_ical(), headers=headers, **how)

    everything, reading = token(), token("--scope", "bookings:read")
    wrong = everything[:-20] + ("1" if everything[-20] == "0" else "0") + everything[-19:]
    expect_equal(httpx.get(f"{api}me", headers=bearer(everything)).json()["id"], "camille.martin", "bearer")
    expect_equal(httpx.get(f"{api}me", headers=bearer(wrong)).status_code, 401, "wrong token")
    expect_equal(httpx.get(f"{api}bookings", headers=bearer(reading)).status_code, 200, "reading by a read token")
    expect(put("forbidden", headers=bearer(reading)).status_code in (403, 404), "a read token writes no event")
    app = ("camille.martin", token("--app-password"))
    expect_equal(put("by-app-password", auth=app).status_code, 201, "PUT with an app password")
    stored = doors.icalendar.Calendar.from_ical(httpx.get(f"{home}by-app-password.ics", auth=app).text)
    expect_equal(partstat(stored.walk("VEVENT")[0], ROOM), "ACCEPTED", "the room's answer")
    expect_equal(httpx.get(f"{home}forbidden.ics", auth=app).status_code, 404, "nothing was stored")
    expect_equal(httpx.get(f"{api}me", auth=("camille.martin", PASSWORD + "x")).status_code, 401, "wrong password")


def main():
    prepare()
    server = Server()
    try:
        camille = Town("camille.martin", server.url)
        resources(os.path.dirname(DATA))
        bookings(camille)
        feeds()
        credentials(server.url)
    finally:
        server.kill()


if __name__ == "__main__":
    doors.run(main, deadline=120)
