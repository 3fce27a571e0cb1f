"""imports.py: bookings out of files, and into them again.

ICS and CSV by the same rules as every door, a dry run that books nothing, a report, and what is exported imported again.
"""

import atexit
import json
import os
import pathlib
import subprocess

import town as doors
from days import at, tuesday
from durability import Server
from town import Town, expect, expect_equal

BINARY, DATA = os.environ["CRENEAU_BINARY"], os.environ["CRENEAU_DATA"]
FOLDER = pathlib.Path(DATA).parent
ROOM = "salle-jaures"


def creneau(*words, status=0):
    done = subprocess.run([BINARY, *map(str, words), "--data", DATA], capture_output=True, text=True, timeout=120)
    expect_equal(done.returncode, status, f"exit code of creneau {words}: {done.stdout}{done.stderr}")
    return done.stdout


def report(*words, status=0):
    return json.loads(creneau("import", *words, "--json", status=status))


def counts(found):
    return {name: found[name] for name in ("booked", "pending", "declined", "past", "fault") if found[name]}


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
    expect_equal(again["booked"], 0, f"a second time nothing is booked twice: {again}")
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
    found = report(path, "--dry-run", status=1)
    expect_equal(found["fault"], 0, f"what is exported can be read again: {found}")


def main():
    server = Server()
    atexit.register(server.process.kill)
    admin = Town("admin", server.url)
    window = tables(admin)
    exported(window)
    events(admin)
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
    doors.run(main, deadline=120)
