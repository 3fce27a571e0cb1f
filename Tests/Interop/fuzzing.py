"""schemathesis: requests made from the API's own description, and all of its checks on every answer."""

import re

from outcome import Outcome
from service import PASSWORD, ROOT, NotStarted, creneau
from suites import run

# Who has which id, which times are free and which state was read is in no schema: a request that its schema allows may be
# refused for that. A 400 may not: that is for what the schema forbids.
SETTINGS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "410", "412", "422", "428", "429"]

[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "410", "412", "415", "422", "428", "429"]
"""
PROGRAM = ROOT / ".build/venv-fuzzing/bin/schemathesis"
# A stream that does not end; what is outside of /api/v1, where the login is another.
OUTSIDE = r"^/(check-in|feeds/.token|healthz|robots|api/docs|metrics|readyz)"
LEFT_OUT = ["--exclude-operation-id", "followEvents", "--exclude-path-regex", OUTSIDE]


def kind(failure):
    """What failed, for all operations alike: the check, the status, and whether a null or the throttle was behind it."""
    title = failure.split("\n", 1)[0].removeprefix("- ").split(" ", 1)[1]
    status = re.search(r"^\[(\d+)\]", failure, re.MULTILINE)
    body = re.search(r"-d '(.*?)'", failure)
    said = f"{title}: {status[1] if status else 'no answer'}"
    if "too-many-failures" in failure:
        return said + " too-many-failures"
    if "violating request accepted" in title and body and "null" in body[1]:
        return title + " for null"
    return said


def api_fuzz(folder):
    """As an administrator, with a seed, so that a failure comes again."""
    (folder / "schemathesis.toml").write_text(SETTINGS)
    version = run([PROGRAM, "--version"], folder, 60).stdout.split()[-1]
    with creneau(folder / "server.log") as url:
        done = run(
            [
                *(PROGRAM, "--config-file", "schemathesis.toml"),
                *("run", f"{url}/api/v1/openapi.json", "--auth", f"admin:{PASSWORD}", "--checks", "all"),
                *("--phases", "examples,coverage,fuzzing", "--max-examples", "25", "--seed", "1"),
                *("--continue-on-failure", "--no-color", *LEFT_OUT),
            ],
            folder,
            600,
        )
    parts = re.split(r"\n_{3,} (.+?) _{3,}\n", done.stdout)
    counted = re.search(r"(\d+) generated", done.stdout)
    if not counted or "errored" in done.stdout[counted.start() : counted.start() + 200]:
        raise NotStarted(f"schemathesis made no request: {done.stdout[-800:]} {done.stderr[-400:]}")
    found = {}
    for operation, told in zip(parts[1::2], parts[2::2]):
        for failure in re.findall(r"^- \w+ .*?(?=^- \w+ |\Z)", told, re.MULTILINE | re.DOTALL):
            found.setdefault(kind(failure), set()).add(operation)
    outcome = Outcome("schemathesis", version)
    outcome.say("requests", int(counted[1]))
    for what, operations in sorted(found.items()):
        outcome.differs(what, f"{len(operations)} operations, as {min(operations)}")
    outcome.say("kinds of findings", len(found))
    return outcome
