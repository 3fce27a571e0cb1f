"""policies.py: plays Samples/policies against servers of its own, through JSON and CalDAV, with a clock that it moves.

The server's wall clock stands until a scenario moves it (standing_clock.c), while timeouts go on by the monotonic one.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime

import yaml
from policy_player import Player
from policy_town import BEGIN, CAST, SHARDS, Site
from policy_words import at_paris, scenarios
from town import PASSWORD, Failure, expect, report, run

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = pathlib.Path(os.environ.get("CRENEAU_POLICIES", ROOT / "Samples" / "policies"))
# The clock is a server's, and some scenarios wait until it has done what is due.
SERVERS = 4
CLOCK = pathlib.Path(__file__).with_name("standing_clock.c")


def runs():
    """Every scenario with each of its doors that a server has, and the prefix of its rooms."""
    only = os.environ.get("CRENEAU_SCENARIO", "")
    found = []
    for number, scenario in enumerate(scenarios(FOLDER)):
        for door in ("json", "caldav"):
            if door in scenario.doors and only in f"{scenario.file}: {scenario.title}":
                found.append((scenario, door, f"s{number:03}{door[0]}-"))
    return found


def provisioning(played):
    """People and groups come with the database: those who are always there, and those whom scenarios name."""
    people, groups = ["admin"] + [f"{each}{shard}" for each in CAST for shard in range(SHARDS)], []
    for number, (scenario, _, prefix) in enumerate(played):
        own = set()
        for line in scenario.lines:
            text = " ".join(line.words)
            if line.kind == "given" and text.startswith("person "):
                own |= {each.strip(",") for each in line.words[1:]}
            match = re.fullmatch(r"group of people (\S+) of (.*)", text) if line.kind == "given" else None
            if match:
                members = [
                    prefix + each if each in own else f"{each}{number % SHARDS}" for each in match[2].split(", ")
                ]
                name = prefix + match[1]
                groups.append({"id": name, "name": name, "address": f"{name}@ville.example", "members": members})
        people += [prefix + each for each in sorted(own)]
    domains = {"ville.example": "owned", "agglo.example": "shared"}
    return {
        "site": {"name": "Mairie de Ville", "zone": "Europe/Paris", "language": "fr", "domains": domains},
        "people": [
            {"id": each, "name": each, "addresses": [f"{each}@ville.example"], "password": PASSWORD}
            | ({"administrator": True} if each == "admin" else {})
            for each in people
        ],
        "groups": groups,
        "resources": [],
    }


def start(folder, played):
    file, clock, library = folder / "town.yaml", folder / "clock", folder / "standing_clock.so"
    file.write_text(yaml.safe_dump(provisioning(played), allow_unicode=True), encoding="utf-8")
    clock.write_bytes(bytes(8))
    site = Site(clock)
    site.set_clock(at_paris(datetime.fromisoformat(BEGIN)))
    # The compiler that comes with Swift.
    subprocess.run(["clang", "-O1", "-Wall", "-shared", "-fPIC", "-o", str(library), str(CLOCK), "-ldl"], check=True)
    environment = os.environ | {"LD_PRELOAD": str(library), "CRENEAU_CLOCK": str(clock)}
    command = [os.environ["CRENEAU_BINARY"], "serve", "--data", str(folder / "data")]
    command += ["--listen", "127.0.0.1:0", "--from", str(file)]
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
    line = server.stdout.readline()
    found = re.search(r"http://\S+", line)
    if not found:
        server.kill()
        raise Failure(f"creneau did not start: {line}{(folder / 'server.log').read_text()[-2000:]}")
    site.url = found[0]
    return server, site


def play(share):
    """Plays a share of the scenarios on a server of its own; gives what came out otherwise."""
    failed = []
    with tempfile.TemporaryDirectory() as name:
        server, site = start(pathlib.Path(name), share)
        try:
            for number, (scenario, door, prefix) in enumerate(share):
                begun = time.monotonic()
                failed += Player(site, door, prefix, number % SHARDS).problems(scenario)
                if "CRENEAU_TIMES" in os.environ:
                    print(f"{time.monotonic() - begun:.3f} {scenario.file}: {scenario.title} by {door}", flush=True)
        finally:
            server.terminate()
            server.wait(30)
    return failed


def main():
    played, begun = runs(), time.monotonic()
    expect(played, f"there are no scenarios in {FOLDER}")
    shares = [each for each in (played[number::SERVERS] for number in range(SERVERS)) if each]
    with concurrent.futures.ProcessPoolExecutor(SERVERS) as pool:
        failed = [problem for found in pool.map(play, shares) for problem in found]
    print(*failed, sep="\n", file=sys.stderr)
    report(runs=len(played), failed=len(failed), seconds=round(time.monotonic() - begun, 1))
    expect(not failed, f"{len(failed)} answers are not as the scenarios say")


if __name__ == "__main__":
    run(main, deadline=170)
