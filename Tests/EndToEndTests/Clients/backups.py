"""backups.py: copies taken under load, restored and looked at; a stop that loses nothing; what doctor says.

Every booking that was acknowledged before a backup began is in what is restored from it.
"""

import atexit
import json
import os
import re
import signal
import socket
import stat
import struct
import subprocess
import threading
from datetime import timedelta

import httpx

import town as doors
from days import at, tuesday
from durability import Server
from town import Town, expect, expect_equal

BINARY, DATA, TOWN_HALL = (os.environ[name] for name in ("CRENEAU_BINARY", "CRENEAU_DATA", "CRENEAU_TOWN_HALL"))
ROOM = "salle-jaures"


def creneau(*words, status=0, data=DATA, **variables):
    environment = {**os.environ, "CRENEAU_DATA": data, **variables}
    done = subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=300, env=environment)
    expect_equal(done.returncode, status, f"exit code of creneau {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout if status == 0 else done.stdout + done.stderr


class Load:
    """Four clients book slots of their own, one after the other, until they are told to end or the server is gone."""

    def __init__(self, url, run):
        self.acknowledged, self.lock, self.over, self.warm = set(), threading.Lock(), threading.Event(), threading.Event()
        self.run = run
        self.threads = [threading.Thread(target=self.book, args=(url, each)) for each in range(4)]
        for each in self.threads:
            each.start()

    def book(self, url, client):
        town = Town("camille.martin", url)
        start, _ = at(tuesday(6 + self.run * 3), "0:00", "0:00")
        try:
            for number in range(400):
                if self.over.is_set():
                    return
                begin = start + timedelta(minutes=(client * 400 + number) * 15)
                answer = town.book(ROOM, begin, begin + timedelta(minutes=15), title=f"{self.run}-{client}-{number}")
                if answer.status_code == 503:
                    return
                expect_equal(answer.status_code, 201, answer.text[:300])
                with self.lock:
                    self.acknowledged.add(answer.json()["id"])
                    if len(self.acknowledged) >= 30:
                        self.warm.set()
        except httpx.HTTPError:
            return

    def snapshot(self):
        with self.lock:
            return set(self.acknowledged)

    def end(self):
        self.over.set()
        for each in self.threads:
            each.join()


def stored(url):
    town = Town("admin", url)
    start, _ = at(tuesday(5), "0:00", "0:00")
    found = set()
    for week in range(12):
        window = start + timedelta(days=7 * week), start + timedelta(days=7 * (week + 1))
        found |= {each["id"] for each in town.bookings(ROOM, *window)}
    return found


def copied(server):
    """A backup under load, and what is restored from it."""
    load = Load(server.url, 0)
    expect(load.warm.wait(timeout=300), "bookings are made")
    before = load.snapshot()
    path = DATA + ".backup"
    facts = json.loads(creneau("backup", "--to", path, "--json"))
    load.end()
    expect_equal(stat.S_IMODE(os.stat(path).st_mode), 0o600, "the copy's permissions")
    expect(facts["bookings"] >= len(before), f"{facts} and {len(before)} acknowledged")
    expect("exists" in creneau("backup", "--to", path, status=1), "nothing is written over")
    expect("holds a database" in creneau("restore", path, status=1), "not into the server's own directory")
    return path, before


SYNC = (
    '<sync-collection xmlns="DAV:"><sync-token>{}</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>'
)


def synchronised(url, token=""):
    """The room's calendar by RFC 6578: status, and the new token."""
    town = Town("admin", url)
    place = f"{url.rstrip('/')}/dav/calendars/resources/{ROOM}/calendar/"
    answer = town.http.request("REPORT", place, content=SYNC.format(token), headers={"Depth": "0", "Content-Type": "text/xml"})
    found = re.findall(r"sync-token[^>]*>([^<]+)<", answer.text)
    return answer.status_code, found[-1] if found else answer.text


def restored(path, before, token):
    other = DATA + ".restored"
    facts = json.loads(creneau("restore", path, "--json", data=other))
    expect_equal(stat.S_IMODE(os.stat(other).st_mode), 0o700, "the directory's permissions")
    process = subprocess.Popen(
        [BINARY, "serve", "--data", other, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True
    )
    atexit.register(process.kill)
    line = process.stdout.readline()
    url = line[line.index("http://") :].strip()
    found = stored(url)
    status, told = synchronised(url, token)
    expect_equal(status, 403, f"a token from before the restore is none (another epoch): {told}")
    expect("valid-sync-token" in told, told)
    expect_equal(synchronised(url)[0], 207, "and clients begin anew")
    expect(before <= found, f"{len(before - found)} acknowledged bookings are not in the backup")
    expect_equal(len(found), facts["bookings"], "as many as the copy had")
    creneau("doctor", data=other)
    process.send_signal(signal.SIGTERM)
    expect_equal(process.wait(timeout=300), 0, "exit code after SIGTERM")


def stopped(server):
    """SIGTERM during writes: what was answered is there, and the server ends well."""
    load = Load(server.url, 1)
    expect(load.warm.wait(timeout=300), "bookings are made")
    server.process.send_signal(signal.SIGTERM)
    expect_equal(server.process.wait(timeout=300), 0, "exit code after SIGTERM")
    load.end()
    expect(not os.path.exists(DATA + "/server.json"), "the way to the server is gone with it")
    again = Server()
    missing = load.acknowledged - stored(again.url)
    expect(not missing, f"{len(missing)} of {len(load.acknowledged)} answered bookings are lost")
    return again


class NameServer(threading.Thread):
    """Answers SRV for ville.example and nothing else."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        # What is answered in the place of an answer, behind the question's number.
        self.nonsense = None
        # The name of ville.example's mail server, as it goes over the wire.
        self.mail = None
        self.start()

    def run(self):
        while True:
            question, asker = self.socket.recvfrom(512)
            name = question[12 : question.index(b"\0", 12)]
            if self.nonsense is not None:
                self.socket.sendto(question[:2] + self.nonsense, asker)
            elif b"_caldavs" in name and b"ville" in name:
                target = b"\3cal\5ville\7example\0"
                data = struct.pack("!HHH", 0, 1, 8443) + target
                record = b"\xc0\x0c" + struct.pack("!HHIH", 33, 1, 60, len(data)) + data
                head = question[:2] + struct.pack("!HHHHH", 0x8180, 1, 1, 0, 0)
                self.socket.sendto(head + question[12:] + record, asker)
            elif self.mail and name.endswith(b"ville\7example") and question[-4:-2] == b"\0\x0f":
                data = struct.pack("!H", 10) + self.mail
                record = b"\xc0\x0c" + struct.pack("!HHIH", 15, 1, 60, len(data)) + data
                self.socket.sendto(question[:2] + struct.pack("!HHHHH", 0x8180, 1, 1, 0, 0) + question[12:] + record, asker)
            else:
                head = question[:2] + struct.pack("!HHHHH", 0x8183, 1, 0, 0, 0)
                self.socket.sendto(head + question[12:], asker)


def examined():
    names = NameServer()
    asked = {"CRENEAU_DOCTOR_NAME_SERVER": names.address}
    found = json.loads(creneau("doctor", "--json", **asked))
    expect(found["ok"], f"nothing is wrong: {found}")
    by_check = {}
    for each in found["findings"]:
        by_check.setdefault(each["check"], []).append(each)
    told = " ".join(each["message"] for each in by_check["dns"])
    expect("cal.ville.example (port 8443)" in told and "MX ville.example: there is no such name" in told, told)
    for check in ("discovery", "audit"):
        expect_equal([each["level"] for each in by_check[check]], ["ok"], f"{check}: {by_check[check]}")
    for each in found["findings"]:
        expect(each["advice"] or each["level"] in ("ok", "note"), f"each finding says what to do: {each}")
    head = struct.pack("!HHHHH", 0x8180, 0, 1, 0, 0)
    for nonsense in (b"", head, head + b"\xc0\x0c", head + b"\x3fabc", head + b"\0" * 8 + b"\xff" * 40, b"\xff" * 500):
        names.nonsense = nonsense
        told = json.loads(creneau("doctor", "--json", **asked))
        expect(told["ok"], f"an answer that is none is a warning: {told}")
    os.chmod(DATA + "/creneau.sqlite", 0o644)
    creneau("doctor", status=1)
    wrong = [each for each in json.loads(creneau("doctor", "--json", status=1))["findings"] if each["level"] == "error"]
    expect_equal([each["check"] for each in wrong], ["permissions"], f"a file that is open to others: {wrong}")
    os.chmod(DATA + "/creneau.sqlite", 0o600)
    expect("no database" in creneau("doctor", status=1, data=DATA + ".nowhere"), "a directory without a database")


def main():
    server = Server()
    path, before = copied(server)
    status, token = synchronised(server.url)
    expect_equal(status, 207, token)
    expect_equal(synchronised(server.url, token)[0], 207, "the token is good where it was given")
    restored(path, before, token)
    again = stopped(server)
    examined()
    again.kill()


if __name__ == "__main__":
    doors.run(main, deadline=240)
