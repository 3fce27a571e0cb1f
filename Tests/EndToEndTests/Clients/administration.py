"""administration.py: what an administrator does every day, by the command line alone.

Bookings made, moved and tried out; people, their passwords and groups; tokens that end. Each step is seen from another door,
and what is refused or not confirmed changes nothing.
"""

import json
import os
import subprocess

import httpx

import town as doors
from days import at, tuesday
from durability import Server
from town import PARIS, PASSWORD, Town, expect, expect_equal

BINARY, DATA, TOWN_HALL = (os.environ[name] for name in ("CRENEAU_BINARY", "CRENEAU_DATA", "CRENEAU_TOWN_HALL"))
ROOM = "salle-jaures"
SECRET = "une phrase que personne ne devine"


def creneau(*words, status=0, typed=None, language="C", extra=None):
    """Runs a command on the data directory; gives its standard output, or standard error where it should fail."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    environment |= {"LANG": language, **(extra or {})}
    done = subprocess.run(
        [BINARY, *words, "--data", DATA], capture_output=True, text=True, timeout=300, input=typed or "", env=environment
    )
    expect_equal(done.returncode, status, f"exit code of creneau {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout if status == 0 else done.stderr


def facts(*words, **how):
    return json.loads(creneau(*words, "--json", **how))


def clock(moment):
    """As somebody types it: by the clock of the place, without an offset."""
    return moment.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M")


def spans(booking):
    return [span for span in doors.taken(booking)]


def bookings(camille):
    start, end = at(tuesday(7), "9:00", "10:30")
    words = ("booking", "create", ROOM, "--start", clock(start), "--organizer", "camille.martin", "--title", "Conseil")
    creneau("booking", "create", ROOM, "--start", clock(start), "--length", "90m", status=2)
    expect("--end" in creneau(*words, "--end", clock(end), "--length", "90m", status=2), "either an end or a length")
    expect("90" in creneau(*words, "--length", "90", status=2), "a length without a unit is no length")
    tried = facts(*words, "--length", "1h30", "--dry-run")
    expect_equal((tried["dryRun"], spans(tried["bookings"][0])), (True, [(start, end)]), "dry run")
    expect_equal(camille.json_busy(ROOM, start, end), [], "a dry run stores nothing")
    made = facts(*words, "--length", "1h30", "--attendee", "bruno.petit@ville.example")
    expect_equal((made["organizer"]["address"], spans(made)), ("camille.martin@ville.example", [(start, end)]), "booking create")
    expect_equal(camille.feed_busy(ROOM, start, end), [(start, end)], "feed after booking create")
    refusal = creneau(*words, "--length", "1h30", status=1)
    expect("Instead:" in refusal and ROOM not in refusal.split("\n")[0], f"a refusal says what is free: {refusal}")

    later = at(tuesday(7), "14:00", "15:30")
    moved = facts("booking", "move", made["id"], "--start", clock(later[0]))
    expect_equal(spans(moved), [later], "a booking that is moved stays as long as it is")
    changed = facts("booking", "change", made["id"], "--title", "Conseil restreint", "--length", "1h")
    expect_equal(changed["title"], "Conseil restreint", "booking change")
    expect_equal(spans(changed), [at(tuesday(7), "14:00", "15:00")], "booking change --length")
    creneau("booking", "change", made["id"], status=2)
    creneau("booking", "move", "0000000000000", "--start", clock(start), status=1)
    row = creneau("booking", "create", ROOM, "--start", clock(start), "--length", "30m", "--organizer", "camille.martin",
                  "--recurrence", "FREQ=WEEKLY;COUNT=3", "--title", "Point")
    expect("FREQ=WEEKLY;COUNT=3" in row and "Point" in row, f"a series, as a table: {row}")
    creneau("booking", "cancel", made["id"], "--yes")


def people(url):
    listed = {each["id"]: each for each in facts("person", "list")["people"]}
    expect("camille.martin" in listed and "administrator" in listed["camille.martin"], "person list")
    expect_equal([each["id"] for each in facts("person", "list", "--text", "camille")["people"]], ["camille.martin"], "text")
    expect("--address" in creneau("person", "set", "ines.morel", "--name", "Inès Morel", status=1), "a new one needs both")
    made = facts("person", "set", "ines.morel", "--name", "Inès Morel", "--address", "ines.morel@ville.example")
    expect_equal((made["name"], made["administrator"]), ("Inès Morel", False), "person set, new")
    changed = facts("person", "set", "ines.morel", "--department", "Urbanisme", "--language", "en", "--administrator")
    expect_equal(
        (changed["name"], changed["department"], changed["language"], changed["administrator"]),
        ("Inès Morel", "Urbanisme", "en", True), "person set, changed: the rest stays")
    changed = facts("person", "set", "ines.morel", "--department", "", "--no-administrator")
    expect_equal((changed["department"], changed["administrator"]), (None, False), "person set, taken away")
    creneau("person", "set", "ines.morel", status=2)
    shown = creneau("person", "show", "ines.morel")
    expect("ines.morel@ville.example" in shown, f"person show: {shown}")

    def me(user, password):
        return httpx.get(f"{url.rstrip('/')}/api/v1/me", auth=(user, password)).status_code

    expect("standard input" in creneau("person", "password", "ines.morel", status=1), "no password, none set")
    expect("1,024" in creneau("person", "password", "ines.morel", status=1, typed="court\n", language="en_GB.UTF-8"), "short")
    said = creneau("person", "password", "ines.morel", typed=SECRET + "\n")
    expect(SECRET not in said, "a password is not repeated")
    expect_equal(me("ines.morel", SECRET), 200, "the new password")
    creneau("person", "password", "ines.morel", typed=SECRET + " bis\n")
    expect_equal((me("ines.morel", SECRET), me("ines.morel", SECRET + " bis")), (401, 200), "the old one is over at once")
    token = facts("token", "create", "--person", "ines.morel")
    own = {"CRENEAU_URL": url, "CRENEAU_TOKEN": token["secret"]}
    creneau("person", "password", "ines.morel", "--own", typed=f"faux\n{SECRET}\n", extra=own, status=1)
    expect_equal(me("ines.morel", SECRET), 401, "with a wrong old password nothing is set")
    creneau("person", "password", "ines.morel", "--own", typed=f"{SECRET} bis\n{SECRET}\n", extra=own)
    expect_equal(me("ines.morel", SECRET), 200, "one's own by the old one")
    creneau("person", "password", "camille.martin", typed=SECRET + "\n", extra=own, status=1)
    expect_equal(me("camille.martin", PASSWORD), 200, "nobody else's")

    expect("--yes" in creneau("token", "revoke", token["id"], status=1), "a command that destroys asks")
    creneau("token", "revoke", token["id"], "--yes")
    creneau("person", "show", "ines.morel", extra=own, status=1)
    creneau("token", "revoke", "nothing", "--yes", status=1)

    creneau("person", "disable", "ines.morel", status=1)
    expect_equal(me("ines.morel", SECRET), 200, "not confirmed, not done")
    creneau("person", "disable", "ines.morel", "--yes")
    doors.eventually(lambda: me("ines.morel", SECRET) == 401, "an account that is disabled lets nobody in")
    ids = [each["id"] for each in facts("person", "list", "--disabled")["people"]]
    expect("ines.morel" in ids and "ines.morel" not in creneau("person", "list"), "disabled ones are listed where asked")
    creneau("person", "enable", "ines.morel")
    expect_equal(me("ines.morel", SECRET), 200, "enabled")
    creneau("person", "disable", "personne", "--yes", status=1)
    records = Town("admin", url).call("GET", "/audit?limit=200", status=200).text
    expect(SECRET not in records, "no password in the audit")


def groups():
    expect("--name" in creneau("person", "group", "set", "jury", "--add", "camille.martin", status=1), "a new group's name")
    made = facts("person", "group", "set", "jury", "--name", "Jury", "--add", "camille.martin", "--add", "ines.morel")
    expect_equal(made["members"], ["camille.martin", "ines.morel"], "person group set, new")
    changed = facts("person", "group", "set", "jury", "--drop", "ines.morel", "--add", "bruno.petit")
    expect_equal((changed["name"], changed["members"]), ("Jury", ["camille.martin", "bruno.petit"]), "changed")
    expect("jury" in [each["id"] for each in facts("person", "group", "list")["groups"]], "person group list")
    expect("bruno.petit" in creneau("person", "group", "show", "jury"), "person group show")
    expect("personne" in creneau("person", "group", "set", "jury", "--add", "personne", status=1), "nobody by that name")


def languages():
    """French where the terminal says so, else English; the server follows."""
    for language, question in (("fr_FR.UTF-8", "sera annulée"), ("C", "will be cancelled"),
                               ("en_GB.UTF-8", "will be cancelled"), ("de_DE.UTF-8", "will be cancelled")):
        said = creneau("booking", "cancel", "0000000000000", status=1, language=language)
        expect(question in said, f"{language}: {said}")
    french = creneau("resource", "show", "nulle-part", status=1, language="fr_FR.UTF-8")
    english = creneau("resource", "show", "nulle-part", status=1)
    expect("adresse" in french and "address" in english and "adresse" not in english, f"{french} / {english}")
    override = creneau("booking", "cancel", "0000000000000", status=1, language="C", extra={"LC_ALL": "fr_CA"})
    expect("sera annulée" in override, "LC_ALL comes before LANG")


def main():
    creneau("init", "--from", TOWN_HALL)
    server = Server()
    try:
        bookings(Town("camille.martin", server.url))
        people(server.url)
        groups()
        languages()
    finally:
        server.kill()


if __name__ == "__main__":
    doors.run(main, deadline=180)
