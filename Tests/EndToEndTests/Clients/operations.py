"""operations.py: the options, what is watched and what is logged, as whoever runs the server meets them.

Faults of the file with their lines; SIGHUP; /metrics, /readyz and request identities; secrets and titles in no log.
"""

import atexit
import json
import os
import queue
import re
import signal
import socket
import subprocess
import threading

import httpx

import town as doors
from days import at, tuesday
from town import PASSWORD, Town, expect, expect_equal

BINARY, DATA, TOWN_HALL = (os.environ[name] for name in ("CRENEAU_BINARY", "CRENEAU_DATA", "CRENEAU_TOWN_HALL"))
ROOM = "salle-jaures"


class Served:
    """A server with a file of options, whose log is read line by line."""

    def __init__(self, options, *words):
        self.path = DATA + ".yaml"
        self.write(options)
        self.process = subprocess.Popen(
            [BINARY, "serve", "--config", self.path, "--data", DATA, "--from", TOWN_HALL, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        atexit.register(self.process.kill)
        line = self.process.stdout.readline()
        expect("http://" in line, f"creneau did not start: {line}")
        self.url = line[line.index("http://") :].strip()
        self.lines, self.seen = queue.Queue(), []
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stderr:
            self.lines.put(line.rstrip("\n"))

    def write(self, options):
        with open(self.path, "w") as file:
            file.write(options)

    def wait_for(self, text):
        """The next line of the log with `text`."""
        while True:
            line = self.lines.get(timeout=300)
            self.seen.append(line)
            if text in line:
                return line

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        expect_equal(self.process.wait(timeout=300), 0, "exit code after SIGTERM")
        while not self.lines.empty():
            self.seen.append(self.lines.get())


def creneau(*words, status=0, environment=None):
    done = subprocess.run(
        [BINARY, *words], capture_output=True, text=True, timeout=300, env={**os.environ, **(environment or {})}
    )
    expect_equal(done.returncode, status, f"exit code of creneau {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout if status == 0 else done.stdout + done.stderr


def options():
    path = DATA + ".check.yaml"
    with open(path, "w") as file:
        file.write("listen: 127.0.0.1:0\nlog:\n  levle: info\n  format: xml\n")
    told = creneau("config", "check", "--config", path, status=1)
    expect(f"{path}:3: log.levle" in told and "did you mean log.level?" in told, f"the line and the field: {told}")
    expect(f"{path}:4: log.format" in told and "text, json" in told, f"what can be written: {told}")
    faults = json.loads(creneau("config", "check", "--json", "--config", path, status=1))["faults"]
    expect_equal([(each["line"], each["field"]) for each in faults], [(3, "log.levle"), (4, "log.format")], "as JSON")
    expect("log.levle" in creneau("serve", "--config", path, "--data", DATA, status=1), "serve refuses such a file")
    expect(not os.path.exists(DATA), "a refused start makes nothing")
    expect("cannot be read" in creneau("config", "check", "--config", path + "x", status=1), "a file that is not there")
    unusable = {
        "tls:\n  certificate: /nonexistent/c.pem\n  key: /nonexistent/k.pem\n": ":2: tls.certificate",
        "listen: 127.0.0.1:0\nproxies:\n  trusted: [10.1.2.3/8]\n": ":3: proxies.trusted",
        "oidc:\n  issuer: https://x.example\n  audiences: [a]\n  defaultScopes: [root]\n": ":4: oidc.defaultScopes",
        "ldap:\n  url: http://x\n": ":2: ldap.url",
    }
    for text, place in unusable.items():
        with open(path, "w") as file:
            file.write(text)
        for words in (("config", "check"), ("serve", "--data", DATA)):
            told = creneau(*words, "--config", path, status=1)
            expect(path + place in told, f"{words[0]} names the line: {told}")
    shown = json.loads(creneau("config", "show", "--json", environment={"CRENEAU_LOG_LEVEL": "debug"}))["options"]
    level = next(each for each in shown if each["name"] == "log.level")
    expect_equal(level, {"name": "log.level", "value": "debug", "from": "$CRENEAU_LOG_LEVEL"}, "what holds, and why")


def numbers(url):
    answer = httpx.get(url + "metrics")
    expect_equal(answer.status_code, 200, "metrics")
    expect(answer.headers["content-type"].startswith("text/plain; version=0.0.4"), "the format's version")
    line = re.compile(r'([a-z_]+(?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})?) (-?[0-9.e+-]+)')
    found = {}
    for each in answer.text.splitlines():
        if not each.startswith("#"):
            match = line.fullmatch(each)
            expect(match, f"a line that Prometheus does not read: {each}")
            found[match[1]] = float(match[2])
    conventions(answer.text, found)
    return found, answer.text


# What is asked of whoever runs the server: requests, decisions by verdict and reason, how long locks and commits take, how
# much waits to leave, how often feeds are read, how large the index is.
FAMILIES = {
    "creneau_requests_total": "counter",
    "creneau_request_duration_seconds": "histogram",
    "creneau_decisions_total": "counter",
    "creneau_lock_wait_seconds": "histogram",
    "creneau_commit_seconds": "histogram",
    "creneau_outbox_depth": "gauge",
    "creneau_feed_requests_total": "counter",
    "creneau_index_resources": "gauge",
    "creneau_index_instances": "gauge",
    "creneau_database_bytes": "gauge",
}


def conventions(text, found):
    """Prometheus' own: a prefix, basic units, counters that end in _total, each family described before its values."""
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.M))
    helps = dict(re.findall(r"^# HELP (\S+) (.+)$", text, re.M))
    expect_equal(set(kinds), set(helps), "each family is described")
    missing = {name: kind for name, kind in FAMILIES.items() if kinds.get(name) != kind}
    expect(not missing, f"missing: {missing}")
    for name, kind in kinds.items():
        expect(name.startswith("creneau_"), f"a prefix: {name}")
        expect(name.endswith("_total") == (kind == "counter"), f"counters end in _total, and nothing else: {name}")
        unusual = r"_(ms|milliseconds|minutes|kb|mb|kib|mib|percent|count)$"
        expect(not re.search(unusual, name), f"basic units: {name}")
        expect(kind != "histogram" or name.endswith(("_seconds", "_bytes")), f"a histogram's unit: {name}")
    for each in found:
        family = re.sub(r"(_bucket|_sum|_count)$", "", each.split("{")[0])
        expect(family in kinds or each.split("{")[0] in kinds, f"{each} belongs to no family")


def watched(server):
    camille = Town("camille.martin", server.url)
    start, end = at(tuesday(4), "9:00", "10:00")
    expect_equal(camille.book(ROOM, start, end, title="marker-title").status_code, 201, "a booking")
    expect_equal(camille.book(ROOM, start, end, title="marker-title").status_code, 409, "a refusal")
    made = Town("admin", server.url).http.post(f"/api/v1/resources/{ROOM}/feeds", json={})
    feed = str(httpx.URL(server.url).join(made.json()["url"]))
    first = httpx.get(feed)
    again = httpx.get(feed, headers={"If-None-Match": first.headers["etag"]})
    expect_equal((first.status_code, again.status_code), (200, 304), "a feed, read twice")
    found, text = numbers(server.url)
    expect_equal(found['creneau_decisions_total{verdict="accepted",reason=""}'], 1, "accepted")
    expect_equal(found['creneau_decisions_total{verdict="declined",reason="conflict"}'], 1, "declined")
    expect_equal(found['creneau_feed_requests_total{answer="whole"}'], 1, "feeds read")
    expect_equal(found['creneau_feed_requests_total{answer="unchanged"}'], 1, "feeds that had not changed")
    expect(found["creneau_index_instances"] >= 1 and found["creneau_commit_seconds_count"] >= 2, "index and commits")
    for secret in ("marker", "camille", ROOM, feed.rsplit("/", 1)[-1].split(".")[0]):
        expect(secret not in text, f"{secret} stands in the metrics")
    expect_equal(httpx.get(server.url + "readyz").text, "ready\n", "readyz")
    expect_equal(httpx.get(server.url + "healthz").text, "ok\n", "healthz")
    for path in ("metrics", "readyz"):
        proxied = httpx.get(server.url + path, headers={"X-Forwarded-For": "127.0.0.1"})
        expect_equal(proxied.status_code, 404, f"{path} for whom a proxy asks")
    return feed


def logged(server, feed):
    """Nothing that somebody sent in secret, and no title, is in the log, whatever goes wrong."""
    secrets = {"marker-password", "marker-token", "marker-title", "marker-name", "marker-query", PASSWORD}
    secrets.add(feed.rsplit("/", 1)[-1].split(".")[0])
    httpx.get(server.url + "api/v1/me", auth=("camille.martin", "marker-password"))
    httpx.get(server.url + "api/v1/me?marker-query=1", headers={"Authorization": "Bearer marker-token"})
    httpx.post(server.url + "api/v1/bookings", content='{"title": "marker-title', auth=("camille.martin", PASSWORD))
    httpx.request("PUT", server.url + "dav/calendars/marker-name/x", content="marker-title")
    identity = httpx.get(server.url + "healthz", headers={"X-Request-Id": "from-outside-7"}).headers["x-request-id"]
    expect_equal(identity, "from-outside-7", "a request's identity comes back")
    line = json.loads(server.wait_for("from-outside-7"))
    expect_equal((line["request"], line["route"], line["status"]), ("from-outside-7", "/healthz", "200"), "its line")
    own = httpx.get(server.url + "healthz", headers={"X-Request-Id": "not a word"}).headers["x-request-id"]
    expect(re.fullmatch("[0-9a-f]{16,}", own), f"else it gets one: {own}")
    return secrets


def reloaded(server):
    server.write("log:\n  level: nonsense\n")
    server.process.send_signal(signal.SIGHUP)
    expect("log.level" in server.wait_for("the options stay as they were"), "a file with a fault changes nothing")
    server.write("listen: 127.0.0.1:1\nlog:\n  level: warning\n  format: json\nmetrics:\n  readers: [192.0.2.0/24]\n")
    server.process.send_signal(signal.SIGHUP)
    expect("listen" in server.wait_for("by a restart only"), "what waits for a restart is named")
    # The level has changed by then, and so have the readers.
    expect_equal(httpx.get(server.url + "metrics").status_code, 404, "others may read the metrics now")
    expect_equal(httpx.get(server.url + "healthz").status_code, 200, "it goes on where it listens")


def held():
    """A client that does not end its request holds up a stop no longer than the options say."""
    server = Served("listen: 127.0.0.1:0\nstop:\n  grace: 1s\n")
    host, port = server.url.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port))) as client:
        client.sendall(b"POST /api/v1/bookings HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{")
        expect_equal(httpx.get(server.url + "healthz").status_code, 200, "it answers others")
        server.stop()


def main():
    options()
    server = Served("listen: 127.0.0.1:0\nlog:\n  level: info\n  format: json\n")
    feed = watched(server)
    secrets = logged(server, feed)
    reloaded(server)
    server.stop()
    for line in server.seen:
        json.loads(line)
        for secret in secrets:
            expect(secret not in line, f"{secret} stands in the log: {line}")
    expect(len(server.seen) > 10, "there is a log at all")
    held()


if __name__ == "__main__":
    doors.run(main, deadline=120)
