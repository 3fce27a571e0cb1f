"""managers.py: what people around a room do after it was asked for, each step seen from another door as well.

Approval by JSON, by the command line and by a manager's calendar client; a group of rooms behind one address; a companion that
is booked along; an explanation, another policy tried on the past; transfer and leaving.
"""

import json
import os
import subprocess

import httpx
import icalendar

import town as doors
from days import at, tuesday
from durability import Server
from events import invitation
from town import Town, attendee, components, expect, expect_equal, partstat, spoken

BINARY, DATA, TOWN_HALL = (os.environ[name] for name in ("CRENEAU_BINARY", "CRENEAU_DATA", "CRENEAU_TOWN_HALL"))
HALL, SOUND = "grande-salle", "sonorisation"


def creneau(*words, status=0):
    done = subprocess.run([BINARY, *words, "--data", DATA], capture_output=True, text=True, timeout=300)
    expect_equal(done.returncode, status, f"exit code of creneau {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout if status == 0 else done.stderr


def facts(*words):
    return json.loads(creneau(*words, "--json"))


def put(person, uid, text, status=(201, 204)):
    person.discover()
    headers = {"Content-Type": "text/calendar; charset=utf-8"}
    answer = person.dav("PUT", f"{person.calendar}{uid}.ics", text.encode(), headers)
    expect(answer.status_code in status, f"PUT {uid}: {answer.status_code} {answer.text[:500]}")


def event(person, uid):
    """The master of somebody's event, as the server keeps it."""
    answer = person.dav("GET", f"{person.discover().calendar}{uid}.ics")
    expect_equal(answer.status_code, 200, f"GET {uid}")
    return components(answer.text)[0]


def pending(uid):
    (found,) = [each for each in facts("approval", "list")["bookings"] if each["uid"] == uid]
    return found


def members(person, collection):
    """Name and text of every member of a collection."""
    import lxml.etree as xml

    body = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
    answer = person.dav("PROPFIND", collection, body, {"Content-Type": "application/xml"}, depth=1)
    expect_equal(answer.status_code, 207, f"PROPFIND {collection}")
    hrefs = [each.text for each in xml.fromstring(answer.content).iterfind(".//{DAV:}response/{DAV:}href")]
    return {href: person.dav("GET", href).text for href in hrefs if href.endswith(".ics")}


def with_answer(text, room, word, comment):
    """The calendar object as a client stores it in which somebody has pressed a button for the room."""
    calendar = icalendar.Calendar.from_ical(text)
    calendar.pop("METHOD", None)
    for each in calendar.walk("VEVENT"):
        attendee(each, f"{room}@{doors.DOMAIN}").params["PARTSTAT"] = word
        each.add("COMMENT", comment)
    return calendar.to_ical().decode()


def approval_by_json(camille, claire):
    """The hall asks the culture service: held, seen as tentative, approved with a word, its sound system along."""
    span = at(tuesday(6), "14:00", "16:00")
    put(camille, "fete", invitation("fete", *span, [HALL], title="Fête secrète"))
    expect_equal(partstat(event(camille, "fete"), HALL), "TENTATIVE", "the hall's answer before the manager's")
    request = {"resources": [HALL], "from": doors.zulu(span[0]), "to": doors.zulu(span[1])}
    (entry,) = claire.call("POST", "/freebusy", request, status=200).json()["resources"]
    expect(entry["tentative"] and not entry["busy"], f"the hold is tentative time: {entry}")
    booking = pending("fete")
    expect(booking["pendingUntil"], "it is known until when it waits")
    Town("bruno.petit", camille.url).call("POST", f"/bookings/{booking['id']}/approve", {}, status=(403, 404))
    done = claire.call("POST", f"/bookings/{booking['id']}/approve", {"comment": "Bonne fête !"}, status=200).json()
    expect_equal(done["state"], "confirmed", "state after the approval")
    kept = event(camille, "fete")
    expect_equal(partstat(kept, HALL), "ACCEPTED", "the hall's answer after the approval")
    inbox = "".join(members(camille, camille.inbox).values())
    expect("Bonne f" in inbox, "the organizer reads the manager's word")
    expect_equal(camille.feed_busy(SOUND, *span), [span], "the sound system is booked along")
    claire.call("POST", f"/bookings/{booking['id']}/approve", {}, status=409)
    return booking["id"], span


def refusal_by_command_line(camille):
    span = at(tuesday(7), "14:00", "16:00")
    put(camille, "refus", invitation("refus", *span, [HALL]))
    creneau("approval", "decline", pending("refus")["id"], "--comment", "La salle est en travaux")
    expect_equal(partstat(event(camille, "refus"), HALL), "DECLINED", "the hall's answer")
    expect_equal(camille.json_busy(HALL, *span), [], "the time is free again")


def approval_by_calendar(camille, claire):
    """A manager answers in the room's calendar, and the next time in their own inbox."""
    span = at(tuesday(8), "14:00", "16:00")
    put(camille, "atelier", invitation("atelier", *span, [HALL]))
    room = f"/dav/calendars/resources/{HALL}/calendar/"
    (place,) = [(href, text) for href, text in members(claire, room).items() if "UID:atelier" in text]
    headers = {"Content-Type": "text/calendar; charset=utf-8"}
    answer = claire.dav("PUT", place[0], with_answer(place[1], HALL, "ACCEPTED", "Avec plaisir").encode(), headers)
    expect(answer.status_code in (200, 201, 204), f"PUT in the room's calendar: {answer.status_code} {answer.text[:500]}")
    expect_equal(partstat(event(camille, "atelier"), HALL), "ACCEPTED", "after the answer in the room's calendar")

    later = at(tuesday(9), "14:00", "16:00")
    put(camille, "concert", invitation("concert", *later, [HALL]))
    claire.discover()
    (place,) = [(href, text) for href, text in members(claire, claire.inbox).items() if "UID:concert" in text]
    answer = claire.dav("PUT", place[0], with_answer(place[1], HALL, "DECLINED", "Impossible").encode(), headers)
    expect(answer.status_code in (200, 201, 204), f"PUT in the inbox: {answer.status_code} {answer.text[:500]}")
    expect_equal(partstat(event(camille, "concert"), HALL), "DECLINED", "after the answer in the inbox")
    left = [href for href, text in members(claire, claire.inbox).items() if "UID:concert" in text]
    expect_equal(left, [], "what is decided is gone from the manager's inbox")


def waitlist(camille, claire, taken):
    """The slot is taken: the next one waits, and gets it when it is freed."""
    booking, span = taken
    bruno = Town("bruno.petit", camille.url)
    put(bruno, "attente", invitation("attente", *span, [HALL], organizer="bruno.petit"))
    expect_equal(partstat(event(bruno, "attente"), HALL), "DECLINED", "taken")
    camille.call("DELETE", f"/bookings/{booking}", status=204)

    def promoted():
        return partstat(event(bruno, "attente"), HALL) == "TENTATIVE"

    doors.eventually(promoted, "the first who waits gets the freed slot, as a request to the manager")
    creneau("approval", "approve", pending("attente")["id"])
    expect_equal(partstat(event(bruno, "attente"), HALL), "ACCEPTED", "after the approval")
    return span


def group_of_rooms(camille):
    """Any booth: the smallest free one answers under the group's address, the next request gets the other."""
    span = at(tuesday(6), "9:00", "10:00")
    for uid, room in (("bulle-un", "Bulle 1"), ("bulle-deux", "Bulle 2")):
        put(camille, uid, invitation(uid, *span, ["bulle"]))
        kept = event(camille, uid)
        expect_equal(partstat(kept, "bulle"), "ACCEPTED", f"{uid}: the group's answer")
        expect(room in str(kept.get("LOCATION")), f"{uid}: LOCATION says {kept.get('LOCATION')}")
    put(camille, "bulle-trois", invitation("bulle-trois", *span, ["bulle"]))
    expect_equal(partstat(event(camille, "bulle-trois"), "bulle"), "DECLINED", "no booth is left")


def explanation(camille):
    """Why was I refused, what else is there, and what would another policy have said?"""
    span = at(tuesday(6), "9:00", "10:00")
    answer = camille.book("bulle-1", *span, title="Encore")
    expect_equal(answer.status_code, 409, "the booth is taken")
    refused = answer.json()
    expect(any(each["code"] == "conflict" for each in refused["reasons"]), f"reason: {refused['reasons']}")
    expect(0 < len(refused["alternatives"]) <= 3, f"alternatives: {refused['alternatives']}")
    first = [each for each in refused["alternatives"] if each["kind"] == "otherTime"][0]
    body = {"resource": first["resource"], "start": first["start"], "end": first["end"], "title": "Autre heure"}
    camille.call("POST", "/bookings?dryRun=true", body, status=200)
    (booking,) = camille.bookings("bulle-1", *span)
    said = creneau("booking", "explain", booking["id"])
    expect("accepted" in said and "bulles" in said, f"explanation: {said}")
    decisions = facts("booking", "explain", booking["id"])["decisions"]
    expect(all(each["isReplayed"] for each in decisions), f"deciding again gives the same: {decisions}")

    path = os.path.join(os.path.dirname(DATA), "policies.yaml")
    with open(path, "w") as file:
        file.write("policies:\n  bulles:\n    maximumDuration: PT30M\n")
    report = facts("policy", "what-if", path, "--days", "30")
    changed = [each for each in report["differences"] if each["booking"] == booking["id"]]
    expect_equal([each["after"] for each in changed], ["declined"], f"what-if: {report}")
    expect_equal([reason["code"] for reason in changed[0]["reasons"]], ["tooLong"], "the reason of the other policy")
    before = facts("policy", "show", "bulles")["version"]
    creneau("policy", "set", path)
    expect_equal(facts("policy", "show", "bulles")["version"], before + 1, "the next version")
    expect_equal(camille.book("bulle-1", *at(tuesday(7), "9:00", "10:00")).status_code, 409, "the new rule holds")
    (still,) = camille.bookings("bulle-1", *span)
    expect_equal(still["state"], "confirmed", "a policy change cancels nothing")


def check_in(camille):
    """Too early to check in, and the link's page says so without telling what the booking is."""
    made = camille.book("bulle-2", *at(tuesday(10), "9:00", "9:30"), title="Fête secrète")
    expect_equal(made.status_code, 201, made.text)
    answer = camille.call("POST", f"/bookings/{made.json()['id']}/check-in", {}, status=409)
    expect("outside-check-in" in answer.json()["type"], answer.text)
    link = camille.call("GET", f"/bookings/{made.json()['id']}/check-in-link", status=200).json()["url"]
    page = httpx.get(link, headers={"Accept-Language": "fr"})
    expect_equal(page.status_code, 200, f"the page behind the link: {page.text}")
    expect("Bulle 2" in page.text and "secr" not in page.text, f"it names the room and no title: {page.text}")
    expect_equal(httpx.post(link).status_code, 409, "too early by the link as well")
    expect_equal(httpx.get(link[:-1]).status_code, 404, "a wrong link")


def leaving(camille, span):
    """Bruno leaves: his hall goes to Camille, with his event; then she gives everything up."""
    held = facts("person", "bookings", "bruno.petit")["bookings"]
    expect_equal([each["uid"] for each in held], ["attente"], "what he holds")
    moved = facts("person", "leave", "bruno.petit", "--transfer-to", "camille.martin")["bookings"]
    expect_equal({each["organizer"]["id"] for each in moved}, {"camille.martin"}, "the new organizer")
    hers = [text for text in members(camille, camille.discover().calendar).values() if "UID:attente" in text]
    expect_equal([partstat(components(each)[0], HALL) for each in hers], ["ACCEPTED"], "the event is in her calendar")
    bruno = Town("bruno.petit", camille.url).discover()
    expect_equal(bruno.dav("GET", f"{bruno.calendar}attente.ics").status_code, 404, "and not in his any more")
    expect_equal(camille.feed_busy(HALL, *span), [span], "the hall is still booked")
    creneau("person", "leave", "camille.martin", status=2)
    creneau("person", "leave", "camille.martin", "--release", "--yes")
    expect_equal(camille.feed_busy(HALL, *span), [], "released")
    expect_equal([spoken(each) for each in camille.json_busy(HALL, *span)], [], "released in JSON")


def main():
    creneau("init", "--from", TOWN_HALL)
    server = Server()
    try:
        camille, claire = Town("camille.martin", server.url), Town("claire.dubois", server.url)
        taken = approval_by_json(camille, claire)
        refusal_by_command_line(camille)
        approval_by_calendar(camille, claire)
        span = waitlist(camille, claire, taken)
        group_of_rooms(camille)
        explanation(camille)
        check_in(camille)
        leaving(camille, span)
    finally:
        server.kill()


if __name__ == "__main__":
    doors.run(main, deadline=180)
