"""policies.py: plays Samples/policies against a server of its own, through JSON and CalDAV, with a clock that it moves.

The server runs under libfaketime: its clock stands until a scenario moves it, while timeouts go on by the real one.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import yaml
from policy_player import Player
from policy_town import CAST, SHARDS, Site
from policy_words import scenarios
from town import PASSWORD, Failure, expect, report, run

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = pathlib.Path(os.environ.get("CRENEAU_POLICIES", ROOT / "Samples" / "policies"))
LIBRARIES = list(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


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
    file, clock = folder / "town.yaml", folder / "clock"
    file.write_text(yaml.safe_dump(provisioning(played), allow_unicode=True), encoding="utf-8")
    clock.write_text("2027-03-01 08:00:00\n")
    expect(LIBRARIES, "libfaketime is not installed")
    environment = os.environ | {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": "UTC",
    }
    # By way of env: under the preloaded library a program that is started directly may find no arguments.
    command = ["/usr/bin/env", os.environ["CRENEAU_BINARY"], "serve", "--data", str(folder / "data")]
    command += ["--listen", "127.0.0.1:0", "--from", str(file)]
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
    line = server.stdout.readline()
    found = re.search(r"http://\S+", line)
    if not found:
        server.kill()
        raise Failure(f"creneau did not start: {line}{(folder / 'server.log').read_text()[-2000:]}")
    return server, Site(found[0], clock)


def main():
    played, failed = runs(), []
    expect(played, f"there are no scenarios in {FOLDER}")
    with tempfile.TemporaryDirectory() as name:
        server, site = start(pathlib.Path(name), played)
        begun = time.monotonic()
        try:
            for number, (scenario, door, prefix) in enumerate(played):
                before = time.monotonic()
                problems = Player(site, door, prefix, number % SHARDS).problems(scenario)
                failed += problems
                if "CRENEAU_TIMES" in os.environ:
                    print(f"{time.monotonic() - before:.3f} {scenario.file}: {scenario.title} by {door}")
        finally:
            server.terminate()
            server.wait(30)
    for each in failed:
        print(each, file=sys.stderr)
    report(runs=len(played), failed=len(failed), seconds=round(time.monotonic() - begun, 1))
    expect(not failed, f"{len(failed)} answers are not as the scenarios say")


run(main, deadline=170)
