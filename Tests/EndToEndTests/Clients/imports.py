"""imports.py: bookings out of files, and into them again.

ICS and CSV by the same rules as every door, a dry run that books nothing, a report, and what is exported imported again.
"""

import atexit
import json
import os
import pathlib
import signal
import subprocess
from datetime import timedelta, timezone

import httpx

import town as doors
from days import at, tuesday
from durability import Server
from town import Town, expect, expect_equal

BINARY, DATA = os.environ["CRENEAU_BINARY"], os.environ["CRENEAU_DATA"]
FOLDER = pathlib.Path(DATA).parent
ROOM = "salle-jaures"


def creneau(*words, status=0):
    done = subprocess.run([BINARY, *map(str, words), "--data", DATA], capture_output=True, text=True, timeout=300)
    expect_equal(done.returncode, status, f"exit code of creneau {words}: {done.stdout}{done.stderr}")
    return done.stdout


def report(*words, status=0):
    return json.loads(creneau("import", *words, "--json", status=status))


def counts(found):
    return {name: found[name] for name in ("booked", "pending", "declined", "past", "known", "fault") if found[name]}


def local(moment):
    return moment.astimezone(doors.PARIS).strftime("%Y-%m-%d %H:%M")


def tables(admin):
    path, rows = FOLDER / "bookings.csv", ["salle,titre,debut,fin,organisateur"]
    for hour in range(8, 12):
        start, end = at(tuesday(9), f"{hour}:00", f"{hour + 1}:00")
        rows.append(f'{ROOM},"Réunion, {hour} h",{local(start)},{local(end)},camille.martin')
    start, end = at(tuesday(9), "8:30", "9:30")
    rows.append(f"{ROOM},=HYPERLINK(1),{local(start)},{local(end)},camille.martin")
    rows.append(f"{ROOM},Vieux,2020-01-07 08:00,2020-01-07 09:00,camille.martin")
    rows.append(f"nulle-part,Rien,{local(start)},{local(end)},camille.martin")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    window = at(tuesday(9), "0:00", "23:00")
    dry = report(path, "--dry-run", status=1)
    expect_equal((dry["dryRun"], admin.bookings(ROOM, *window)), (True, []), "a dry run books nothing")
    found = report(path, status=1)
    expect_equal(counts(found), {"booked": 4, "declined": 1, "past": 1, "fault": 1}, f"the report: {found}")
    expect_equal(found["reasons"].get("conflict"), 1, f"why: {found}")
    told = " ".join(found["first"])
    expect("line 6:" in told and "line 8: no resource is called so: nulle-part" in told, f"lines are named: {told}")
    stored = admin.bookings(ROOM, *window)
    expect_equal(len(stored), 4, "what is stored")
    expect_equal({each["organizer"]["id"] for each in stored}, {"camille.martin"}, "whose bookings they are")
    again = report(path, status=1)
    known = {"known": 4, "declined": 1, "past": 1, "fault": 1}
    expect_equal(counts(again), known, f"a second time nothing is booked twice: {again}")
    return window


def events(admin):
    path = FOLDER / "events.ics"
    start, end = at(tuesday(10), "9:00", "10:00")
    moved, until = at(tuesday(11), "14:00", "15:00")
    zone = "TZID=Europe/Paris"

    def stamp(moment):
        return moment.astimezone(doors.PARIS).strftime("%Y%m%dT%H%M%S")

    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x"]
    for extra, times in (
        ([f"RECURRENCE-ID;{zone}:{stamp(at(tuesday(11), '9:00', '10:00')[0])}"], (moved, until)),
        (["RRULE:FREQ=WEEKLY;COUNT=3"], (start, end)),
    ):
        lines += ["BEGIN:VEVENT", "UID:weekly@else", f"DTSTART;{zone}:{stamp(times[0])}", f"DTEND;{zone}:{stamp(times[1])}"]
        lines += ["SUMMARY:Atelier", "ORGANIZER:mailto:bruno.petit@ville.example", *extra]
        lines += [f"ATTENDEE;CUTYPE=ROOM:mailto:{ROOM}@ville.example", "END:VEVENT"]
    path.write_bytes("\r\n".join([*lines, "END:VCALENDAR", ""]).encode())
    found = report(path)
    expect_equal(counts(found), {"booked": 2}, f"the report: {found}")
    window = start, at(tuesday(12), "0:00", "23:00")[1]
    spans = {span for each in admin.bookings(ROOM, *window) for span in doors.taken(each)}
    third = at(tuesday(12), "9:00", "10:00")
    expect_equal(spans, {(start, end), (moved, until), third}, "the series with its changed date")


def exported(window):
    day = ["--from", doors.zulu(window[0]), "--to", doors.zulu(window[1]), "--resource", ROOM]
    table = creneau("export", *day)
    expect_equal(len(table.splitlines()), 5, f"a head and four rows: {table}")
    lines = [json.loads(each) for each in creneau("export", "--format", "jsonl", *day).splitlines()]
    expect_equal(len(lines), 4, "one object on each line")
    path = FOLDER / "again.csv"
    path.write_text(table, encoding="utf-8")
    found = report(path, "--dry-run")
    expect_equal(counts(found), {"known": 4}, f"what is exported can be read again: {found}")


def several(admin):
    """An event books every room and thing that it invites, or none of them."""
    path = FOLDER / "several.ics"
    start, end = at(tuesday(13), "9:00", "10:00")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:several@else"]
    lines += [f"DTSTART:{start.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}", f"DTEND:{end.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}"]
    lines += ["SUMMARY:Projection", "ORGANIZER:mailto:bruno.petit@ville.example", "LOCATION:Salle Zola"]
    lines += [f"ATTENDEE:mailto:{each}@ville.example" for each in ("camille.martin", ROOM, "projecteur")]
    path.write_bytes("\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]).encode())
    expect_equal(counts(report(path)), {"booked": 1}, "one event")
    for resource in (ROOM, "projecteur"):
        expect_equal([doors.taken(each) for each in admin.bookings(resource, start, end)], [[(start, end)]], resource)
    expect_equal(counts(report(path)), {"known": 1}, "the event again")


def series(admin):
    """A series with dates left out, added, cancelled and moved is the same one in another room, by way of a table."""
    first, last = at(tuesday(20), "9:00", "10:00"), at(tuesday(28), "23:00", "23:30")
    weeks = [at(tuesday(20 + week), "9:00", "10:00")[0] for week in range(8)]
    besides, later = at(tuesday(20), "14:00", "15:00")[0], at(tuesday(24), "16:30", "18:00")

    def stamp(name, moment):
        return f"{name};TZID=Europe/Paris:{moment.astimezone(doors.PARIS):%Y%m%dT%H%M%S}"

    invited = ["ORGANIZER:mailto:camille.martin@ville.example", "ATTENDEE:mailto:salle-simone-veil@ville.example"]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:cours", "DTSTAMP:20270101T000000Z", *invited]
    lines += [stamp("DTSTART", first[0]), stamp("DTEND", first[1]), "SUMMARY:=Cours", "RRULE:FREQ=WEEKLY;COUNT=8"]
    lines += [stamp("RDATE", besides), stamp("EXDATE", weeks[1]), stamp("EXDATE", weeks[3]), "END:VEVENT"]
    lines += ["BEGIN:VEVENT", "UID:cours", "DTSTAMP:20270101T000000Z", *invited, stamp("RECURRENCE-ID", weeks[4])]
    lines += [stamp("DTSTART", later[0]), stamp("DTEND", later[1]), "SUMMARY:=Cours", "END:VEVENT", "END:VCALENDAR", ""]
    camille = Town("camille.martin", admin.url)
    made = camille.http.put(
        "/dav/calendars/people/camille.martin/calendar/cours.ics", content="\r\n".join(lines).encode(),
        headers={"Content-Type": "text/calendar; charset=utf-8"},
    )
    expect_equal(made.status_code, 201, made.text)
    words = ["--from", doors.zulu(first[0]), "--to", doors.zulu(last[1])]
    table = creneau("export", *words, "--resource", "salle-simone-veil")
    path = FOLDER / "series.csv"
    path.write_text(table.replace("salle-simone-veil", "salle-clemenceau").replace(",cours", ",cours@else"), newline="")
    expect_equal(counts(report(path)), {"booked": 2}, f"a series and its moved date: {table}")
    spans = {
        room: sorted(span for each in admin.bookings(room, first[0], last[1]) for span in doors.taken(each))
        for room in ("salle-simone-veil", "salle-clemenceau")
    }
    expect_equal(len(spans["salle-simone-veil"]), 7, "eight, and one besides, without one left out and one cancelled")
    expect_equal(spans["salle-clemenceau"], spans["salle-simone-veil"], "the same times in the other room")


def memory(process):
    """The most memory that a process has had, in KiB."""
    lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith("VmHWM"))


def interrupted(server):
    """^C in the middle of a long file, which says so; imported again, the rest is booked and nothing twice.

    Equal rows are as many bookings as there are rows, and neither end holds the file in memory.
    """
    path, rows = FOLDER / "many.csv", ["resource,title,start,end,timeZone,organizer,units"]
    begin, _ = at(tuesday(3), "0:00", "1:00")
    for number in range(3_000):
        start = begin + timedelta(minutes=15 * (number // 2))
        times = f"{local(start)},{local(start + timedelta(minutes=15))}"
        rows.append(f"many-units,Réunion {number // 2},{times},Europe/Paris,camille.martin,1")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    resource = FOLDER / "many.yaml"
    resource.write_text(
        "policies:\n  anybody: { autoSchedule: automatic, bookingWindow: P400D }\n"
        "resources:\n  - { id: many-units, kind: equipment, name: Chaises, address: chaises@ville.example, units: 2,\n"
        "      policy: anybody, zone: Europe/Paris }\n"
    )
    creneau("import", resource)
    words = [BINARY, "import", str(path), "--data", DATA, "--json"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while booked(server.url) < 200:
        expect(process.poll() is None, "it is not over yet")
    process.send_signal(signal.SIGINT)
    told, complaint = process.communicate(timeout=60)
    first = json.loads(told)
    expect_equal((process.returncode, first["complete"]), (1, False), f"it says that it did not end: {complaint}")
    expect("Import" in complaint, f"and what to do: {complaint}")
    before = memory(server.process.pid)
    second = report(path)
    whole = {"known": first["booked"], "booked": 3_000 - first["booked"]}
    expect_equal((second["complete"], counts(second)), (True, whole), "the rest, and nothing twice")
    grown = memory(server.process.pid) - before
    expect(grown < 96 << 10, f"the server grew by {grown} KiB")


def booked(url):
    line = 'creneau_decisions_total{verdict="accepted",reason=""} '
    found = [each for each in httpx.get(url + "metrics").text.splitlines() if each.startswith(line)]
    return float(found[0].removeprefix(line)) if found else 0


def main():
    server = Server()
    atexit.register(server.process.kill)
    admin = Town("admin", server.url)
    window = tables(admin)
    exported(window)
    events(admin)
    several(admin)
    series(admin)
    interrupted(server)
    stats = json.loads(creneau("stats", "--json", "--from", doors.zulu(window[0]), "--to", doors.zulu(window[1])))
    expect(ROOM in [each["resource"] for each in stats["byResource"]], f"statistics: {stats}")
    expect(ROOM in creneau("stats", "--resource", ROOM), "statistics as a table")
    resources = FOLDER / "more.yaml"
    resources.write_text(
        "resources:\n  - id: salle-neuve\n    kind: room\n    name: Salle neuve\n"
        "    address: salle-neuve@ville.example\n    capacity: 5\n    zone: Europe/Paris\n"
    )
    expect("1 resources" in creneau("import", resources, "--dry-run"), "a dry run of resources")
    expect_equal(creneau("import", resources).strip(), "salle-neuve", "resources")
    server.kill()


if __name__ == "__main__":
    doors.run(main, deadline=240)
