"""The suites that other people wrote: caldav-server-tester, python-caldav's functional tests, litmus.

None of them is told anything about this server but its address and its accounts: no list of quirks, no preset.
"""

import importlib.metadata
import json
import os
import re
import subprocess
import xml.etree.ElementTree as xml

import yaml
from service import PASSWORD, PYTHON, SOURCES, NotStarted, address, creneau, version_of
from outcome import Outcome

PEOPLE = ("camille.martin", "bruno.petit", "admin")


def run(command, folder, limit, **environment):
    """Runs a program to its end; its output goes into the folder, for whoever asks why."""
    home = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "Europe/Paris", **environment}
    done = subprocess.run(
        command, env=home, cwd=environment.get("PWD", folder), capture_output=True, text=True, timeout=limit
    )
    (folder / "output.log").write_text(done.stdout + "\n--- errors\n" + done.stderr, encoding="utf-8")
    return done


def server_tester(folder):
    """caldav-server-tester with two accounts: every feature that it probes, and what it found."""
    with creneau(folder / "server.log") as url:
        accounts = {
            name: {"caldav_url": f"{url}/dav/", "caldav_username": address(person), "caldav_password": PASSWORD}
            for name, person in (("default", PEOPLE[0]), ("second", PEOPLE[1]))
        }
        (folder / "accounts.yaml").write_text(yaml.safe_dump(accounts))
        sections = ["--config-section", "default", "--config-section", "second"]
        done = run(
            [PYTHON.with_name("caldav-server-tester"), *sections, "--format", "json"],
            folder,
            300,
            CALDAV_CONFIG_FILE=str(folder / "accounts.yaml"),
        )
    start = done.stdout.find("{")
    if start < 0:
        raise NotStarted(f"caldav-server-tester printed no result: {done.stderr[-800:]}")
    found = json.loads(done.stdout[start:])["features"]
    checks = run([PYTHON.with_name("caldav-server-tester"), "--list-checks"], folder, 60).stdout
    outcome = Outcome("caldav-server-tester", importlib.metadata.version("caldav-server-tester"))
    outcome.say("checks", len([each for each in checks.splitlines() if each.strip()]))
    outcome.say("users", 2)
    for name, feature in sorted(found.items()):
        if feature.get("support", "full") == "full":
            continue
        told = feature.get("behaviour") or feature.get("description") or ""
        outcome.differs(name, f"{feature['support']}" + (f": {told}" if told else ""))
    outcome.say("features not full", len(outcome.differences))
    return outcome


def functional_tests(folder):
    """python-caldav's own functional tests, scheduling included, with three accounts named by their mail addresses."""
    version = importlib.metadata.version("caldav")
    sources = SOURCES / f"caldav-{version}"
    with creneau(folder / "server.log") as url:
        users = [{"url": f"{url}/dav/", "username": address(each), "password": PASSWORD} for each in PEOPLE]
        servers = {
            "radicale": {"type": "embedded", "enabled": False},
            "xandikos": {"type": "embedded", "enabled": False},
            "creneau": {
                "type": "external",
                "enabled": True,
                **users[0],
                # Without a word on scheduling the suite leaves its scheduling tests out.
                "features": {"scheduling": {"support": "full"}},
                "scheduling_users": users,
            },
        }
        (sources / "tests/caldav_test_servers.yaml").write_text(yaml.safe_dump({"test-servers": servers}))
        report = folder / "report.xml"
        run(
            [
                *(PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                *("-o", "asyncio_default_fixture_loop_scope=function", "--timeout", "120"),
                # The suite makes errors of its own library's deprecation warnings.
                *("-W", "ignore::DeprecationWarning", "--junit-xml", report),
                *("-k", "creneau or Creneau", "tests/test_caldav.py", "tests/test_async_integration.py"),
            ],
            folder,
            600,
            PWD=str(sources),
        )
    if not report.exists():
        raise NotStarted("pytest wrote no report")
    outcome = Outcome("python-caldav functional tests", version)
    passed, skipped = 0, []
    for case in xml.parse(report).iter("testcase"):
        name = f"{case.get('classname').split('.')[-1]}.{case.get('name')}"
        wrong = case.find("failure") if case.find("failure") is not None else case.find("error")
        if wrong is not None:
            outcome.differs(name, (wrong.get("message") or "").splitlines()[0][:200])
        elif case.find("skipped") is not None:
            skipped.append((name, case.find("skipped").get("message")))
        else:
            passed += 1
    outcome.say("passed", passed)
    outcome.say("failed", len(outcome.differences))
    outcome.say("left out by the suite", len(skipped))
    outcome.notes += [f"left out: {name} ({why})" for name, why in skipped]
    return outcome


def litmus(folder):
    """litmus makes a plain collection first; a calendar home holds calendars only, so nothing else of it can run."""
    with creneau(folder / "server.log") as url:
        target = f"{url}/dav/calendars/people/{PEOPLE[0]}/"
        done = run(["litmus", "--keep-going", target, PEOPLE[0], PASSWORD], folder, 120)
    outcome = Outcome("litmus", version_of("litmus"))
    begun = re.findall(r"^-> running `(\w+)':$", done.stdout, re.MULTILINE)
    outcome.say("programs, each of which ends at its first test", len(begun))
    failed = {}
    for program, part in zip(begun, re.split(r"^-> running `\w+':$", done.stdout, flags=re.MULTILINE)[1:]):
        for test, why in re.findall(r"^\s*\d+\. (\w+)\.+ FAIL \((.*)$", part, re.MULTILINE):
            failed.setdefault((test, why), []).append(program)
    for (test, why), programs in failed.items():
        outcome.differs(f"{test}, the first test of {', '.join(programs)}", why)
    return outcome
