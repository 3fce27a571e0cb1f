#!/usr/bin/env python3
"""Measures CalDAV requests on Créneau, Radicale and Cyrus in one run: `make bench-caldav`.

    measure.py [--sizes 1000,10000] [--servers creneau,radicale,cyrus] [--seconds 4] [--write]

Each request is timed by the client over a connection that stays open, sequentially and by 8 clients at once; the
server's processor time is that of its processes meanwhile. CRENEAU_BINARY names the program. --write puts the tables into
RESULTS.md.
"""

import argparse
import base64
import http.client
import itertools
import multiprocessing
import os
import re
import statistics
import sys
import tempfile
import time

import calendars
import servers
from results import show, write

PARALLEL = 8
CREDENTIALS = base64.b64encode(f"{servers.PERSON}:{servers.service.PASSWORD}".encode()).decode()
XML = {"Content-Type": "application/xml; charset=utf-8", "Depth": "1"}
ICS = {"Content-Type": "text/calendar; charset=utf-8"}
# How often a request is measured at most, sequentially and in parallel.
MOST = {"initial sync": (10, 8)}
OFTEN = (300, 400)


class Client:
    def __init__(self, server):
        self.calendar = server.calendar
        self.connection = http.client.HTTPConnection(server.host, int(server.port), timeout=600)

    def ask(self, method, name, body=None, headers=None, expect=(200, 201, 204, 207)):
        body = body.encode() if isinstance(body, str) else body
        fields = {"Authorization": f"Basic {CREDENTIALS}", **(headers or {})}
        self.connection.request(method, self.calendar + name, body, fields)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in expect:
            raise SystemExit(f"{method} {self.calendar}{name}: {answer.status} {text[:300]!r}")
        return text

    def token(self):
        """The present token, behind as many answers as the server needs to tell everything."""
        token, text = "", b" 507 "
        while b" 507 " in text:
            text = self.ask("REPORT", "", calendars.changes(token), XML)
            token = re.search(rb"<[^>]*sync-token>([^<]+)<", text)[1].decode()
        return token


def put(client, number, context):
    start = calendars.FIRST + number % 300 * calendars.DAY
    client.ask("PUT", f"p{number}.ics", calendars.event(f"p{number}", start, 30), ICS)


def put_room(client, number, context):
    client.ask("PUT", f"r{number}.ics", calendars.invitation(number), ICS)


def get(client, number, context):
    client.ask("GET", f"e{number * 7 % context['size']}.ics")


def one_day(client, number, context):
    client.ask("REPORT", "", calendars.one_day(number), XML)


def free_busy(client, number, context):
    client.ask("REPORT", "", calendars.free_busy(number), XML)


def initial_sync(client, number, context):
    client.ask("REPORT", "", calendars.changes(""), XML)


def delta(client, number, context):
    client.ask("REPORT", "", calendars.changes(context["token"]), XML)


REQUESTS = {
    "GET": get,
    "one-day query": one_day,
    "free/busy": free_busy,
    "initial sync": initial_sync,
    "delta": delta,
    "PUT": put,
    "PUT with a room": put_room,
}


def run(server, request, context, numbers, seconds):
    """Latencies of one client that asks again and again."""
    client = Client(server)
    REQUESTS[request](client, next(numbers), context)
    latencies, end = [], time.monotonic() + seconds
    for number in numbers:
        begin = time.perf_counter()
        REQUESTS[request](client, number, context)
        latencies.append(time.perf_counter() - begin)
        if time.monotonic() > end:
            break
    return latencies


def part(server, request, context, first, count, seconds, results):
    results.put(run(server, request, context, iter(range(first, first + count + 1)), seconds))


def sequential(server, request, context, fresh, seconds):
    count = MOST.get(request, OFTEN)[0]
    before, begin = server.cpu(), time.monotonic()
    latencies = run(server, request, context, iter(range(fresh, fresh + count + 1)), seconds)
    return summary(latencies, time.monotonic() - begin, server.cpu() - before, 1)


def parallel(server, request, context, fresh, seconds):
    each = max(1, MOST.get(request, OFTEN)[1] // PARALLEL)
    results = multiprocessing.Queue()
    before, begin = server.cpu(), time.monotonic()
    clients = [
        multiprocessing.Process(
            target=part, args=(server, request, context, fresh + index * (each + 1), each, seconds, results))
        for index in range(PARALLEL)
    ]
    for client in clients:
        client.start()
    latencies = list(itertools.chain.from_iterable(results.get(timeout=300) for _ in clients))
    for client in clients:
        client.join()
    return summary(latencies, time.monotonic() - begin, server.cpu() - before, PARALLEL)


def summary(latencies, elapsed, cpu, clients):
    """Milliseconds; the first request of each client, which opens its connection, costs the server and is not timed."""
    ordered = sorted(latencies)
    return {
        "median": statistics.median(ordered) * 1_000,
        "p90": ordered[len(ordered) * 9 // 10] * 1_000,
        "cpu": cpu / (len(ordered) + clients) * 1_000,
        "count": len(ordered),
        "rate": len(ordered) / elapsed,
    }


def fill_part(server, numbers):
    client = Client(server)
    for number in numbers:
        client.ask("PUT", f"e{number}.ics", calendars.stored(number), ICS)


def grow(server, start, end):
    """Stores events `start` to `end`, by four clients; as files where that is how the server keeps them."""
    if server.folder:
        for number in range(start, end):
            (server.folder / f"e{number}.ics").write_bytes(calendars.stored(number))
        return
    clients = [
        multiprocessing.Process(target=fill_part, args=(server, range(start + index, end, 4))) for index in range(4)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
        if client.exitcode:
            raise SystemExit(f"{server.name} could not be filled")


def measure(server, sizes, seconds, found):
    size, fresh = 0, dict.fromkeys(REQUESTS, 0)
    for wanted in sizes:
        begin = time.monotonic()
        grow(server, size, wanted)
        size = wanted
        print(f"{server.name}: {size} events after {time.monotonic() - begin:.0f} s", file=sys.stderr)
        client = Client(server)
        one_day(client, 0, {})  # indexes that are made when they are first needed
        context = {"size": size, "token": client.token()}
        fill_part(server, range(10))  # what a delta tells
        for request in REQUESTS:
            for mode, way in (("sequential", sequential), ("parallel", parallel)):
                found[request, size, mode, server.name] = way(server, request, context, fresh[request], seconds)
                fresh[request] += sum(OFTEN) + PARALLEL + 1
            medians = [found[request, size, mode, server.name]["median"] for mode in ("sequential", "parallel")]
            print(f"{server.name}, {size}, {request}: {medians[0]:.2f} and {medians[1]:.2f} ms", file=sys.stderr)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", default="1000,10000")
    options.add_argument("--servers", default=",".join(servers.ALL))
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    sizes = [int(each) for each in asked.sizes.split(",")]
    found, versions = {}, {}
    log = os.path.join(tempfile.mkdtemp(prefix="bench-caldav-"), "log")
    for name in asked.servers.split(","):
        with servers.ALL[name](log) as server:
            versions[server.name] = server.version
            measure(server, sizes, asked.seconds, found)
        if asked.write:
            write(found, versions)
    show(found, versions)


if __name__ == "__main__":
    main()
