"""doctor.py: each check of `creneau doctor` meets the fault that it looks for, and says what to do in two languages.

A sound town first, with a request that waits and what goes along with it: no error. Then copies of its database, each with
one fault; and a machine, a name server and a server that are at fault.
"""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess

import town as doors
from backups import NameServer
from days import at, tuesday
from durability import Server
from town import Town, expect, expect_equal

BINARY, DATA = os.environ["CRENEAU_BINARY"], os.environ["CRENEAU_DATA"]
FOLDER = pathlib.Path(DATA).parent


def doctor(data, status=0, language="C.UTF-8", **variables):
    known = {**os.environ, "CRENEAU_DATA": str(data), "LC_ALL": language, **variables}
    words = [BINARY, "doctor", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, env=known)
    expect_equal(done.returncode, status, f"exit code: {done.stdout}{done.stderr}")
    found = json.loads(done.stdout)
    expect_equal(found["ok"], status == 0, f"ok goes with the exit code: {found}")
    return found["findings"]


def levels(findings, check):
    return {each["level"] for each in findings if each["check"] == check}


def told(check, level, data=DATA, **variables):
    """The fault is found under its name, and in both languages it is said what to do."""
    words = {}
    for language in ("fr_FR.UTF-8", "en_GB.UTF-8"):
        findings = doctor(data, 1 if level == "error" else 0, language, **variables)
        mine = [each for each in findings if each["check"] == check and each["level"] == level]
        expect(mine, f"{check} {level}: {[each for each in findings if each['level'] != 'ok']}")
        expect(all(each["message"] and each["advice"] for each in mine), f"what to do: {mine}")
        words[language] = [each["message"] + each["advice"] for each in mine]
    expect(words["fr_FR.UTF-8"] != words["en_GB.UTF-8"], f"two languages: {words}")
    return " ".join(words["en_GB.UTF-8"])


def sound(admin):
    """Nothing is wrong where somebody waits for a manager, and the room's sound system with them."""
    asked = Town("camille.martin", admin.url).book("grande-salle", *at(tuesday(6), "9:00", "11:00"), title="Gala")
    expect_equal(asked.status_code, 202, f"it waits for a manager: {asked.text[:300]}")
    expect_equal(admin.book("salle-jaures", *at(tuesday(6), "9:00", "10:00")).status_code, 201, "a booking")
    findings = doctor(DATA)
    wrong = [each for each in findings if each["level"] == "error"]
    expect_equal(wrong, [], "a sound town")
    checks = {each["check"] for each in findings}
    wanted = {"file", "references", "index", "exclusivity", "numbers", "objects", "records", "audit", "directory", "deadlines"}
    wanted |= {"outbox", "mail", "clock", "zones", "tzdata", "disk", "permissions", "dns", "discovery"}
    expect(wanted <= checks, f"every check is told of: {wanted - checks}")
    shown = subprocess.run([BINARY, "doctor", "--all"], capture_output=True, text=True, env={**os.environ, "LC_ALL": "fr_FR.UTF-8"})
    expect("contrôles, 0 erreur" in shown.stdout, f"in French: {shown.stdout}")


FAULTS = [
    ("references", "error", "DELETE FROM resource WHERE id = 'salle-jaures'"),
    ("index", "error", "DELETE FROM booking_instance"),
    ("exclusivity", "error", "UPDATE booking_instance SET units = 99 WHERE tentative = 0"),
    ("numbers", "error", "UPDATE calendar_object SET change_number = 99999"),
    ("objects", "error", "DELETE FROM calendar_object"),
    ("records", "error", "DELETE FROM decision_record"),
    ("audit", "error", "UPDATE audit_record SET at = at - 1 WHERE seq = 1"),
    ("audit", "error", "DELETE FROM audit_record WHERE resource = 'salle-jaures'"),
    ("directory", "warning", "INSERT INTO address VALUES ('x@ville.example', 'people/nobody')"),
    ("deadlines", "warning", "UPDATE booking SET deadline = 1000"),
    ("outbox", "warning", "INSERT INTO outbox (kind, recipient, sender, identity, body, created_at) VALUES ('mail', 'a', 'b', 'c', '', 5)"),
    (
        "mail",
        "warning",
        "INSERT INTO outbox (kind, recipient, sender, identity, body, created_at) "
        "VALUES ('mail', 'salle-jaures@ville.example', 'x@ville.example', 'c', '', 2000000000)",
    ),
    ("mail", "warning", "UPDATE resource SET data = CAST(replace(CAST(data AS TEXT), 'salle-jaures@ville', 'camille.martin@ville') AS BLOB)"),
    ("mail", "warning", "UPDATE resource SET data = CAST(replace(CAST(data AS TEXT), 'salle-jaures@ville.example', 's@else.example') AS BLOB)"),
    ("clock", "warning", "UPDATE decision_record SET decided_at = 4000000000"),
    ("zones", "warning", "UPDATE meta SET value = x'3139' WHERE key = 'tzdata'"),
    ("file", "error", "PRAGMA user_version = 77"),
]


def database(copy):
    """One fault after the other, each in a copy of its own."""
    for number, (check, level, sql) in enumerate(FAULTS):
        place = FOLDER / f"fault-{number}"
        place.mkdir(mode=0o700)
        path = place / "creneau.sqlite"
        shutil.copy(copy, path)
        path.chmod(0o600)
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute(sql)
        connection.close()
        told(check, level, place)
    octets = bytearray(pathlib.Path(copy).read_bytes())
    octets[8_192:40_960] = b"\x5a" * 32_768
    path.write_bytes(octets)
    told("file", "error", place)
    empty = FOLDER / "empty"
    empty.mkdir(mode=0o700)
    expect("creneau init" in told("file", "error", empty), "a directory without a database")
    expect_equal(list(empty.iterdir()), [], "a check makes no file")


def machine():
    told("disk", "warning", CRENEAU_DOCTOR_FREE_SPACE="1000000")
    told("disk", "error", FOLDER / "nowhere")
    database = pathlib.Path(DATA) / "creneau.sqlite"
    database.chmod(0o640)
    expect(str(database) in told("permissions", "error"), "which file is open")
    database.chmod(0o600)
    options = FOLDER / "doctor.yaml"
    options.write_text("oidc:\n  clientSecret: marker-secret\n")
    options.chmod(0o644)
    expect("marker" not in told("permissions", "error", CRENEAU_CONFIG=str(options)), "a file with secrets")
    key = FOLDER / "key.pem"
    key.write_text("none")
    key.chmod(0o644)
    told("permissions", "error", CRENEAU_TLS_KEY=str(key))


def network():
    names = NameServer()
    asked = {"CRENEAU_DOCTOR_NAME_SERVER": names.address}
    expect("SRV _caldavs._tcp.agglo.example: there is no such name" in told("dns", "warning", **asked), "no SRV")
    names.mail = b"\4mail\5other\7example\0"
    findings = doctor(DATA, **asked)
    mail = [each["message"] for each in findings if each["check"] == "mail" and each["level"] == "note"]
    expect(any("mail.other.example" in each and "ville.example" in each for each in mail), f"who gets the mail: {findings}")
    told("dns", "warning", CRENEAU_DOCTOR_NAME_SERVER="no address")
    names.nonsense = b""
    expect("does not answer" in told("dns", "warning", **asked), "a silent name server")
    facts = pathlib.Path(DATA) / "server.json"
    text = facts.read_text()
    facts.write_text(json.dumps({"url": "http://127.0.0.1:1/", "token": "x"}))
    told("discovery", "error")
    facts.write_text(text)


def main():
    server = Server()
    admin = Town("admin", server.url)
    sound(admin)
    copy = FOLDER / "sound.sqlite"
    done = subprocess.run([BINARY, "backup", "--to", str(copy)], capture_output=True, text=True, timeout=300)
    expect_equal(done.returncode, 0, done.stderr)
    database(copy)
    machine()
    network()
    server.kill()


if __name__ == "__main__":
    doors.run(main, deadline=240)
