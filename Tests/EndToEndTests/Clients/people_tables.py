"""people_tables.py: people and their groups out of a table, as an office exports it.

A dry run that stores nothing, faults named by line and column, all or nothing, the other lines where that is wanted, and the
same table a second time changes nothing. Read again over the JSON door, and by a login.
"""

import atexit
import json
import os
import pathlib
import subprocess

import town as doors
from durability import Server
from town import Town, expect, expect_equal

BINARY, DATA, TOWN_HALL = (os.environ[name] for name in ("CRENEAU_BINARY", "CRENEAU_DATA", "CRENEAU_TOWN_HALL"))
FOLDER = pathlib.Path(DATA).parent
SAMPLE = pathlib.Path(TOWN_HALL).parent / "people.csv"


def creneau(*words, status=0):
    done = subprocess.run([BINARY, *map(str, words), "--data", DATA], capture_output=True, text=True, timeout=300)
    expect_equal(done.returncode, status, f"exit code of creneau {words}: {done.stdout}{done.stderr}")
    return done.stdout


def report(*words, status=0):
    return json.loads(creneau("person", "import", *words, "--json", status=status))


def whole(admin):
    dry = report(SAMPLE, "--dry-run")
    expect_equal((dry["dryRun"], dry["stored"], len(dry["made"])), (True, False, 3), f"a dry run: {dry}")
    expect_equal(admin.http.get("/api/v1/people/ines.morel").status_code, 404, "a dry run stores nothing")
    office = FOLDER / "office.csv"
    office.write_bytes(SAMPLE.read_text(encoding="utf-8").replace("\n", "\r\n").encode("cp1252"))
    found = report(office)
    expect_equal(found["made"], ["ines.morel", "owen.price", "lea.oeuvray"], "who is made")
    expect_equal((found["changed"], found["left"]), (["aurelie.simon"], ["camille.martin"]), "who is changed, and left")
    expect_equal(found["groupsMade"], ["accueil-du-public", "jurys-de-concours"], "groups are made")
    ines = admin.http.get("/api/v1/people/ines.morel").json()
    expect_equal(ines["name"], "Inès Morel", "letters of an office's table")
    expect_equal(ines["addresses"], ["ines.morel@ville.example", "i.morel@ville.example"], "addresses")
    group = admin.http.get("/api/v1/groups/accueil-du-public").json()
    expect_equal(group["members"], ["aurelie.simon", "ines.morel"], "members")
    expect_equal(admin.http.get("/api/v1/people/lea.oeuvray").json()["disabled"], True, "who is not active is closed")
    again = report(SAMPLE)
    expect_equal((again["stored"], len(again["left"]), again["made"], again["changed"]), (True, 5, [], []), "a second time")
    records = admin.http.get("/api/v1/audit", params={"action": "personSaved", "limit": 100}).json()["records"]
    subjects = [each["subject"] for each in records]
    expect_equal(subjects.count("ines.morel"), 1, "one audit record for each change")
    expect("group:jurys-de-concours" in subjects, f"groups are recorded: {subjects}")


def faulty(admin):
    table = FOLDER / "bad.csv"
    table.write_text(
        "login,nom,e-mail,langue\n"
        "jean.un,Jean Un,jean.un@ville.example,fr\n"
        "jean.deux,Jean Deux,camille.martin@ville.example,\n"
        "jean.trois,Jean Trois,jean.trois@ville.example,klingon\n"
        "jean.quatre,,jean.quatre@ville.example,\n",
        encoding="utf-8",
    )
    found = report(table, status=1)
    expect_equal(found["stored"], False, "nothing is stored")
    where = [(each["line"], each["column"]) for each in found["faults"]]
    expect_equal(where, [(3, "e-mail"), (4, "langue"), (5, "nom")], f"lines and columns: {found['faults']}")
    expect_equal(admin.http.get("/api/v1/people/jean.un").status_code, 404, "the good line waits for the others")
    told = creneau("person", "import", table, status=1)
    expect(f"{table}: line 3: e-mail: " in told and "nothing was stored: 1 made" in told, f"what is printed: {told}")
    found = report(table, "--skip-bad", status=1)
    expect_equal((found["stored"], found["made"]), (True, ["jean.un"]), "the good line alone")
    expect_equal(admin.http.get("/api/v1/people/jean.un").status_code, 200, "it is there")
    table.write_text("login,nom,matricule\na,b,c\n", encoding="utf-8")
    done = subprocess.run(
        [BINARY, "person", "import", str(table), "--data", DATA], capture_output=True, text=True, timeout=300
    )
    expect("line 1: matricule: no such column" in done.stderr, f"an unknown column: {done.stderr}")


def main():
    server = Server()
    atexit.register(server.process.kill)
    admin = Town("admin", server.url)
    whole(admin)
    faulty(admin)
    server.kill()
    print("people come out of tables, all or none")


if __name__ == "__main__":
    doors.run(main, deadline=120)
