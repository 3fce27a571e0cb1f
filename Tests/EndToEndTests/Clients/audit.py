"""audit.py: changes by several doors, the chain that they make, and what is found when somebody edits the database."""

import json
import os
import shutil
import sqlite3
import subprocess

import httpx
from days import at, tuesday
from tls import BINARY, DATA, Server
from town import PASSWORD, expect, expect_equal, run

ROOM = "salle-jaures"


def creneau(*words, status=0):
    done = subprocess.run([BINARY, *words, "--data", DATA], capture_output=True, text=True, timeout=300)
    expect_equal(done.returncode, status, f"creneau {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout if status == 0 else done.stderr


def changes(url):
    camille = httpx.Client(base_url=url, auth=("camille.martin", PASSWORD))
    start, end = at(tuesday(7), "9:00", "10:00")
    body = {"resource": ROOM, "title": "Secret de la mairie", "start": start.isoformat(), "end": end.isoformat()}
    made = camille.post("/api/v1/bookings", json=body)
    expect_equal(made.status_code, 201, made.text)
    booking = made.json()["id"]
    expect(camille.delete(f"/api/v1/bookings/{booking}").status_code in (200, 204), "cancelled")
    creneau("token", "create", "--person", "camille.martin", "--label", "essai")
    listed = json.loads(creneau("audit", "list", "--resource", ROOM, "--json"))
    actions = [record["action"] for record in listed["records"]]
    expect_equal(actions[:2], ["bookingCancelled", "bookingCreated"], "newest first")
    expect_equal({record["actor"] for record in listed["records"][:2]}, {"camille.martin"}, "who did it")
    expect("Secret" not in creneau("audit", "list"), "no titles in the audit")
    every, cursor = [], None
    while True:
        page = json.loads(creneau("audit", "list", "--json", "--limit", "7", *(["--cursor", cursor] if cursor else [])))
        every += page["records"]
        cursor = page["next"]
        if cursor is None:
            break
    whole = json.loads(creneau("audit", "list", "--json", "--limit", "1000"))["records"]
    expect_equal(every, whole, "page by page")
    for wrong in ("limit=0", "limit=x", "cursor=x", "action=none", "from=yesterday", "who=me"):
        answer = httpx.get(url + "/api/v1/audit?" + wrong, auth=("admin", PASSWORD))
        expect(answer.status_code in (400, 422), f"{wrong}: {answer.status_code}")
    for path in ("/api/v1/audit", "/api/v1/audit/verification"):
        expect_equal(camille.get(path).status_code, 403, f"an agent and {path}")
        expect_equal(httpx.get(url + path).status_code, 401, f"nobody and {path}")
        expect_equal(httpx.get(url + path, auth=("admin", PASSWORD)).status_code, 200, f"an administrator and {path}")
    report = json.loads(creneau("audit", "verify", "--json"))
    expect_equal((report["whole"], report["faults"], report["records"]), (True, [], len(whole)), "whole")
    return len(whole)


def database():
    return next(os.path.join(DATA, name) for name in sorted(os.listdir(DATA)) if name.endswith((".sqlite", ".db")))


def tampered(sql, kind):
    """What is found after somebody changed the database at rest."""
    copy = DATA + ".whole"
    shutil.copytree(DATA, copy)
    connection = sqlite3.connect(database())
    changed = connection.execute(sql).rowcount
    connection.commit()
    connection.close()
    expect(changed > 0, f"the change was made: {sql}")
    server = Server()
    told = creneau("audit", "verify", status=1)
    server.stop()
    expect(kind in told, f"{sql}: {told}")
    shutil.rmtree(DATA)
    os.rename(copy, DATA)


def main():
    server = Server()
    changes(f"http://127.0.0.1:{server.port}")
    server.stop()
    server = Server()
    report = json.loads(creneau("audit", "verify", "--json"))
    expect(report["roots"] > 0 and report["whole"], f"the end of the server sealed the chains: {report}")
    server.stop()
    record = f"resource = '{ROOM}' AND action = 'bookingCancelled'"
    connection = sqlite3.connect(database())
    people = {row[0] for row in connection.execute("SELECT actor FROM audit_record WHERE actor IS NOT NULL")}
    connection.close()
    expect(people and all(len(each) == 33 and each[0] == "~" for each in people), f"opaque ids alone: {people}")
    tampered(f"UPDATE audit_record SET actor = 'bruno.petit' WHERE {record}", "changed")
    tampered(f"UPDATE audit_record SET at = at - 60 WHERE {record}", "changed")
    tampered(f"UPDATE audit_record SET hash = NULL WHERE {record}", "changed")
    tampered(f"DELETE FROM audit_record WHERE resource = '{ROOM}' AND action = 'bookingCreated'", "missing")
    tampered(f"DELETE FROM audit_record WHERE {record}", "cut")
    tampered(f"DELETE FROM audit_record WHERE resource = '{ROOM}'", "cut")
    tampered("UPDATE audit_root SET at = at + 1", "root")
    tampered(f"DELETE FROM audit_root_head WHERE resource = '{ROOM}'", "root")


if __name__ == "__main__":
    run(main, 180)
